"""App and host killed at random moments: no run claims to train that does not, nothing is left.

KT_SOAK multiplies the kills; `make soak` runs the long form.
"""

import os
import random
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from kt_core import client
from kt_core.runs import LIVE
from kt_core.runs.process import life
from tests.kt_core.engine.running_host import MANY, ROOT, kill, until

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes by signals"),
]

KILLS = int(os.environ.get("KT_SOAK", "1"))
TRUTH_SECONDS, ORPHAN_SECONDS = 15.0, 60.0
APP = (
    "from kt_core import client; import time; client.start_host(); print('up', flush=True);"
    "time.sleep(600)"
)


def app():
    """What the web process does to have an engine, without its pages."""
    process = subprocess.Popen([sys.executable, "-c", APP], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"up\n"
    return process


def at_work(host):
    """Two runs under way, those of before or new ones. A run whose worker was killed comes back by
    itself and takes its place again: a third one would wait for ever."""

    def found():
        there = host.store.runs(state=LIVE)
        if len(there) < 2:
            host.queue("fine", epochs=MANY, pause=0.2)
        return [run.id for run in there] if list(map(_trains, there)) == [True, True] else []

    return until(found)


def _trains(run):
    mine = run.handle is not None and run.handle["kind"] == "local"  # no host's claim to it
    return mine and life(run.handle) == "running" and run.epochs_done > 0


def pretending(host):
    """Runs that are shown as training and have no process."""
    shown = host.store.runs(state="running")
    return [run.id for run in shown if run.state == "running" and life(run.handle) == "gone"]


def end_successor():
    """Kills a host that the app started just before it was killed: it is in time to take over, and
    then it is no orphan but the server."""
    with suppress(client.EngineAway, ProcessLookupError):
        kill(client.info()["process"])


def orphans(host):
    """Processes of ours that work for no run."""
    end_successor()
    mine = {run.handle["pid"] for run in host.store.runs(state=LIVE) if run.handle}
    return [process.pid for process in host.family() if process.pid not in mine]


def seconds_until_none(found, *, within):
    began = time.monotonic()
    until(lambda: not found(), seconds=within)
    return time.monotonic() - began


def test_a_server_killed_at_random_moments_leaves_no_untruth_and_no_orphan(host):
    chance, truth, left, lost = random.Random(6), [], [], 0
    for count in range(KILLS):
        server = host.start()
        visiting, runs = app(), at_work(host)
        time.sleep(chance.uniform(0.0, 0.6))
        done = {run: len(host.store.epochs(run)) for run in runs}
        if count % 5 == 4:  # the worker too, which a host may still have time to notice
            kill(host.store.run(runs[0]).handle)
        for process in (visiting, server):
            kill(process)
            process.wait()
        visiting.stdout.close()
        truth.append(seconds_until_none(lambda: pretending(host), within=TRUTH_SECONDS + 1))
        left.append(seconds_until_none(lambda: orphans(host), within=ORPHAN_SECONDS))
        lost += sum(max(0, done[run] - len(host.store.epochs(run))) for run in runs)
    print(
        f"server killed {KILLS} times: a run pretended to train for at most {max(truth):.1f} s, "
        f"an orphan lived for at most {max(left):.1f} s, finished epochs lost: {lost}"
    )
    assert (max(truth) <= TRUTH_SECONDS, max(left) <= ORPHAN_SECONDS, lost) == (True, True, 0)
