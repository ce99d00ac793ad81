"""Jobs without keras, for tests of the engine's processes: everything real but the mathematics."""

import os
import signal
import time
from pathlib import Path

from kt_core.engine.jobs import Job, Limits
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Store

HERE = "tests.kt_core.engine.tiny_jobs"
CALL = f"{HERE}:train"


def train(run, attempt, store_url, beat=None):
    """A run of the shape of a real one; its document's name says what happens in epoch 1."""
    store = Store(store_url)
    document, start = store.run(run).document, store.run(run).epochs_done
    epochs = document["fit"]["epochs"]
    figures = {"state": "running", "epochs": epochs, "steps": 1, "start_epoch": start}
    if not store.change(run, states="queued", attempt=attempt, **figures):
        return
    print(f"training {document['name']}")
    for epoch in range(start, epochs):
        if epoch == 1:
            happen(document["name"])
        time.sleep(document.get("pause", 0.0))
        wish = store.record_epoch(run, attempt, epoch, {"loss": 1 / (epoch + 1)})
        if wish is None:
            return
        if wish == "stop" or (beat is not None and beat.wish == "stop"):
            store.change(run, states="running", attempt=attempt, state="stopped")
            return
    store.change(
        run, states="running", attempt=attempt, state="finished", result={"pid": os.getpid()}
    )


def happen(name):
    """What the document's name asks for."""
    if name == "problem":
        raise ProblemError(Problem("out_of_memory"))
    if name == "defect":
        raise ValueError("a defect in the middle")
    if name == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if name == "hang":
        time.sleep(600)
    if name == "greedy":
        held = bytearray(b"x" * 150_000_000)
        time.sleep(600)
        del held


def echo(**arguments):
    return {**arguments, "pid": os.getpid()}


def fail(code):
    raise ProblemError(Problem(code, where=("network", "conv"), values={"n": 1}))


def defect():
    raise KeyError("not there")


def hang(seconds):
    time.sleep(seconds)
    return {}


def die(signal_number):
    os.kill(os.getpid(), signal_number)


def surroundings():
    Path("mine.txt").write_text("x")
    return {
        "folder": str(Path.cwd()),
        "environment": dict(os.environ),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "session": os.getsid(0) == os.getpid(),
    }


def fill_memory(size):
    return {"size": len(bytearray(size))}


def fill_disk(size):
    Path("big").write_bytes(bytes(size))
    return {}


def spin():
    while True:
        pass


SMALL = Limits(memory=200 * 2**20, cpu=60, wall=60, files=16, file_size=2**20)
SHORT = Limits(cpu=1, wall=60)

JOBS = {
    "echo": Job(f"{HERE}:echo", "answerer", warm={}),
    "fail": Job(f"{HERE}:fail", "answerer"),
    "defect": Job(f"{HERE}:defect", "answerer"),
    "hang": Job(f"{HERE}:hang", "answerer", Limits(wall=30)),
    "die": Job(f"{HERE}:die", "answerer"),
    "apart_echo": Job(f"{HERE}:echo", "throwaway"),
    "apart_fail": Job(f"{HERE}:fail", "throwaway"),
    "apart_defect": Job(f"{HERE}:defect", "throwaway"),
    "apart_hang": Job(f"{HERE}:hang", "throwaway", Limits(wall=1)),
    "apart_die": Job(f"{HERE}:die", "throwaway"),
    "surroundings": Job(f"{HERE}:surroundings", "throwaway", keeps=("KT_TEST_KEPT",)),
    "fill_memory": Job(f"{HERE}:fill_memory", "throwaway", SMALL),
    "fill_disk": Job(f"{HERE}:fill_disk", "throwaway", SMALL),
    "spin": Job(f"{HERE}:spin", "throwaway", SHORT),
}
