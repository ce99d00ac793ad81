"""What was found out is kept beside the model, bounded, and asked for by the question."""

import numpy as np
import pytest

from kt_core import explanations
from kt_core.explanations import Found, find, keep, place
from kt_core.runs import folder

RUN = {"run": "abcdefghijklmnop"}


@pytest.fixture(autouse=True)
def model(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    path = folder(RUN["run"]) / "model.keras"
    path.write_bytes(b"weights")
    return path


def answer(number, size=3):
    return Found({"number": number}, {"map": np.random.RandomState(number).uniform(size=size)})


def test_an_answer_is_found_by_its_question_only():
    keep(RUN, {"what": "maps", "layer": "层"}, answer(1))
    assert find(RUN, {"layer": "层", "what": "maps"}).said == {"number": 1}
    np.testing.assert_array_equal(
        find(RUN, {"what": "maps", "layer": "层"}).arrays["map"], answer(1).arrays["map"]
    )
    assert find(RUN, {"what": "maps"}) is None


def test_a_model_that_has_changed_has_no_answers_yet(model):
    keep(RUN, {"what": "maps"}, answer(1))
    model.write_bytes(b"other weights")
    assert find(RUN, {"what": "maps"}) is None


def test_without_the_model_nothing_is_known(model):
    keep(RUN, {"what": "maps"}, answer(1))
    model.unlink()
    assert find(RUN, {"what": "maps"}) is None


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04half"])
def test_a_broken_file_is_as_good_as_none(content):
    keep(RUN, {"what": "maps"}, answer(1))
    explanations.file(RUN, {"what": "maps"}).write_bytes(content)
    assert find(RUN, {"what": "maps"}) is None


def test_the_oldest_answers_go_when_there_are_too_many(monkeypatch):
    monkeypatch.setattr(explanations, "KEPT_BYTES", 40_000)
    for number in range(8):
        keep(RUN, {"number": number}, answer(number, size=1_000))
    assert sum(each.stat().st_size for each in place(RUN).iterdir()) <= 40_000
    assert find(RUN, {"number": 7}) is not None
    assert find(RUN, {"number": 0}) is None


def test_answers_about_a_file_from_elsewhere_are_kept_apart(tmp_path):
    path = tmp_path / "uploaded"
    path.write_bytes(b"a model")
    keep({"path": str(path)}, {"what": "maps"}, answer(2))
    assert find({"path": str(path)}, {"what": "maps"}).said == {"number": 2}
    assert find(RUN, {"what": "maps"}) is None
