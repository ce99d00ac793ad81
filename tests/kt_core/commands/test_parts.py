"""`--parts FOLDER` on the command line."""

import json

import pytest

from kt_core.commands import main
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.part_folders import EXAMPLES, folder_of, left

DOCUMENT = experiment(
    ("Flatten", {}),
    ("Scaled", {}),
    ("Dense", {"units": 10, "activation": "softmax"}),
    optimizer={"kind": "WarmAdam"},
)


@pytest.fixture
def verb(tmp_path, monkeypatch, capsys):
    """Runs a command as a process of its own would: exit code, stdout, stderr."""
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))

    def run(*arguments):
        monkeypatch.setenv("KT_PARTS", "")
        try:
            code = main([str(argument) for argument in arguments])
        finally:
            left()
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    yield run


@pytest.fixture
def spec(tmp_path):
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    return file


def test_a_folder_that_is_not_there_is_a_problem(verb, tmp_path):
    code, _, said = verb("--parts", tmp_path / "nowhere", "doctor")
    assert code == 1
    assert "nowhere" in said


@pytest.mark.engine
def test_doctor_lists_what_the_folder_offers_and_what_is_wrong(verb, tmp_path):
    files = {file.stem: file.read_text("utf-8") for file in EXAMPLES.glob("*.py")}
    folder = folder_of(tmp_path / "given", broken="1 / 0\n", **files)
    code, printed, _ = verb("--parts", folder, "doctor", "--json")
    parts = json.loads(printed)["parts"]
    assert (code, parts["folder"], parts["kinds"]["optimizer"]) == (0, str(folder), ["WarmAdam"])
    assert [problem["code"] for problem in parts["problems"]] == ["part_broken"]
    _, printed, said = verb("--parts", folder, "doctor")
    assert "WarmAdam" in printed
    assert "broken.py" in said


@pytest.mark.engine
def test_check_and_code_know_the_parts_and_without_them_say_so(verb, tmp_path, spec):
    code, printed, _ = verb("--parts", EXAMPLES, "check", "--json", spec)
    assert (code, json.loads(printed)["nodes"][2]["params"]) == (0, 1)
    code, _, _ = verb("--parts", EXAMPLES, "code", spec, "--to", tmp_path / "taken")
    assert code == 0
    names = {file.name for file in (tmp_path / "taken").iterdir()}
    assert names == {"scaled.py", "train.py", "warm_adam.py"}
    code, printed, _ = verb("check", "--json", spec)
    found = {problem["code"] for problem in json.loads(printed)["problems"]}
    assert (code, "part_missing" in found) == (1, True)
