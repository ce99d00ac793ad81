"""Weights kept for looking back: those a plain run has after that epoch, without a trace in it."""

import copy

import numpy as np
import pytest

from kt_core import snapshots
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Store
from tests.kt_core.engine.small_documents import AUGMENTED, experiment
from tests.kt_core.engine.test_resume import resumed
from tests.kt_core.engine.trained import Beat, same, trained, weights

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


def document(base=None, *, epochs=4, every=1):
    fit = {"epochs": epochs, "batch_size": 64}
    if every:
        fit["snapshots"] = {"every": every}
    return {**copy.deepcopy(base or experiment()), "fit": fit}


@pytest.fixture(scope="module")
def kept():
    return trained(document(AUGMENTED, epochs=3))


def arrays(run):
    return {epoch: snapshots.weights(path) for epoch, path in snapshots.files(run.place).items()}


def equal(one, other):
    return len(one) == len(other) and all(map(np.array_equal, one, other))


def test_snapshots_do_not_change_the_training_by_one_bit(kept):
    alone = trained(document(AUGMENTED, epochs=3, every=0))
    assert same(weights(alone.place / "model.keras"), weights(kept.place / "model.keras"))
    assert [epoch["values"] for epoch in alone.epochs] == [e["values"] for e in kept.epochs]
    assert arrays(alone) == {}


def test_a_snapshot_has_the_weights_that_a_run_of_so_many_epochs_ends_with(kept):
    import keras

    from kt_core.engine.build import build
    from kt_core.engine.snapshots import put

    assert list(arrays(kept)) == [0, 1, 2]
    for epochs in (1, 3):
        plain = trained(document(AUGMENTED, epochs=epochs, every=0))
        model = build(parse(AUGMENTED))
        model.load_weights(plain.place / "model.keras")
        known = [keras.ops.convert_to_numpy(one) for one in model.weights]
        assert equal(arrays(kept)[epochs - 1], known)
        again = build(parse(AUGMENTED))
        put(again, snapshots.files(kept.place)[epochs - 1])
        assert equal([np.asarray(one) for one in again.weights], known)


def test_weights_of_another_network_are_refused(kept):
    from kt_core.engine.build import build
    from kt_core.engine.snapshots import put

    with pytest.raises(ValueError, match="another model"):
        put(build(parse(experiment())), snapshots.files(kept.place)[0])


def test_a_stopped_and_resumed_run_has_the_snapshots_of_one_left_alone():
    whole = trained(document())
    stopped = trained(document(), beat=Beat(60))
    assert stopped.run.state == "stopped"
    before = list(arrays(stopped))
    assert before == list(range(len(before)))
    assert 0 < len(before) < 4
    gone = resumed(stopped)
    assert gone.run.state == "finished"
    assert all(map(equal, arrays(gone).values(), arrays(whole).values()))
    assert list(arrays(gone)) == [0, 1, 2, 3]


def test_a_snapshot_that_a_killed_attempt_could_not_keep_is_made_up_for():
    run = trained(document(epochs=2))
    missing = snapshots.files(run.place)[1]
    before = snapshots.weights(missing)
    missing.unlink()
    again = resumed(run, epochs=3)
    assert list(arrays(again)) == [0, 1, 2]
    assert equal(arrays(again)[1], before)


def test_epochs_that_are_trained_again_lose_what_an_earlier_attempt_kept():
    run = trained(document(epochs=2))
    folder = run.place / snapshots.FOLDER
    zombie = folder / snapshots.name(attempt=1, epoch=7)
    zombie.write_bytes(snapshots.files(run.place)[1].read_bytes())
    again = resumed(run, epochs=3)
    assert not zombie.exists()
    assert list(arrays(again)) == [0, 1, 2]


def test_a_superseded_attempt_keeps_nothing_more():
    from kt_core.engine.train import train

    store = Store()
    run = store.create_run(document(), handle={"pid": 1})

    class Replaced(Beat):
        @property
        def wish(self):
            if store.run(run).epochs_done == 1 and store.run(run).attempt == 1:
                store.change(run, states="running", state="interrupted")
                store.resume(run, handle={"pid": 2})
            return "run"

    train(run, 1, None, Replaced())
    from kt_core.runs import folder

    assert store.run(run).attempt == 2
    assert list(snapshots.files(folder(run))) == [0]


def test_training_that_ends_early_keeps_its_last_epoch():
    early = {"kind": "EarlyStopping", "params": {"monitor": "loss", "patience": 1, "min_delta": 9}}
    run = trained({**document(epochs=9, every=5), "callbacks": [early]})
    assert list(arrays(run)) == [0, 1]


def test_a_full_disk_waits_for_room_as_it_does_for_checkpoints(monkeypatch):
    from kt_core.engine import snapshots as writer

    write, full = writer.write_atomic, [True]

    def first_full(path, content):
        if full:
            full.pop()
            raise ProblemError(Problem("disk_full", values={"path": str(path), "detail": "full"}))
        write(path, content)

    monkeypatch.setattr(writer, "write_atomic", first_full)
    monkeypatch.setattr("kt_core.engine.room.LOOK_SECONDS", 0.01)
    run = trained(document(epochs=2))
    assert run.run.state == "finished"
    assert list(arrays(run)) == [0, 1]
    assert "paused" in [row["state"] for row in run.of_kind("state")]


def test_many_snapshots_are_thinned_out(monkeypatch):
    monkeypatch.setattr(snapshots, "MOST", 4)
    run = trained(document(epochs=9))
    assert list(arrays(run)) == [0, 3, 7, 8]
