"""A run that was broken off and goes on ends as the one that was left alone, to the last bit."""

import copy
import hashlib
import json

import numpy as np
import pytest
from sqlalchemy import delete, update

from kt_core.runs import Store, folder
from kt_core.runs.database import engine, writing
from kt_core.runs.schema import epochs as epoch_rows
from kt_core.runs.schema import runs as run_rows
from tests.kt_core.engine.small_documents import AUGMENTED, GRAPH, experiment
from tests.kt_core.engine.trained import Beat, Trained, same, trained, weights

pytestmark = pytest.mark.engine

ADAM = {"kind": "ExponentialDecay", "params": {
    "initial_learning_rate": 0.01, "decay_steps": 20, "decay_rate": 0.9}}  # fmt: skip
STATEFUL = experiment(
    ("Reshape", {"target_shape": [8, 8]}),
    ("GaussianNoise", {"stddev": 0.1}),
    ("LSTM", {"units": 4}),
    ("Dense", {"units": 10, "activation": "softmax"}),
    optimizer={"kind": "SGD", "params": {"learning_rate": ADAM, "momentum": 0.9, "use_ema": True,
                                         "ema_overwrite_frequency": None}},
    callbacks=[{"kind": "CSVLogger", "params": {"filename": "log.csv"}},
               {"kind": "SwapEMAWeights", "params": {"swap_on_epoch": True}}],
)  # fmt: skip
EARLY = {"kind": "EarlyStopping", "params": {"monitor": "val_loss", "patience": 1, "min_delta": 9,
                                             "restore_best_weights": True}}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


ALONE = {}


def left_alone(document):
    """The run of this document that nobody disturbed; each is trained once."""
    key = json.dumps(document, sort_keys=True)
    if key not in ALONE:
        ALONE[key] = trained(document)
    return ALONE[key]


def longer(document, epochs=4):
    return {**copy.deepcopy(document), "fit": {"epochs": epochs, "batch_size": 64}}


def resumed(run, *, epochs=None, beat=None):
    """The next attempt of an ended run, here and now."""
    from kt_core.engine.train import train

    store = Store()
    assert store.resume(run.run.id, epochs=epochs, handle={"pid": 1})
    train(run.run.id, store.run(run.run.id).attempt, None, beat)
    found = store.run(run.run.id)
    return Trained(found, folder(found.id), store.rows(found.id), store.epochs(found.id))


def history(run):
    return [epoch["values"] for epoch in run.epochs]


def assert_equal(one, other):
    assert history(one) == history(other)
    assert [e["remeasured"] for e in one.epochs] == [e["remeasured"] for e in other.epochs]
    assert [e["learning_rate"] for e in one.epochs] == [e["learning_rate"] for e in other.epochs]
    assert same(weights(one.place / "model.keras"), weights(other.place / "model.keras"))
    assert one.run.result == other.run.result


