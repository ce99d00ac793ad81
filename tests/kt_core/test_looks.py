"""How often a test part was looked at, and what that does to the best figure."""

import math

import numpy as np
import pytest

from kt_core import looks
from kt_core.data.identity import fingerprint
from kt_core.runs import Store
from kt_core.runs.looks import Looks

TEST = {"loss": 0.5, "accuracy": 0.9}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    found = Store()
    yield found
    found.close()


def run_on(store, kind="iris"):
    return store.run(store.create_run({"data": {"kind": kind}}))


def test_each_model_seen_by_each_person_counts_once(store):
    first, second, other = run_on(store), run_on(store), run_on(store, "wine")
    for run, person in ((first, "ann"), (first, "ann"), (second, "ann"), (first, "bob")):
        looks.look(store, run, TEST, person=person)
    looks.look(store, other, TEST, person="ann")
    assert looks.counted(store, first, person="ann") == Looks(mine=2, all=2, people=2)
    assert looks.counted(store, other, person="ann") == Looks(mine=1, all=1, people=1)
    assert looks.counted(store, first, person="eve") == Looks(mine=0, all=2, people=2)


def test_a_run_that_was_trained_further_is_measured_and_looked_at_anew(store):
    run = run_on(store)
    looks.look(store, run, TEST, person="ann")
    assert looks.has_looked(store, run, TEST, person="ann")
    assert not looks.has_looked(store, run, TEST, person="bob")
    again = {"loss": math.nan, "accuracy": 0.91}
    assert not looks.has_looked(store, run, again, person="ann")
    looks.look(store, run, again, person="ann")
    assert looks.counted(store, run, person="ann").mine == 2


def test_a_set_that_was_brought_and_is_gone_is_still_counted(store):
    run = run_on(store, "own_0123456789abcdef")
    looks.look(store, run, TEST, person="ann")
    assert looks.counted(store, run, person="ann").all == 1


def test_sets_have_fingerprints_of_their_own():
    found = [fingerprint(kind) for kind in ("iris", "wine", "mnist", "mnist_5k", "own_" + "0" * 16)]
    assert len(set(found)) == 5
    assert max(map(len, found)) <= 80


def test_validation_figures_are_those_of_the_last_epoch(store):
    trained, waiting = run_on(store), run_on(store)
    store.change(trained.id, states="queued", state="running", attempt=0)
    for epoch in range(2):
        values = {"loss": 0.5, "val_loss": 1.0 - epoch, "val_accuracy": 0.5 + epoch / 4}
        store.record_epoch(trained.id, 0, epoch, values)
    found = looks.validation(store, trained, waiting)
    assert found == {trained.id: {"val_loss": 0.0, "val_accuracy": 0.75}, waiting.id: {}}
    assert looks.headline(found[trained.id]) == ("val_accuracy", 0.75)
    assert looks.headline({"val_loss": 2.0}) == ("val_loss", 2.0)
    assert looks.headline({}) is None


@pytest.mark.parametrize(("count", "known"), [(1, 0.0), (2, 0.56419), (5, 1.16296), (10, 1.53875)])
def test_the_expected_maximum_is_that_of_the_tables(count, known):
    assert looks.expected_maximum(count) == pytest.approx(known, abs=1e-5)


def test_the_best_of_equal_models_is_flattered_as_drawn_by_chance():
    draw = np.random.default_rng(0)
    measured = draw.binomial(500, 0.8, size=(20_000, 8)) / 500
    found = looks.flattery(8, accuracy=0.8, examples=500)
    assert found == pytest.approx(measured.max(axis=1).mean() - 0.8, rel=0.02)
    assert looks.flattery(1, accuracy=0.8, examples=500) == 0
    assert looks.flattery(8, accuracy=1.0, examples=500) == 0
