"""Weights kept for looking back: those a plain run has after that epoch, without a trace in it."""

import numpy as np
import pytest

from kt_core import snapshots
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Store, folder
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.test_resume import resumed
from tests.kt_core.engine.trained import Beat, same, trained, weights

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


SMALL = (
    ("Flatten", {}),
    ("BatchNormalization", {}),
    ("Dropout", {"rate": 0.3}),
    ("Dense", {"units": 10, "activation": "softmax"}),
)


def document(*, epochs=3, every=1):
    fit = {"epochs": epochs, "batch_size": 128}
    if every:
        fit["snapshots"] = {"every": every}
    return experiment(*SMALL, fit=fit)


@pytest.fixture(scope="module")
def kept():
    return trained(document())


@pytest.fixture(scope="module")
def alone():
    return trained(document(every=0))


def arrays(run):
    return {epoch: snapshots.weights(path) for epoch, path in snapshots.files(run.place).items()}


def equal(one, other):
    return len(one) == len(other) and all(map(np.array_equal, one, other))


def built():
    from kt_core.engine.build import build

    return build(parse(document()))


def test_snapshots_do_not_change_the_training_by_one_bit(kept, alone):
    assert same(weights(alone.place / "model.keras"), weights(kept.place / "model.keras"))
    assert [epoch["values"] for epoch in alone.epochs] == [e["values"] for e in kept.epochs]
    assert arrays(alone) == {}


def test_a_snapshot_has_the_weights_that_a_run_of_so_many_epochs_ends_with(kept, alone):
    from kt_core.engine.snapshots import put

    assert list(arrays(kept)) == [0, 1, 2]
    for plain, epoch in ((alone, 2), (trained(document(epochs=1, every=0)), 0)):
        model, again = built(), built()
        model.load_weights(plain.place / "model.keras")
        known = [np.asarray(one) for one in model.weights]
        assert equal(arrays(kept)[epoch], known)
        put(again, snapshots.files(kept.place)[epoch])
        assert equal([np.asarray(one) for one in again.weights], known)


def test_weights_of_another_network_are_refused(kept):
    from kt_core.engine.build import build
    from kt_core.engine.snapshots import put

    with pytest.raises(ValueError, match="another model"):
        put(build(parse(experiment())), snapshots.files(kept.place)[0])


def test_a_stopped_and_resumed_run_has_the_snapshots_of_one_left_alone(kept):
    stopped = trained(document(), beat=Beat(18))
    assert stopped.run.state == "stopped"
    before = list(arrays(stopped))
    assert before == list(range(len(before)))
    assert 0 < len(before) < 3
    gone = resumed(stopped)
    assert gone.run.state == "finished"
    assert all(map(equal, arrays(gone).values(), arrays(kept).values()))
    assert list(arrays(gone)) == [0, 1, 2]


@pytest.fixture(scope="module")
def attempts():
    """A run of two epochs whose last snapshot is lost, and in whose folder a worker that did not
    hear that it was superseded has left one; then a second attempt of three epochs."""
    run = trained(document(epochs=2))
    missing = snapshots.files(run.place)[1]
    lost = snapshots.weights(missing)
    zombie = missing.with_name(snapshots.name(attempt=1, epoch=7))
    missing.rename(zombie)
    return resumed(run, epochs=3), lost, zombie


def test_a_snapshot_that_a_killed_attempt_could_not_keep_is_made_up_for(attempts):
    again, lost, _ = attempts
    assert list(arrays(again)) == [0, 1, 2]
    assert equal(arrays(again)[1], lost)


def test_epochs_that_are_trained_again_lose_what_an_earlier_attempt_kept(attempts):
    _, _, zombie = attempts
    assert not zombie.exists()


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
    assert store.run(run).attempt == 2
    assert list(snapshots.files(folder(run))) == [0]


def test_training_that_ends_early_keeps_its_last_epoch(tmp_path):
    from kt_core.engine.snapshots import Snapshots

    model = built()
    model.stop_training = False
    found = Snapshots(tmp_path, model, attempt=1, every=5, last=8)
    assert [epoch for epoch in range(9) if found.is_due(epoch)] == [0, 4, 8]
    model.stop_training = True
    assert found.is_due(6)


def test_many_snapshots_are_thinned_out(tmp_path, monkeypatch):
    from kt_core.engine.snapshots import Snapshots

    monkeypatch.setattr(snapshots, "MOST", 4)
    found = Snapshots(tmp_path, built(), attempt=1, every=1, last=8)
    for epoch in range(9):
        found.keep(epoch)
        assert len(snapshots.files(tmp_path)) <= 4
    assert list(snapshots.files(tmp_path)) == [0, 3, 7, 8]


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
