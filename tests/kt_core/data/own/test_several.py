"""Several labels for each example: from yes/no columns, separated words, or arrays of 0 and 1."""

import numpy as np
import pytest

from kt_core.data import card, load
from kt_core.data.own.taking import inspect, take_in
from kt_core.problems import ProblemError
from kt_core.texts import render

YES_NO = "height,spots,tame,wild\n" + "\n".join(
    f"{n},{n * n % 7},{'yes' if n % 2 else 'no'},{int(n % 3 == 0)}" for n in range(12)
)
WORDS = "height\tkinds\n" + "\n".join(
    f"{n}\t{['cat;dog', 'dog', '', 'cat; bird', 'bird'][n % 5]}" for n in range(20)
)
X = np.arange(30.0).reshape(10, 3)
Y = np.stack([np.arange(10) % 2, np.arange(10) % 3 == 0], axis=1)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "file"
        if isinstance(content, str):
            path.write_text(content, "utf-8")
        else:
            with path.open("wb") as stream:
                np.savez(stream, **content)
        return str(path)

    return write


def taken(path, **options):
    kind = take_in(path, {"task": "multi_label", **options})["kind"]
    return card(kind), load(kind)


def joined(found):
    x = np.concatenate([found.x_train, found.x_test])
    return x, np.concatenate([found.y_train, found.y_test])


def test_columns_of_yes_and_no_become_labels_by_their_names(file):
    path = file(YES_NO)
    assert inspect(path)["several"]["yes_no"] == ["tame", "wild"]
    facts, found = taken(path, targets=["tame", "wild"], columns=["height", "spots"])
    assert (facts.task, facts.labels, facts.classes) == ("multi_label", ("tame", "wild"), ())
    x, y = (
        np.concatenate([found.x_train, found.x_test]),
        np.concatenate([found.y_train, found.y_test]),
    )
    assert y.dtype == "float32" and len(y) == 12
    assert np.array_equal(y[:, 0], x[:, 0] % 2)
    assert np.array_equal(y[:, 1], x[:, 0] % 3 == 0)


def test_separated_words_become_labels_and_an_empty_cell_is_none_of_them(file):
    path = file(WORDS)
    assert inspect(path)["several"]["separated"] == {"kinds": ";"}
    facts, found = taken(path, target="kinds", columns=["height"])
    assert facts.labels == ("bird", "cat", "dog")
    x, y = (
        np.concatenate([found.x_train, found.x_test]),
        np.concatenate([found.y_train, found.y_test]),
    )
    assert len(y) == 20
    assert np.array_equal(y.sum(axis=1)[x[:, 0] % 5 == 2], [0] * 4)
    assert np.array_equal(y[:, 1], np.isin(x[:, 0] % 5, (0, 3)))


def test_arrays_of_0_and_1_are_taken_for_labels_with_the_names_beside_them(file):
    path = file({"x": X, "y": Y, "labels": np.array(["odd", "third"])})
    assert inspect(path)["suggested"]["task"] == "multi_label"
    facts, found = taken(path)
    assert facts.labels == ("odd", "third") and facts.columns == ("x0", "x1", "x2")
    assert found.y_train.shape == (8, 2) and found.y_test.shape == (2, 2)
    assert taken(file({"x": X, "y": Y}))[0].labels == ("0", "1")


def test_one_hot_labels_stay_classes(file):
    path = file({"x": X, "y": np.eye(2, dtype=int)[np.arange(10) % 2]})
    assert inspect(path)["suggested"]["task"] == "classification"


WRONG = {
    "own_labels_array": ({"x": X, "y": Y + 1}, {}),
    "own_labels_names": ({"x": X, "y": Y, "labels": np.array(["same", "same"])}, {}),
    "own_labels_differ": ({"x_train": X, "y_train": Y, "x_test": X, "y_test": Y[:, :1]}, {}),
    "own_labels_count": ({"x": X, "y": Y[:, :1]}, {}),
    "own_label_alone": ({"x": X, "y": np.eye(10)[:, :2]}, {}),
    "own_label_column": (YES_NO, {"targets": ["spots", "tame"], "columns": ["height"]}),
    "own_labels_between": (YES_NO, {"target": "tame", "columns": ["height"]}),
    "own_column_unknown": (YES_NO, {"targets": ["tam"], "columns": ["height"]}),
    "own_target_is_input": (YES_NO, {"targets": ["tame", "wild"], "columns": ["wild"]}),
}


@pytest.mark.parametrize("code", WRONG)
def test_what_can_be_no_labels_is_refused_with_its_reason(file, code):
    content, options = WRONG[code]
    with pytest.raises(ProblemError) as raised:
        taken(file(content), **options)
    problem = raised.value.problems[0]
    assert problem.code == code and render(problem).expected
