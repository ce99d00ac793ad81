"""The folder of a server's own parts: copied, named by its content, gathered, told apart."""

import copy
import json
import os

import pytest

from kt_core import catalog, own_parts
from kt_core.checks.components import component_faults
from kt_core.code import notebook, script, write
from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError
from kt_core.texts import render
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.part_folders import EXAMPLES, FACTS, WARM, entered, folder_of, left

SOURCE = '''"""Begins slowly."""


class Warm:
    pass


if __name__ == "__main__":
    print("tried by itself")
'''
DOCUMENT = experiment(optimizer={"kind": "Warm", "params": {"steps": 9}})


@pytest.fixture
def folder(tmp_path):
    return folder_of(tmp_path / "given", warm=SOURCE)


@pytest.fixture
def kept(tmp_path, monkeypatch, folder):
    """The folder entered, its facts kept and included, as after the engine has looked at it."""
    entered(monkeypatch, tmp_path / "home", folder)
    answer = {"families": copy.deepcopy(FACTS["families"]), "problems": []}
    own_parts.keep(own_parts.gathered([answer]))
    assert own_parts.include()
    yield folder
    left()


def test_the_files_are_copied_so_that_edits_wait_for_the_next_start(tmp_path, monkeypatch, folder):
    entered(monkeypatch, tmp_path / "home", folder)
    (folder / "warm.py").write_text("changed", "utf-8")
    assert own_parts.file("warm.py").read_text("utf-8") == SOURCE


def test_the_same_content_has_the_same_name_wherever_it_lies(tmp_path, monkeypatch, folder):
    entered(monkeypatch, tmp_path / "home", folder)
    name = own_parts.digest()
    entered(monkeypatch, tmp_path / "home", folder_of(tmp_path / "other", warm=SOURCE))
    assert own_parts.digest() == name
    entered(monkeypatch, tmp_path / "home", folder_of(tmp_path / "other", warm=SOURCE + "\n"))
    assert own_parts.digest() != name


def test_a_child_that_inherits_the_copy_copies_nothing_again(tmp_path, monkeypatch, folder):
    entered(monkeypatch, tmp_path / "home", folder)
    before = own_parts.current()
    own_parts.enter()
    assert own_parts.current() == before


def test_without_a_folder_there_are_no_parts(monkeypatch):
    monkeypatch.delenv("KT_PARTS", raising=False)
    own_parts.enter()
    assert (own_parts.current(), own_parts.digest(), own_parts.facts()) == (None, "", None)


def test_a_folder_that_is_not_there_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    with pytest.raises(ProblemError) as refused:
        own_parts.enter(str(tmp_path / "nowhere"))
    assert "nowhere" in render(refused.value.problems[0]).what


def test_hidden_files_and_other_kinds_are_left_alone(tmp_path, monkeypatch, folder):
    folder_of(folder, _mine="x = 1")
    (folder / "notes.txt").write_text("x")
    (folder / ".hidden.py").write_text("x")
    entered(monkeypatch, tmp_path / "home", folder)
    assert [file.name for file in own_parts.files()] == ["warm.py"]
    assert not (own_parts.current() / "notes.txt").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_folder_that_everybody_may_write_to_is_warned_of(tmp_path, monkeypatch, folder):
    (folder / "warm.py").chmod(0o666)
    entered(monkeypatch, tmp_path / "home", folder)
    (problem,) = own_parts.gathered([])["problems"]
    assert (problem["code"], problem["severity"]) == ("parts_writable", "warning")
    assert "warm.py" in render(Problem.from_json(problem)).what


def test_a_class_name_in_two_files_counts_the_first_time(kept):
    other = {"optimizer": {"Warm": {**WARM, "file": "z.py", "doc": "another"}}}
    answers = [{"families": families, "problems": []} for families in (FACTS["families"], other)]
    found = own_parts.gathered(answers)
    assert found["families"]["optimizer"]["Warm"]["file"] == "warm.py"
    assert [problem["code"] for problem in found["problems"]] == ["part_twice"]


def test_what_another_version_of_the_program_found_out_does_not_count(kept):
    file = own_parts.current() / "facts.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "code": "older"}))
    assert own_parts.facts() is None


def test_an_own_part_is_in_the_catalog_beside_keras_own(kept):
    entry = catalog.entry("optimizer", "Warm")
    assert (entry.group, entry.level, entry.page, entry.is_own) == ("own", "beginner", "", True)
    assert (entry.gloss, catalog.starting(entry)) == ("Begins slowly.", {"steps": 50})
    assert catalog.entries("optimizer")[-1] == entry
    assert not catalog.entry("optimizer", "Adam").is_own


@pytest.mark.parametrize("name", ["Warm", "warm", "mine>Warm"])
def test_it_is_found_by_class_by_string_and_by_registered_name(kept, name):
    assert catalog.find("optimizer", name).kind == "Warm"


def test_parameters_get_what_the_catalog_knows_of_their_names(kept):
    entry = catalog.entry("optimizer", "Warm")
    assert (
        entry.param("learning_rate").gloss
        == catalog.entry("optimizer", "Adam").param("learning_rate").gloss
    )
    assert entry.param("steps").minimum == 1


