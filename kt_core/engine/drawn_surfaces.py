"""Draws decision surfaces on request: of the saved model, and of the weights kept at epochs."""

import time
from typing import Any

from kt_core import drawn_surfaces, looking_back, snapshots, surfaces
from kt_core.engine.rebuilt import Rebuilt, rebuilt
from kt_core.engine.snapshots import put
from kt_core.engine.surfaces import Plane, points, write
from kt_core.problems import Problem, ProblemError
from kt_core.runs import write_atomic

SECONDS = 20.0


def draw_surfaces(run: str, output: int = 0, seconds: float = SECONDS) -> dict[str, Any]:
    """Draws what is missing of one output that learns, until `seconds` are over (but one at least).

    `{"left": how many are still to come}`; browsers read the files once none is. Raises
    ProblemError without a model, or where there is no plane to draw.
    """
    began, found = time.monotonic(), rebuilt(run)
    document = found.experiment.to_json()
    if output >= len(drawn_surfaces.outputs_of(document)):
        raise ProblemError(Problem("no_plane"))
    wanted = drawn_surfaces.missing(run, document, output)
    plane = Plane(found, output=output)
    _forget_others(found, output)
    for done, one in enumerate(wanted):
        if done and time.monotonic() - began > seconds:
            return {"left": len(wanted) - done}
        _draw(found, plane, one)
    told = surfaces.written(points(found, plane))
    write_atomic(surfaces.place(found.place, output) / surfaces.POINTS, told)
    return {"left": 0}


def _draw(found: Rebuilt, plane: Plane, wanted: drawn_surfaces.Wanted) -> None:
    """The saved model's surface comes first, while the model has the weights it was saved with."""
    told = surfaces.NAME.fullmatch(wanted.file.name)
    try:
        if told:
            put(found.model, wanted.weights)
    except FileNotFoundError:
        return
    except looking_back.BROKEN:
        snapshots.set_aside(wanted.weights)
        wanted.file.unlink(missing_ok=True)
        return
    wanted.file.parent.mkdir(mode=0o700, exist_ok=True)
    write(wanted.file, plane, int(told[1]) if told else None)


def _forget_others(found: Rebuilt, output: int) -> None:
    """Surfaces of epochs that have left no weights, or not any more, are of no use to anybody."""
    kept = {epoch + 1 for epoch in snapshots.files(found.place)}
    for epoch, path in surfaces.files(found.place, output).items():
        if epoch not in kept:
            path.unlink(missing_ok=True)
