"""What the engine wrote about a run's answers is read and put in order."""

import json

import numpy as np
import pytest

from kt_core import results
from kt_core.runs import folder

RUN = "a" * 24


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))


def write(y_true, y_pred, rows=None):
    rows = np.arange(len(y_true)) if rows is None else rows
    np.savez(folder(RUN) / "predictions.npz", y_true=y_true, y_pred=y_pred, rows=rows)


def classes():
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7], [0.95, 0.05]])
    write(np.array([0, 0, 0, 1, 1]), probabilities, rows=np.arange(5) * 10)
    return results.answers(RUN, task="classification")


def test_a_run_without_results_has_none():
    assert results.summary(RUN) is None
    assert results.answers(RUN, task="classification") is None


def test_the_summary_is_what_the_engine_wrote():
    (folder(RUN) / "results.json").write_text(json.dumps({"task": "regression"}))
    assert results.summary(RUN) == {"task": "regression"}


def test_a_damaged_summary_is_none():
    (folder(RUN) / "results.json").write_text("{")
    assert results.summary(RUN) is None


def test_a_damaged_file_of_answers_is_none():
    (folder(RUN) / "predictions.npz").write_bytes(b"PK\x03\x04 no")
    assert results.answers(RUN, task="classification") is None


def test_the_predicted_class_is_the_likeliest_and_its_probability_the_confidence():
    found = classes()
    assert found.predicted.tolist() == [0, 1, 1, 1, 0]
    assert found.confidence.tolist() == [0.9, 0.6, 0.8, 0.7, 0.95]


def test_a_cell_holds_its_examples_the_most_confident_first():
    assert results.cell(classes(), true=0, predicted=1).tolist() == [2, 1]


def test_one_probability_stands_for_two_classes():
    write(np.array([0, 1]), np.array([[0.2], [0.9]]))
    found = results.answers(RUN, task="classification")
    assert found.predicted.tolist() == [0, 1]
    assert found.confidence == pytest.approx([0.8, 0.9])


def test_one_hot_labels_become_class_numbers():
    write(np.eye(3)[[2, 0]], np.eye(3)[[2, 1]])
    assert results.answers(RUN, task="classification").true.tolist() == [2, 0]


def test_values_have_no_confidence():
    write(np.array([[1.0], [2.0], [3.0]]), np.array([[1.5], [0.0], [3.1]]))
    found = results.answers(RUN, task="regression")
    assert found.predicted.shape == (3, 1)
    assert found.confidence is None


def test_answers_are_read_once_as_long_as_their_file_stays_as_it_is():
    first = classes()
    assert results.answers(RUN, task="classification") is first
    write(np.eye(3)[[2, 0]], np.eye(3)[[2, 1]])
    assert len(results.answers(RUN, task="classification").true) == 2