def test_values_out_of_range_and_wrong_names_are_problems_as_ever(kept):
    faulty = {"kind": "Warm", "params": {"steps": 0, "learnin_rate": 1}}
    codes = {each.code for each in catalog.component_problems("optimizer", faulty)}
    assert codes == {"param_at_least", "unknown_param_near"}


def test_a_document_is_normalized_through_an_own_part(kept):
    given = experiment(optimizer={"kind": "warm", "params": {"steps": 9, "learning_rate": 0.01}})
    assert normalize(parse(given)).optimizer.model_dump() == {
        "kind": "Warm",
        "params": {"steps": 9},
    }


def test_included_parts_are_gone_when_others_are_included(kept):
    with catalog.including(catalog.Own()):
        assert catalog.find("optimizer", "Warm") is None
    assert catalog.find("optimizer", "Warm") is not None


def test_a_part_that_the_server_lacks_is_said_to_be_one(kept):
    catalog.include(catalog.Own())
    (problem,) = component_faults(parse(DOCUMENT))
    assert (problem.code, problem.where) == ("part_missing", ("optimizer",))
    assert "warm.py" in render(problem).expected


def test_a_registered_name_that_nobody_here_knows_is_somebodys_part(kept):
    found = own_parts.missing("theirs>Cold")
    assert (found.code, found.values) == ("part_unknown", {"given": "theirs>Cold"})
    assert own_parts.missing("Cold") is None


def test_the_script_in_a_folder_imports_the_file_beside_it(kept, tmp_path):
    target = write(parse(DOCUMENT), tmp_path / "taken")
    assert "\nfrom warm import Warm\n" in target.read_text("utf-8")
    assert "optimizer=Warm(steps=9)" in target.read_text("utf-8")
    assert (tmp_path / "taken" / "warm.py").read_text("utf-8") == SOURCE


def test_the_script_by_itself_holds_the_file_but_not_what_it_does_by_itself(kept):
    found = script(parse(DOCUMENT))
    assert "class Warm:" in found
    assert "tried by itself" not in found
    assert "from warm import" not in found
    compile(found, "train.py", "exec")


def test_a_notebook_has_a_cell_for_the_file(kept):
    cells = notebook(parse(DOCUMENT))["cells"]
    assert any("warm.py" in cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    assert any("class Warm:" in cell["source"] for cell in cells if cell["cell_type"] == "code")


def test_a_document_without_own_parts_is_written_as_ever(kept, tmp_path):
    target = write(parse(experiment()), tmp_path / "taken")
    assert [file.name for file in target.parent.iterdir()] == ["train.py"]


@pytest.mark.parametrize(
    "line", ["data = 1", "def model(): pass", "from __future__ import generators"]
)
def test_a_file_whose_names_the_script_needs_stays_beside_it(tmp_path, monkeypatch, kept, line):
    kept_facts = own_parts.facts()
    entered(monkeypatch, tmp_path / "home", folder_of(tmp_path / "two", warm=f"{line}\n{SOURCE}"))
    own_parts.keep(kept_facts)
    with pytest.raises(ProblemError) as refused:
        script(parse(DOCUMENT))
    assert refused.value.problems[0].code == "part_not_inlined"
    assert "Warm" in write(parse(DOCUMENT), tmp_path / "taken").read_text("utf-8")


@pytest.mark.parametrize("name", ["warm_adam.py", "rate_log.py"])
def test_the_documentation_shows_the_examples_as_they_are(name):
    shown = (EXAMPLES.parents[1] / "custom-parts.md").read_text("utf-8")
    assert (EXAMPLES / name).read_text("utf-8").rstrip() in shown


def test_an_engine_with_another_folders_parts_is_said(kept, tmp_path, monkeypatch):
    ours = own_parts.digest()
    assert own_parts.differing(None) == own_parts.differing(ours) == []
    entered(monkeypatch, tmp_path / "home", folder_of(tmp_path / "second", warm="x = 1"))
    (problem,) = own_parts.differing(ours)
    assert (problem.values["ours"], problem.values["theirs"]) == (
        str(tmp_path / "second"),
        str(tmp_path / "given"),
    )
    assert render(problem).expected


@pytest.mark.parametrize("words", [["--parts", "{}"], ["--parts={}"], ["--other", "--parts", "{}"]])
def test_the_app_reads_the_folder_behind_streamlits_own_arguments(
    words, folder, tmp_path, monkeypatch
):
    from components.launch import take_own_parts

    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KT_PARTS", "")
    monkeypatch.setattr("sys.argv", ["app.py", *(word.format(folder) for word in words)])
    take_own_parts()
    assert [file.name for file in own_parts.files()] == ["warm.py"]


def test_an_app_with_a_wrong_folder_does_not_start(tmp_path, monkeypatch):
    from components.launch import take_own_parts

    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KT_PARTS", str(tmp_path / "nowhere"))
    monkeypatch.setattr("sys.argv", ["app.py"])
    with pytest.raises(SystemExit) as ended:
        take_own_parts()
    assert "nowhere" in str(ended.value)
