"""The figures of a run, worked out once and kept beside the answers they were made of."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kt_core import results, run_figures
from kt_core.engine.measures import classes, pixels, several, values
from kt_core.problems import Problem, ProblemError
from kt_core.runs import folder, write_atomic

Arrays = Mapping[str, np.ndarray]


def keep(place: Path, number: int, *, result: Mapping[str, Any], arrays: Arrays) -> None:
    """Writes the figures of one output's answers into the run's folder, as `kt_core.run_figures`
    reads them; nothing where the answers are not finite.

    `result` is that output's part of `results.json`, with its `task`; `arrays` are those of
    `predictions.npz`.
    """
    if not result["finite"]:
        return
    found = {"version": run_figures.VERSION, **_figures(result, arrays)}
    content = json.dumps(found, allow_nan=False, separators=(",", ":")).encode()
    write_atomic(place / run_figures.name(number), content)


def measure(run: str) -> dict[str, Any]:
    """Works out what an earlier version has not kept; `{"outputs": how many have figures}`.

    Raises ProblemError for a run without results.
    """
    result = results.summary(run)
    if result is None:
        raise ProblemError(Problem("no_results", values={"run": run, "state": "–"}))
    outputs = result.get("outputs") or [result]
    for number, output in enumerate(outputs):
        if run_figures.read(run, number) is None:
            arrays = _arrays(run, number)
            keep(folder(run), number, result={**output, "task": result["task"]}, arrays=arrays)
    return {"outputs": sum(run_figures.read(run, at) is not None for at in range(len(outputs)))}


def _arrays(run: str, number: int) -> Arrays:
    path = results.predictions_file(run, number)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            return {name: found[name] for name in found.files}
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        values = {"run": run, "state": "–", "detail": f"{path.name}: {error}"}
        raise ProblemError(Problem("no_results", values=values)) from error


def _figures(result: Mapping[str, Any], arrays: Arrays) -> dict[str, Any]:
    task = result["task"]
    if task == "input":
        return values.given_back(arrays["errors"], arrays.get("absolute_errors"))
    true, answered = arrays["y_true"], arrays["y_pred"]
    if task == "pixels":
        return pixels.figures(true, answered, classes=len(result["classes"]))
    if task == "multi_label":
        return several.figures(true, answered)
    if task == "regression":
        return values.figures(true, answered)
    return classes.figures(true, answered)
