"""Rules of the house that no linter knows: who may import what, and what must never be written."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("kt_core", "components", "pages", "tests", "benchmarks")
SOURCES = [
    ROOT / "app.py",
    *(file for name in FOLDERS for file in sorted((ROOT / name).rglob("*.py"))),
]
PRODUCT = [file for file in SOURCES if not file.is_relative_to(ROOT / "tests")]
LONGEST_FUNCTION = 40
LONGEST_PAGE = 80
FRAMEWORKS = {"tensorflow", "keras", "h5py"}
KERAS_FREE_ENGINE = {"__init__.py", "__main__.py", "host.py", "dispatcher.py", "jobs.py"}


def name(file):
    return file.relative_to(ROOT).as_posix()


@cache
def nodes(file):
    return tuple(ast.walk(ast.parse(file.read_text("utf-8"))))


def imports(file):
    for node in nodes(file):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def calls(file):
    for node in nodes(file):
        if isinstance(node, ast.Call):
            yield node, ast.unparse(node.func)


def test_imports_keep_to_the_directions_of_the_house():
    for file in PRODUCT:
        tops = {module.split(".")[0] for module in imports(file)}
        part = file.relative_to(ROOT).parts[0]
        if part == "kt_core":
            assert not tops & {"streamlit", "components", "pages"}, name(file)
        if part == "components":
            assert "pages" not in tops, name(file)
        in_engine = file.is_relative_to(ROOT / "kt_core" / "engine")
        if part != "benchmarks" and (not in_engine or file.name in KERAS_FREE_ENGINE):
            assert not tops & FRAMEWORKS, name(file)


def test_nothing_the_web_process_imports_brings_keras_or_scikit_learn():
    program = """
import sys
from pathlib import Path
import streamlit
from streamlit.testing.v1 import AppTest
for folder in ("components", "kt_core"):
    for file in sorted(Path(folder).rglob("*.py")):
        parts = file.with_suffix("").parts
        if "engine" in parts or "commands" in parts or "migrations" in parts:
            continue
        if parts[-1] in ("__main__",) or "node_modules" in parts:
            continue
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        __import__(module)
heavy = {name.split(".")[0] for name in sys.modules} & {"tensorflow", "keras", "sklearn", "h5py"}
print("imported:", sorted(heavy))
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("imported: []")


def test_nothing_a_user_gives_is_ever_executed():
    endings = (".extractall", ".enable_unsafe_deserialization", "st.html")
    for file in PRODUCT:
        for node, function in calls(file):
            at = f"{name(file)}:{node.lineno}"
            assert function not in ("eval", "exec", "pickle.load", "pickle.loads"), at
            assert not function.endswith(endings), at
            for keyword in node.keywords:
                value = getattr(keyword.value, "value", None)
                assert (keyword.arg, value) != ("safe_mode", False), at
                assert (keyword.arg, value) != ("allow_pickle", True), at
                assert keyword.arg != "unsafe_allow_html", at


def test_functions_are_short_enough_to_be_read_at_once():
    long = [
        f"{name(file)}: {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for file in SOURCES
        for node in nodes(file)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_name_of_a_module_is_given_twice():
    """Two people once named two limits alike: the second silently replaced the first."""
    for file in SOURCES:
        body = ast.parse(file.read_text("utf-8")).body
        given = [
            target.id
            for node in body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ]
        given += [node.name for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
        twice = {one for one in given if given.count(one) > 1}
        assert not twice, (name(file), twice)


@pytest.mark.parametrize("file", sorted((ROOT / "pages").glob("*.py")), ids=name)
def test_pages_are_thin(file):
    assert len(file.read_text("utf-8").splitlines()) <= LONGEST_PAGE


def test_words_for_the_screen_are_not_in_the_code():
    words = re.compile(r"[A-Z][a-z]+ [a-z]+")
    elements = ("button", "write", "markdown", "caption", "header", "subheader", "title", "info")
    elements += ("warning", "error", "success", "metric", "selectbox", "text_input", "toggle")
    for file in PRODUCT:
        for node, function in calls(file):
            if function.startswith("st.") and function.rsplit(".", 1)[-1] in elements and node.args:
                first = node.args[0]
                written = isinstance(first, ast.Constant) and words.search(str(first.value))
                assert not written, f"{name(file)}:{node.lineno}"


def test_no_committed_file_names_a_package_registry_or_a_folder_of_somebody():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com"]
    hosts += ["yarnpkg" + ".com", "/wo" + "rk/", "/ro" + "ot/"]
    found = []
    for path in filter(None, listed.split("\0")):
        file = ROOT / path
        if not file.is_file() or file.suffix in (".npz", ".png"):
            continue
        content = file.read_text("utf-8", errors="replace")
        found += [f"{path}: {host}" for host in hosts if host in content]
    assert found == []
