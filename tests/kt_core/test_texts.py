"""Sentences: every code has its words, nothing is asked for that is not there."""

import json
import re
from pathlib import Path

import pytest

from kt_core import texts
from kt_core.problems import Fix, Problem

ROOT = Path(__file__).parents[2]
CODES = texts.problem_texts()


def sources():
    folders = (ROOT / name for name in ("kt_core", "components", "pages"))
    return [file for folder in folders for file in folder.rglob("*.py")]


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_problem_says_what_came_and_what_was_expected(code):
    words = CODES[code]
    assert words.keys() == {"fix"} or {"what", "expected"} <= words.keys() <= {
        "what",
        "expected",
        "fix",
    }
    assert all(value.strip() for value in words.values())


def test_every_problem_code_in_the_source_has_words():
    used = {
        match
        for file in sources()
        for match in re.findall(r'\b(?:Problem|Fix)\(\s*"([a-z0-9_]+)"', file.read_text("utf-8"))
    }
    assert len(used) > 30
    assert sorted(used - CODES.keys()) == []


def test_every_text_key_in_the_source_exists():
    pattern = re.compile(r'\btext\(\s*"([a-z0-9_]+(?:\.[A-Za-z0-9_]+)+)"')
    missing = []
    for file in sources():
        for key in pattern.findall(file.read_text("utf-8")):
            try:
                texts.text(key)
            except (KeyError, FileNotFoundError):
                missing.append(f"{file.name}: {key}")
    assert missing == []


@pytest.mark.parametrize(
    "file", sorted((texts.FOLDER / "en").rglob("*.json")), ids=lambda f: f.name
)
def test_every_text_file_holds_only_filled_strings(file):
    def walk(item):
        if isinstance(item, dict):
            for inner in item.values():
                walk(inner)
        else:
            assert isinstance(item, str)
            assert item.strip()
            texts.fill(item, {})

    walk(json.loads(file.read_text("utf-8")))


def test_a_problem_is_rendered_with_its_values_and_its_fix():
    fix = Fix("use_value", values={"value": "unit"})
    values = {"key": "scaling", "given": "units", "choices": ["none", "unit"]}
    sentence = texts.render(Problem("unknown_choice", ("data", "scaling"), values, fix=fix))
    assert sentence == texts.Sentence("scaling is units.", "Choose one of: none, unit.", "Use unit")


def test_braces_and_markup_in_what_a_user_typed_stay_as_they_are():
    values = {"key": "{0.__class__}<b>*x*", "known": ["name"]}
    sentence = texts.render(Problem("unknown_key", ("x",), values))
    assert sentence.what == "Nothing here is called {0.__class__}<b>*x*."


def test_a_missing_text_is_an_error():
    with pytest.raises(KeyError):
        texts.render(Problem("no_such_code"))
