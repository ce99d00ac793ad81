"""Lets the weights that were kept answer once more, and writes down what they say."""

import io
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np

from kt_core import looking_back, snapshots
from kt_core.engine.layer_figures import layers_of
from kt_core.engine.rebuilt import Examples, Rebuilt, rebuilt
from kt_core.engine.snapshots import put
from kt_core.engine.streaming import feed
from kt_core.inner_layers import inner_layers
from kt_core.layer_maps import model_stamp
from kt_core.runs import write_atomic
from kt_core.runs.schema import plain

SECONDS = 20.0
CHANNELS = 16
UNITS = 512
SIDE = 64
"""What is kept of one example's activations: so many channels, units, pixels of a side."""


def look_back(run: str, part: str, output: int = 0, seconds: float = SECONDS) -> dict[str, Any]:
    """Answers of the run's snapshots on a part ("validation", "training", "test"), those that are
    not there yet, until `seconds` are over (but one at least).

    `{"left": how many are still to come}`. Raises ProblemError without a model or such a part.
    """
    began, found = time.monotonic(), rebuilt(run)
    _write_about(found)
    most = looking_back.MOST if part == "training" else None
    examples = found.examples(part, most=most)
    waiting = looking_back.waiting(run, part=part, output=output)
    for done, path in enumerate(waiting):
        if done and time.monotonic() - began > seconds:
            return {"left": len(waiting) - done}
        put(found.model, path)
        arrays = _answers(found, examples, output)
        _write(looking_back.file(path, part=part, output=output), arrays)
    return {"left": 0}


def look_back_at_activations(run: str, part: str, row: int, layer: int) -> dict[str, Any]:
    """What one layer made of one example after each epoch whose weights were kept.

    `row` is the example's place in the set's training or test part, `layer` that of the node among
    `inner_layers`. `{"epochs": how many}`; the numbers are in the run's folder.
    """
    found = rebuilt(run)
    name = inner_layers(found.experiment)[layer].name
    every = found.examples(part)
    (at,) = np.flatnonzero(every.rows == row)[:1]
    x = found.inputs(every.x[at : at + 1])
    model = keras.Model(found.model.input, found.tensors[name])
    arrays = {}
    for epoch, path in snapshots.files(found.place).items():
        put(found.model, path)
        values = keras.ops.convert_to_numpy(model(x, training=False))[0]
        arrays[str(epoch)] = _bounded(values.astype("float32"))
    _write(looking_back.activations_file(run, part=part, row=row, layer=layer), arrays)
    return {"epochs": len(arrays)}


def _answers(found: Rebuilt, examples: Examples, output: int) -> dict[str, np.ndarray]:
    x = found.inputs(examples.x)
    given = found.model.predict(**feed(x, batch_size=found.batch_size), verbose=0)
    numbers = found.predicted(given, output)
    if not found.card.classes:
        true = examples.labels.reshape(len(examples.labels), -1)
        return {"rows": examples.rows, "true": true, "predicted": numbers}
    chosen = numbers.argmax(axis=1)
    confidence = numbers[np.arange(len(numbers)), chosen]
    return {
        "rows": examples.rows,
        "true": examples.labels.astype("int64"),
        "predicted": chosen,
        "confidence": confidence,
    }


def _weights(model: keras.Model) -> list[np.ndarray]:
    found = [keras.ops.convert_to_numpy(one) for one in model.weights]
    return [one if one.dtype.kind in "biufc" else one.astype("float32") for one in found]


def _write(path: Path, arrays: Mapping[str, Any]) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    write_atomic(path, buffer.getvalue())


def _write_about(found: Rebuilt) -> None:
    path = found.place / looking_back.FOLDER / "about.json"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    told = {
        "filters": _filters(found),
        "saved": _saved(found),
        "model": model_stamp(found.place.name),
    }
    write_atomic(path, json.dumps(plain(told)).encode())


def _saved(found: Rebuilt) -> list[int]:
    """The epochs whose snapshots have the very weights of the saved model."""
    weights = _weights(found.model)
    every = snapshots.files(found.place).items()
    return [epoch for epoch, path in every if _has(path, weights)]


def _has(path: Path, weights: list[np.ndarray]) -> bool:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        pairs = enumerate(weights)
        return all(np.array_equal(arrays[str(at)], one, equal_nan=True) for at, one in pairs)


def _filters(found: Rebuilt) -> dict[str, Any] | None:
    """The first layer whose weights can be drawn: filters (height, width, in, out), or one number
    for each value of the example and unit."""
    places = {id(weight): place for place, weight in enumerate(found.model.weights)}
    size = int(np.prod(found.card.shape))
    for name, layer in layers_of(found.experiment.network, found.model).items():
        kernel = getattr(layer, "depthwise_kernel", getattr(layer, "kernel", None))
        shape = tuple(getattr(kernel, "shape", ()))
        if len(shape) == 4 or (len(shape) == 2 and shape[0] == size):
            form = "filters" if len(shape) == 4 else "units"
            return {"node": name, "place": places[id(kernel)], "shape": shape, "form": form}
    return None


def _bounded(values: np.ndarray) -> np.ndarray:
    """No more than can be drawn: the first channels and units, every second pixel of large maps."""
    if values.ndim == 1:
        return values[:UNITS]
    steps = tuple(slice(None, None, -(-size // SIDE)) for size in values.shape[:-1])
    return values[(*steps, slice(CHANNELS if values.ndim > 2 else UNITS))]
