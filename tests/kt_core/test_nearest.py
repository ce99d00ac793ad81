"""The nearest training examples: the same as when all distances are computed at once."""

import numpy as np
import pytest

from kt_core.data import looking, prepare, sets
from kt_core.data.own.shelf import put
from kt_core.data.sets import Arrays, load
from kt_core.experiment import parse
from kt_core.nearest import nearest
from kt_core.problems import ProblemError
from kt_core.templates import template


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))


def table(*, in_columns=False):
    draw = np.random.default_rng(3)
    x = (draw.normal(size=(60, 3)) * [1, 100, 0.01]).astype("float32")
    x = np.asfortranarray(x) if in_columns else x
    facts = {"task": "classification", "modality": "table", "classes": ("a", "b")}
    facts |= {"columns": ("p", "q", "r")}
    y = np.arange(60) % 2
    return put(Arrays(x, y, x[:9] + np.float32(0.5), y[:9]), facts, {}).kind


def document(kind, scaling="unit", **data):
    found = template("digit_cnn").document()
    return {**found, "data": {"kind": kind, "scaling": scaling, **data}}


def expected(found, row):
    """Rows and distances by brute force."""
    prepared = prepare(parse(found))
    apart = prepared.x_train.astype("float64") - prepared.x_test[row]
    distances = np.sqrt(np.square(apart).reshape(len(apart), -1).sum(axis=1))
    order = np.argsort(distances, kind="stable")[:5]
    return prepared.train_rows[order].tolist(), distances[order].tolist()


@pytest.mark.parametrize("scaling", ["none", "unit", "standard"])
@pytest.mark.parametrize("in_columns", [False, True])
def test_rows_of_a_table_are_compared_after_scaling(scaling, in_columns):
    found = document(table(in_columns=in_columns), scaling)
    near = nearest(found, 4)
    rows, distances = expected(found, 4)
    assert [one.row for one in near] == rows
    assert [one.distance for one in near] == pytest.approx(distances, rel=1e-5)
    raw = load(found["data"]["kind"])
    assert [one.label for one in near] == raw.y_train[rows].tolist()
    np.testing.assert_array_equal([one.example for one in near], raw.x_train[rows])


def test_pictures_are_compared_a_piece_at_a_time(monkeypatch):
    monkeypatch.setattr(looking, "BYTES", 100 * 28 * 28)
    found = document("mnist_5k", validation={"kind": "holdout", "params": {"fraction": 0.25}})
    near = nearest(found, 7)
    rows, distances = expected(found, 7)
    assert [one.row for one in near] == rows
    assert [one.distance for one in near] == pytest.approx(distances, rel=1e-5)
    assert near[0].example.shape == (28, 28, 1)


def test_generated_points_are_compared_as_well():
    found = document("spiral", "standard", params={"noise": 0.3})
    rows, distances = expected(found, 3)
    near = nearest(found, 3)
    assert [one.row for one in near] == rows
    assert [one.distance for one in near] == pytest.approx(distances, rel=1e-4)


def test_pieces_are_the_whole_training_part(monkeypatch):
    monkeypatch.setattr(looking, "BYTES", 999 * 28 * 28)
    pieces = list(looking.training_pieces("mnist_5k"))
    assert [start for start, _ in pieces] == [0, 999, 1998, 2997, 3996]
    whole = np.concatenate([piece for _, piece in pieces])
    np.testing.assert_array_equal(whole, load("mnist_5k").x_train)


def test_a_set_that_is_gone_is_a_problem():
    kind = table()
    sets.file(kind).unlink()
    with pytest.raises(ProblemError):
        nearest(document(kind), 0)
