"""Whatever goes wrong in a worker has a code, and each code a sentence."""

import errno
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import kt_core
from kt_core.engine import trouble
from kt_core.problems import Problem, ProblemError
from kt_core.texts import render


class ResourceExhaustedError(Exception):
    """As TensorFlow names it."""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ProblemError(Problem("run_unknown"), Problem("disk_full")), "run_unknown"),
        (MemoryError(), "out_of_memory"),
        (ResourceExhaustedError("OOM when allocating"), "out_of_memory"),
        (OSError(errno.ENOSPC, "No space left on device"), "disk_full"),
        (OSError("Can't write data (errno = 28, error message = '...')"), "disk_full"),
        (ValueError("shapes do not match"), "training_failed"),
    ],
)
def test_an_exception_of_the_training_becomes_a_problem(home, error, code):
    assert trouble.explain_training(error).code == code


@pytest.mark.parametrize(
    ("code", "problem", "values"),
    [
        (None, "worker_gone", {}),
        (0, "worker_gone", {}),
        (-9, "worker_killed", {"signal": "SIGKILL"}),
        (-11, "worker_crashed", {"reason": "SIGSEGV"}),
        (3, "worker_crashed", {"reason": "exit code 3"}),
    ],
)
def test_the_end_of_a_worker_becomes_a_problem(code, problem, values):
    found = trouble.explain_exit(code)
    assert (found.code, found.values) == (problem, values)


@pytest.mark.parametrize("part", ["weights", "batch", "data"])
def test_a_run_that_was_too_large_says_how_large_and_what_to_reduce(store, part):
    run = store.run(store.create_run({}))
    parts = {"weights": 1, "batch": 1, "data": 1, "process": 100, part: 10}
    run = replace(run, memory={"need": 112, "parts": parts})
    found = trouble.explain_memory(run, taken=1_800_000_000, there=850_000_000)
    assert (found.code, found.values) == (f"memory_{part}", {"taken": "1.8 GB", "there": "850 MB"})


def codes():
    root = Path(kt_core.__file__).parent
    files = [*(root / "runs").glob("*.py"), root / "client.py"]
    names = ("trouble", "answering", "host", "serving", "dispatcher", "worker", "child")
    files += [root / "engine" / f"{name}.py" for name in names]
    found = {
        code
        for file in files
        for code in re.findall(r'Problem\(\s*"(\w+)"', file.read_text("utf-8"))
    }
    from kt_core.runs.database import _SENTENCES

    return sorted(found | set(_SENTENCES.values()))


@pytest.mark.parametrize("code", codes())
def test_every_problem_of_store_and_engine_has_its_sentence(code):
    values = {"run": "r", "draft": "d", "path": "p", "detail": "x", "seconds": 1, "signal": "s"}
    values |= {"reason": "r", "job": "j", "url": "u"}
    sentence = render(Problem(code, values=values))
    assert "?" not in (sentence.what + sentence.expected).replace("?slots", "")  # "?": no value
    json.dumps(Problem(code, values=values).to_json())
