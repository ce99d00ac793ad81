"""A model's numbers as starting weights: kept from one model, loaded into another."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np

from kt_core import weights
from kt_core.experiment import Experiment
from kt_core.loading import layers_with_weights, load_by_name, read_weights
from kt_core.problems import ProblemError
from kt_core.starting import Wanted, addresses, exceptions, table


def keep(model: keras.Model, experiment: Experiment, to: Path) -> str:
    """Keep the numbers of the model that `experiment` describes in the folder `to`; the file's
    SHA-256. Layers are named as the document names them."""
    return weights.keep(_arrays(model, addresses(experiment).of), to)


def load(model: keras.Model, experiment: Experiment) -> dict[str, Any] | None:
    """Give the model the starting weights its document names; what was loaded, as
    `starting.table` says it, or None when the document names none.

    Raises ProblemError when the file is gone or damaged.
    """
    given = experiment.weights
    if given is None:
        return None
    saved = weights.kept(given.file)
    report = table(experiment, wanted(model.layers), saved)
    file = weights.checked(given.file)
    load_by_name(model, read_weights(file), exceptions(experiment, saved))
    return {"file": given.file, "from": given.origin, **report}


def foreseen(experiment: Experiment, layers: Iterable[Any]) -> dict[str, Any] | None:
    """What `load` would do with these layers, whose weights need not be filled yet; None when
    the document names no starting weights or their file can't be read."""
    given = experiment.weights
    if given is None:
        return None
    try:
        saved = weights.kept(given.file)
    except ProblemError:
        return None
    report = table(experiment, wanted(layers), saved)
    return {"file": given.file, "from": given.origin, **report}


def wanted(layers: Iterable[Any]) -> Iterator[Wanted]:
    """The layers that have weights, with the shapes of these."""
    for path, layer in layers_with_weights(layers):
        shapes = tuple(tuple(weight.shape) for weight in layer.weights)
        names = tuple(weight.name for weight in layer.weights)
        yield Wanted(path, type(layer).__name__, names, shapes)


def _arrays(model: keras.Model, shown: Any) -> Iterator[weights.Layer]:
    for path, layer in layers_with_weights(model.layers):
        parts = [(weight.name, np.asarray(weight)) for weight in layer.weights]
        yield shown(path), type(layer).__name__, parts