@pytest.mark.parametrize(
    "document", [AUGMENTED, GRAPH, STATEFUL], ids=["cnn", "graph", "schedule and averages"]
)
def test_stopped_in_an_epoch_twice_it_ends_like_the_one_left_alone(document):
    alone = left_alone(longer(document))
    steps = alone.of_kind("state")[1]["steps"]
    run = trained(longer(document), beat=Beat(looks=steps + steps // 2))
    assert (run.run.state, run.run.epochs_done) == ("stopped", 1)
    run = resumed(run, beat=Beat(looks=steps + 2))
    assert (run.run.state, run.run.epochs_done, run.run.start_epoch) == ("stopped", 2, 1)
    run = resumed(run)
    assert (run.run.state, run.run.attempt, run.run.start_epoch) == ("finished", 3, 2)
    assert_equal(run, alone)


def test_the_csv_log_has_each_epoch_once():
    steps = 18
    run = resumed(trained(longer(STATEFUL), beat=Beat(looks=3 * steps)))
    lines = (run.place / "log.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["epoch", "0", "1", "2", "3"]


def test_killed_between_checkpoint_and_row_the_row_is_written_from_the_checkpoint():
    alone, run = left_alone(longer(AUGMENTED)), trained(longer(AUGMENTED, 3))
    url = Store().url
    with writing(engine(url)) as connection:
        mine = (epoch_rows.c.run == run.run.id, epoch_rows.c.epoch == 2)
        connection.execute(delete(epoch_rows).where(*mine))
        back = {"epochs_done": 2, "state": "interrupted", "result": None}
        connection.execute(update(run_rows).where(run_rows.c.id == run.run.id).values(**back))
    again = resumed(run, epochs=4)
    assert [epoch["attempt"] for epoch in again.epochs] == [1, 1, 2, 2]
    assert_equal(again, alone)


def test_a_finished_run_goes_on_for_more_epochs_and_its_document_says_so():
    alone = left_alone(longer(AUGMENTED, 4))
    run = resumed(trained(longer(AUGMENTED, 2)), epochs=4)
    assert run.run.document["fit"]["epochs"] == 4
    assert_equal(run, alone)


def test_a_damaged_checkpoint_costs_one_epoch_more_and_nothing_else():
    alone = left_alone(longer(AUGMENTED))
    run = trained(longer(AUGMENTED), beat=Beat(looks=3 * 19 + 2))
    newest = max((run.place / "checkpoints").glob("*.npz"))
    newest.write_bytes(newest.read_bytes()[:-100])
    again = resumed(run)
    assert again.run.start_epoch == 2
    assert_equal(again, alone)


def test_a_checkpoint_of_an_earlier_version_of_the_program_is_enough_to_go_on():
    from kt_core.engine import checkpoint_files

    alone = left_alone(longer(AUGMENTED))
    run = trained(longer(AUGMENTED), beat=Beat(looks=2 * 19 + 2))
    newest = max((run.place / "checkpoints").glob("*.npz"))
    with np.load(newest) as stored:
        arrays = {name: stored[name] for name in stored.files}
    state = json.loads(arrays[checkpoint_files.STATE].tobytes())
    del state["figures"], state["stopping"]
    arrays[checkpoint_files.STATE] = np.frombuffer(json.dumps(state).encode(), dtype="uint8")
    np.savez(newest, allow_pickle=False, **arrays)
    content = newest.read_bytes()
    mark = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    newest.with_suffix(".json").write_text(json.dumps(mark))
    again = resumed(run)
    assert again.run.start_epoch == 2
    assert_equal(again, alone)


def test_without_any_checkpoint_it_begins_anew_and_ends_alike():
    alone = left_alone(longer(AUGMENTED))
    again = resumed(trained(longer(AUGMENTED), beat=Beat(looks=3)))
    assert again.run.start_epoch == 0
    assert_equal(again, alone)


def test_stopped_early_but_killed_before_the_end_it_takes_no_further_epoch():
    document = {**longer(AUGMENTED, 6), "callbacks": [EARLY]}
    alone, run = left_alone(document), trained(document)
    assert len(alone.epochs) == 2
    with writing(engine(Store().url)) as connection:
        back = {"state": "interrupted", "result": None}
        connection.execute(update(run_rows).where(run_rows.c.id == run.run.id).values(**back))
    (run.place / "model.keras").unlink()
    again = resumed(run)
    assert len(again.epochs) == 2
    assert_equal(again, alone)


def test_stopped_early_and_asked_to_go_on_it_does():
    run = trained({**longer(AUGMENTED, 6), "callbacks": [EARLY]})
    again = resumed(run, epochs=4)
    assert again.run.state == "finished"
    assert len(again.epochs) == 3
    assert history(again)[:2] == history(run)


def test_a_waiting_early_stopping_goes_on_waiting():
    patient = {"kind": "EarlyStopping", "params": {"patience": 3, "min_delta": 9}}
    document = {**longer(AUGMENTED, 8), "callbacks": [patient]}
    alone = trained(document)
    run = resumed(trained(document, beat=Beat(looks=2 * 19 + 2)))
    assert len(alone.epochs) == 4
    assert_equal(run, alone)


def test_only_an_ended_or_paused_run_can_go_on():
    store = Store()
    run = store.create_run(longer(AUGMENTED))
    assert not store.resume(run)
    assert not store.resume("no such run")
