"""Workers and savers killed at random moments: no finished epoch is lost, no file is half there.

KT_SOAK multiplies the kills; `make soak` runs the long form.
"""

import os
import random
import signal
import time

import pytest

from tests.kt_core.engine.keras_host import KerasHost
from tests.kt_core.engine.running_host import MANY, kill, until
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.test_recording import built

pytestmark = pytest.mark.engine

TIMES = int(os.environ.get("KT_SOAK", "1"))
KILLS, SAVES = 2 * TIMES, 4 * TIMES
CALLBACKS = [
    {"kind": "ReduceLROnPlateau", "params": {"patience": 3, "factor": 0.9}},
    {"kind": "EarlyStopping", "params": {"patience": MANY, "restore_best_weights": True}},
]


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("KT_HOME", str(home))
        running = KerasHost(home)
        running.begin()
        yield running
        running.close()


def history(host, run):
    return [epoch["values"] for epoch in host.store.epochs(run)]


def stopped(host, run, *, behind):
    """Lets the run get past that many epochs, then stops it; how many it has finished."""
    until(lambda: host.store.run(run).epochs_done > behind, seconds=60 * TIMES + 120)
    host.store.wish(run, "stop")
    return host.comes_to(run, "stopped").epochs_done


def begun(host, run, *, done):
    """How many epochs have been begun so far, the one under way included; `done` are finished."""
    rows = host.store.rows(run, from_=done)  # each of those has a row at least
    return max((row["epoch"] + 1 for row in rows if row["kind"] == "batch"), default=done)


def killed(host, run, chance):
    """Kills the run's worker while it begins or some epochs later, sees to it that it goes on; how
    many finished epochs that cost, and how many that had been begun are computed again."""
    placed = until(lambda: with_worker(host, run))
    epochs = placed.epochs_done + chance.choice((0, 0, 1, 2, 3))
    until(lambda: host.store.run(run).epochs_done >= epochs)
    time.sleep(chance.uniform(0.0, 0.1 if epochs > placed.epochs_done else 1.0))
    done = len(host.store.epochs(run))
    kill(placed.handle)
    again = begun(host, run, done=done)
    until(lambda: host.store.run(run).attempt > placed.attempt or host.store.run(run).ended)
    if host.store.run(run).ended:
        host.store.resume(run)
    until(lambda: host.store.run(run).state == "running")
    start = host.store.run(run).start_epoch
    return max(0, done - start), max(0, again - start)


def with_worker(host, run):
    found = host.store.run(run)
    return found if found.handle and found.handle["kind"] == "local" else None


def test_a_worker_killed_at_random_moments_loses_no_finished_epoch(host):
    alone, run = (host.queue(epochs=MANY, callbacks=CALLBACKS) for _ in range(2))
    chance = random.Random(4)
    costs = [killed(host, run, chance) for _ in range(KILLS)]
    done = stopped(host, run, behind=host.store.run(run).start_epoch + 3)
    stopped(host, alone, behind=done)
    lost, again = zip(*costs, strict=True)
    pairs = list(zip(history(host, alone)[:done], history(host, run), strict=True))
    off = max(abs(one[name] - other[name]) for one, other in pairs for name in one)
    print(
        f"worker killed {KILLS} times: finished epochs lost {sum(lost)}, at most {max(again)} "
        f"computed again, history off by {off:.1g}"
    )
    assert (sum(lost), max(again) <= 1) == (0, True)
    assert host.store.run(run).attempt == KILLS + 1
    assert (len(pairs), len(pairs[0][0]), off <= 1e-6) == (done, 4, True)


def test_killed_while_it_saves_the_newest_checkpoint_always_loads(tmp_path, monkeypatch):
    from kt_core.engine import checkpoint, checkpoint_files

    monkeypatch.setenv("KT_HOME", str(tmp_path))
    document = experiment(("Flatten", {}), ("Dense", {"units": 400}), ("Dense", {"units": 10}))
    model, _ = built(document)
    model.optimizer.build(model.trainable_variables)
    checkpoint.save(tmp_path, model, [], attempt=1, epoch=0, history={})
    moments, epoch, loaded = random.Random(5), 1, 0
    for _ in range(SAVES):
        child = os.fork()
        if child == 0:
            while True:
                checkpoint.save(tmp_path, model, [], attempt=1, epoch=epoch, history={})
                epoch += 1
        time.sleep(moments.uniform(0.02, 0.3))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        found = checkpoint_files.newest(tmp_path)
        if found is not None and found.epoch >= epoch - 1:
            checkpoint.restore(found, model)
            epoch, loaded = found.epoch + 1, loaded + 1
    print(f"killed {SAVES} times while saving: the newest checkpoint loaded {loaded} times")
    assert loaded == SAVES
