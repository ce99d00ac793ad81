"""What a process does that the engine started, forked or spawned: train, answer, or one job."""

import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kt_core import own_parts
from kt_core.engine.channel import Reads, Writes, read, write
from kt_core.engine.jobs import Limits
from kt_core.engine.trouble import explain_job
from kt_core.problems import ProblemError

Task = Mapping[str, Any]


def perform(task: Task, streams: tuple[Reads, Writes] | None) -> int:
    """Do the task; `streams` talk to the host. Returns the process' exit code."""
    _take_own_parts()
    if task["role"] == "train":
        return train(task)
    assert streams is not None
    reader, writer = streams
    (answer if task["role"] == "answer" else throw_away)(task, reader, writer)
    return 0


def train(task: Task) -> int:
    """Train one attempt of a run; its prints go to the run's log."""
    from kt_core.engine.worker import open_log, work

    open_log(task["run"], task["attempt"])
    _step_back()
    return work(task, function(task["call"]), own_process=True)


def answer(_task: Task, reader: Reads, writer: Writes) -> None:
    """Answer questions in turn until the host is gone."""
    while (question := read(reader)) is not None:
        write(writer, reply(question["call"], question["args"]))


def throw_away(task: Task, reader: Reads, writer: Writes) -> None:
    """Answer one question under limits; the imports come before the limits."""
    from kt_core.engine.confine import confine

    question = read(reader)
    if question is None:
        return
    _step_back()
    with suppress(Exception):  # `reply` says it
        function(task["call"])
    confine(Limits(**task["limits"]), Path(task["folder"]), keeps=task["keeps"])
    write(writer, reply(task["call"], question["args"]))


def reply(call: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The function's result, or its problems, as a message."""
    try:
        return {"result": function(call)(**arguments)}
    except ProblemError as error:
        return {"problems": [problem.to_json() for problem in error.problems]}
    except Exception as error:  # noqa: BLE001 - whatever it is, the asker gets a sentence
        traceback.print_exc()
        return {"problems": [explain_job(error).to_json()]}


def function(call: str) -> Callable[..., Any]:
    """The function that `module:name` says. The host alone decides which; no user's word does."""
    module, name = call.split(":")
    return getattr(importlib.import_module(module), name)


def _take_own_parts() -> None:
    """Before any question and any limit: what is asked later imports nothing."""
    if own_parts.include():
        importlib.import_module("kt_core.engine.part_files").modules()


def _step_back() -> None:
    """Leave processor and memory to the dashboard first, when they are scarce."""
    if hasattr(os, "nice"):
        os.nice(5)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("700", "ascii")


def main() -> int:
    """The spawned process: its task and all messages come on stdin, answers go to stdout."""
    reader, writer = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    task = read(reader)
    if task is None:
        return 0
    return perform(task, None if task["role"] == "train" else (reader, writer))


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # as a fork ends: no exit hooks of libraries
