"""What an .npz file says of its examples beside their labels: arrays `groups` and `time`."""

import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from kt_core.data.own.columns import column
from kt_core.data.own.parting import Known, part_sizes
from kt_core.problems import Problem, ProblemError

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, struct.error)
GROUPS, TIME = "groups", "time"


@contextmanager
def broken_explained() -> Iterator[None]:
    """Raises ProblemError where a file of arrays can't be read."""
    try:
        yield
    except BROKEN as error:
        problem = Problem("own_arrays_broken", values={"detail": str(error)[:200]})
        raise ProblemError(problem) from error


def known_of(path: Path, names: Sequence[str], headers: Mapping[str, Any]) -> Known:
    """What the arrays `groups` and `time` say of each example, with "_train" and "_test" where x
    has it. Raises ProblemError where they are not as long as x, or hold something else."""
    found: dict[str, Any] = {}
    for name in (GROUPS, TIME):
        each = [name + label.removeprefix("x") for label in names[::2]]
        if not set(each) <= set(headers):
            continue
        raw = [array.reshape(-1) for array in plain(path, each)]
        for array, label in zip(raw, names[::2], strict=True):
            if len(array) != headers[label]["shape"][0]:
                told = {"name": name, "count": len(array), "examples": headers[label]["shape"][0]}
                raise ProblemError(Problem("own_arrays_beside", values=told))
        if name == GROUPS:
            found |= {"grouping": name, "groups": np.concatenate(raw)}
        else:
            found |= {"timing": name, "times": _times(np.concatenate(raw))}
    return Known(**found)


def _times(given: np.ndarray) -> np.ndarray:
    """Numbers as they are, dates as seconds since 1970. Raises ProblemError for other words."""
    if given.dtype.kind == "M":
        seconds = given.astype("datetime64[s]")
        return np.where(np.isnat(seconds), np.nan, seconds.astype("int64").astype("float64"))
    if given.dtype.kind in "iuf":
        return given.astype("float64")
    numbers = column(TIME, [str(value) for value in given.tolist()]).numbers
    if numbers is None:
        raise ProblemError(Problem("own_parting_time", values={"name": TIME}))
    return numbers


def plain(path: Path, names: Sequence[str]) -> list[np.ndarray]:
    """Arrays beside the examples: numbers, words or dates."""
    with broken_explained(), np.load(path, allow_pickle=False) as stored:
        return [stored[name] for name in names]


def ways(known: Known, y: np.ndarray, classes: tuple[str, ...]) -> dict[str, Any]:
    """By what the test part can be set apart beside chance: "group" and "time", each with how many
    `different` there are and the sizes of the `parts` that follow, None where it can't be so."""
    found: dict[str, Any] = {}
    for kind, there in (("group", known.groups), ("time", known.times)):
        if there is not None:
            parts = part_sizes(kind, y, known, classes=classes)
            found[kind] = {"different": len(np.unique(there)), "parts": parts}
    return found


def suggested(ways: Mapping[str, Any]) -> dict[str, Any]:
    """By groups where there are some, else the latest where times are known, else by chance."""
    kind = next((each for each in ("group", "time") if ways.get(each, {}).get("parts")), "random")
    return {"kind": kind}
