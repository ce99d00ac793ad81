"""A full disk pauses a run, at whatever moment; with room again it ends as if nothing had been.

KT_SOAK multiplies the moments; `make soak` runs the long form.
"""

import math
import os
import random
import threading
import time

import pytest

from kt_core.runs import Store, folder
from kt_core.runs.process import identity
from tests.kt_core.engine.running_host import MANY, until
from tests.kt_core.engine.small_disk import fill, small_disk
from tests.kt_core.engine.small_documents import experiment

pytestmark = pytest.mark.engine

MOMENTS = max(2, 2 * int(os.environ.get("KT_SOAK", "1")) // 5)
CSV = {"kind": "CSVLogger", "params": {"filename": "log.csv"}}


@pytest.fixture(scope="module")
def disk(tmp_path_factory):
    place = tmp_path_factory.mktemp("disk")
    with pytest.MonkeyPatch.context() as patch, small_disk(place, megabytes=40) as mounted:
        if not mounted:
            pytest.skip("mounting a small disk is not allowed here")
        patch.setenv("KT_HOME", str(place))
        patch.delenv("KT_STORE", raising=False)
        yield place
        Store().close()


def queued(document):
    return Store().create_run(document, handle={**identity(), "kind": "inline"})


def worked(run):
    """Trains as a worker does, in this process; the run as it then is."""
    from kt_core.engine.train import train
    from kt_core.engine.worker import work

    store = Store()
    assert work({"run": run, "attempt": 1, "store_url": store.url}, train) == 0
    return store.run(run)


def meanwhile(do):
    thread = threading.Thread(target=do)
    thread.start()
    return thread


def history(run):
    return [epoch["values"] for epoch in Store().epochs(run)]


class Filler:
    """Fills the disk at random moments of a run and looks at what is there."""

    def __init__(self, disk, run, moments):
        self.disk, self.run, self.moments = disk, run, moments
        self.seen, self.paused, self.loading = 0, 0, 0

    def __call__(self):
        store = Store()
        try:
            self.fill(store, random.Random(11))
        finally:
            (self.disk / "ballast").unlink(missing_ok=True)
            store.wish(self.run, "stop")

    def fill(self, store, chance):
        until(lambda: store.run(self.run).epochs_done > 0)
        for moment in range(self.moments):
            time.sleep(chance.uniform(0.02, 0.25))
            ballast = fill(self.disk, leave=(1_000_000, 0)[moment % 2])
            until(self.settled)
            self.look(store.run(self.run))
            ballast.unlink()
            until(lambda: store.run(self.run).state == "running")
        more = store.run(self.run).epochs_done + 1
        until(lambda: store.run(self.run).epochs_done > more)

    def settled(self):
        found = Store().run(self.run)
        return found.state == "paused" or found.ended

    def look(self, run):
        from kt_core.engine.checkpoint_files import newest

        self.seen += 1
        self.paused += run.state == "paused" and run.why["code"] == "disk_full"
        found = newest(folder(run.id))
        self.loading += (found.epoch + 1 if found else 0) >= run.epochs_done


def test_a_disk_full_at_random_moments_loses_nothing(disk):
    document = experiment(callbacks=[CSV], fit={"epochs": MANY, "batch_size": 256})
    run = queued(document)
    filler = Filler(disk, run, MOMENTS)
    filling = meanwhile(filler)
    ended = worked(run)
    filling.join()
    alone = queued({**document, "fit": {"epochs": ended.epochs_done, "batch_size": 256}})
    assert worked(alone).state == "finished"
    pairs = zip(history(alone), history(run), strict=True)
    off = max(abs(one[name] - other[name]) for one, other in pairs for name in one)
    print(
        f"disk full at {filler.seen} moments: {filler.paused} times said to be paused, "
        f"{filler.loading} times the newest checkpoint loaded, {ended.attempt} attempts, "
        f"history off by {off:.1g}"
    )
    assert ended.state == "stopped"
    assert filler.seen == filler.loading == filler.paused == MOMENTS
    assert math.isclose(off, 0.0, abs_tol=1e-6)


def test_a_disk_full_before_the_first_epoch_pauses_and_a_click_tries_at_once(disk):
    ballast, run, store = fill(disk, leave=2_000_000), queued(experiment()), Store()

    def person():
        until(lambda: store.run(run).state == "paused")
        assert store.run(run).why["code"] == "disk_full"
        ballast.unlink()
        store.resume(run)

    clicking = meanwhile(person)
    ended = worked(run)
    clicking.join()
    assert (ended.state, ended.epochs_done, ended.why) == ("finished", 2, None)


def test_a_run_that_waits_for_room_can_be_stopped(disk):
    from kt_core.engine.train import train
    from kt_core.engine.worker import work

    ballast, run, store = fill(disk, leave=2_000_000), queued(experiment()), Store()

    def person():
        until(lambda: store.run(run).state == "paused")
        store.wish(run, "stop")

    stopping = meanwhile(person)
    work({"run": run, "attempt": 1, "store_url": store.url}, train)
    stopping.join()
    ballast.unlink()
    assert store.run(run).state == "stopped"
