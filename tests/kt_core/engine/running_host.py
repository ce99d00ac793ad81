"""A real host in a folder of its own, with the tiny jobs, for tests that kill processes."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from kt_core import client
from kt_core.runs import Store

MANY = 100_000  # epochs: more than a test waits for
PATIENCE = 120.0
"""Seconds that a test waits for what must come: the machine may be busy with other things."""
HERE = Path(__file__).parent
ROOT = HERE.parents[2]


class RunningHost:
    """Starts and restarts hosts on KT_HOME, and ends all they started."""

    def __init__(self, home):
        self.home, self.store = home, Store()
        self._processes = []

    def start(self, *, idle=60.0, modules=(), state="ready", **environment):
        """A new host whose zygote imports `modules`; comes back when it answers as `state`."""
        log = (self.home / "engine.log").open("ab")
        process = subprocess.Popen(
            [sys.executable, str(HERE / "tiny_host.py"), str(idle), *modules],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        log.close()
        self._processes.append(process)
        until(lambda: client.state() in (state, "ready") or process.poll() is not None)
        return process

    def queue(self, name="fine", *, epochs=3, pause=0.0, owner=""):
        """A run that waits, with the host told of it."""
        document = {"name": name, "pause": pause, "fit": {"epochs": epochs}}
        run = self.store.create_run(document, owner=owner)
        client.submit(run)
        return run

    def at_work(self, name="hang", **options):
        """A run that has finished its first epoch and goes on."""
        run = self.queue(name, epochs=MANY, **options)
        self.is_at_work(run)
        return run

    def is_at_work(self, run):
        """Comes back when the run has finished an epoch and the host knows its process."""
        until(lambda: self.store.run(run).epochs_done > 0)
        until(lambda: self.store.run(run).handle["kind"] == "local")  # the host has noted it

    def comes_to(self, run, state):
        until(lambda: self.store.run(run).state == state)
        return self.store.run(run)

    def family(self):
        """Processes whose KT_HOME is ours: host, zygote, answerer, workers."""
        wanted, found = str(self.home), []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                mine = process.environ().get("KT_HOME") == wanted
                if mine and process.pid != os.getpid() and process.status() != "zombie":
                    found.append(process)
        return found

    def close(self):
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
        for process in self.family():
            with suppress(psutil.Error):
                process.kill()
        for process in self._processes:
            process.wait(10)
        self.store.close()


def until(condition, seconds=PATIENCE):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)
    return found


def kill(process_or_handle):
    """SIGKILL to a Popen or to the process of a handle."""
    pid = getattr(process_or_handle, "pid", None) or process_or_handle["pid"]
    os.kill(pid, signal.SIGKILL)
