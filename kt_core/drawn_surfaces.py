"""Decision surfaces that nobody took while the run trained: what is still to be drawn of them.

The engine draws them on request (`kt_core.engine.drawn_surfaces`) from the saved model and from the
weights that were kept at the end of epochs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kt_core import snapshots, surfaces
from kt_core.data import card
from kt_core.experiment import Experiment, parse
from kt_core.normalize import normalize
from kt_core.problems import ProblemError
from kt_core.runs import folder


@dataclass(frozen=True, slots=True)
class Wanted:
    """A surface to be drawn: its file, and the weights it is of."""

    file: Path
    weights: Path


def learning_outputs(experiment: Experiment) -> tuple[str, ...]:
    """The names of the outputs that have a loss, as results count them."""
    whole = normalize(experiment)
    names, loss = tuple(whole.outputs or ()), whole.loss
    return tuple(name for name in names if not isinstance(loss, Mapping) or name in loss)


def outputs_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The outputs of a network of two numbers whose surfaces can be drawn; none for another network
    or where the data are not on this machine any more."""
    try:
        experiment = parse(dict(document))
        data = experiment.data
        if data is None or not surfaces.decides(experiment, card(data.dataset)):
            return ()
        return learning_outputs(experiment)
    except ProblemError:
        return ()


def missing(run: str, document: Mapping[str, Any], output: int = 0) -> list[Wanted]:
    """The surfaces of a run that can be drawn and are not there, or are of earlier weights; the one
    of the saved model first. None where they were taken while it trained."""
    place = folder(run)
    model, to = place / "model.keras", surfaces.place(place, output)
    if output >= len(outputs_of(document)) or not model.is_file():
        return []
    experiment = parse(dict(document))
    data = experiment.data
    live = data is not None and surfaces.fits(experiment, card(data.dataset))
    if live and (to / surfaces.POINTS).is_file():
        return []
    found = [Wanted(to / surfaces.FINAL, model)]
    for epoch, path in snapshots.files(place).items():
        found.append(Wanted(to / surfaces.name(epoch + 1), path))
    return [one for one in found if _is_older(one.file, one.weights)]


def _is_older(file: Path, source: Path) -> bool:
    """Whether the file is not there, or was written before the weights it is of."""
    try:
        return file.stat().st_mtime_ns < source.stat().st_mtime_ns
    except FileNotFoundError:
        return source.is_file()
