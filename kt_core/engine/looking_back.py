"""Lets the weights that were kept answer once more, and writes down what they say."""

import io
import json
import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np

from kt_core import looking_back, snapshots, whole_moments
from kt_core.engine.layer_figures import layers_of
from kt_core.engine.looking_back_whole import whole_answers
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
KEPT_BYTES = 100_000_000
"""Of one run's activations; those computed first go."""
LARGEST = 250_000
"""Weights of no more numbers than this are drawn: they are read for every epoch."""


def look_back(run: str, part: str, output: int = 0, seconds: float = SECONDS) -> dict[str, Any]:
    """Answers of the run's snapshots on a part ("validation", "training", "test"), those that are
    not there yet, until `seconds` are over (but one at least).

    `{"left": how many are still to come}`. Snapshots that can't be read are set aside. Raises
    ProblemError without a model or such a part.
    """
    began, found = time.monotonic(), rebuilt(run)
    _write_about(found)
    _forget_answers(found.place)
    examples = found.examples(part, most=_most(found, part))
    waiting = looking_back.waiting(run, part=part, output=output)
    for done, path in enumerate(waiting):
        if done and time.monotonic() - began > seconds:
            return {"left": len(waiting) - done}
        if not _is_put(found.model, path):
            continue
        to = looking_back.file(path, part=part, output=output)
        if found.is_whole:
            _write(to, whole_answers(found, examples, output, of=len(found.examples(part).rows)))
        else:
            _write(to, _answers(found, examples, output))
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
    x = found.x(every.x[at : at + 1])
    model = keras.Model(found.model.input, found.tensors[name])
    arrays = {}
    for path in snapshots.files(found.place).values():
        if _is_put(found.model, path):
            values = keras.ops.convert_to_numpy(model(x, training=False))[0]
            arrays[path.stem] = _bounded(values.astype("float32"))
    to = looking_back.activations_file(run, part=part, row=row, layer=layer)
    _write(to, arrays)
    _forget_activations(to)
    return {"epochs": len(arrays)}


def _forget_answers(place: Path) -> None:
    """Answers of weights that were thinned out or trained again are of no use any more."""
    kept = {path.stem for path in snapshots.files(place).values()}
    for path in (place / looking_back.FOLDER).glob("*-attempt*.npz"):
        if path.stem[path.stem.index("attempt") :] not in kept:
            path.unlink(missing_ok=True)


def _forget_activations(newest: Path) -> None:
    """Those computed first, beyond KEPT_BYTES."""
    found = [(path.stat(), path) for path in newest.parent.glob("activations-*.npz")]
    total = sum(state.st_size for state, _ in found)
    for state, path in sorted(found, key=lambda one: one[0].st_mtime_ns):
        if total <= KEPT_BYTES or path == newest:
            return
        path.unlink(missing_ok=True)
        total -= state.st_size


def _most(found: Rebuilt, part: str) -> int | None:
    if found.is_whole:
        return whole_moments.MOST
    return looking_back.MOST if part == "training" else None


def _is_put(model: keras.Model, path: Path) -> bool:
    """Whether the model has the weights of this snapshot now: a training that goes on may thin it
    out meanwhile, and a file may be damaged."""
    try:
        put(model, path)
    except FileNotFoundError:
        return False
    except looking_back.BROKEN:
        snapshots.set_aside(path)
        return False
    return True


def _answers(found: Rebuilt, examples: Examples, output: int) -> dict[str, np.ndarray]:
    x = found.x(examples.x)
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
        "saved_in": _saved(found),
        "model": model_stamp(found.place.name),
    }
    write_atomic(path, json.dumps(plain(told)).encode())


def _saved(found: Rebuilt) -> list[str]:
    """The stems of the snapshots that have the very weights of the saved model."""
    weights = _weights(found.model)
    return [path.stem for path in snapshots.files(found.place).values() if _has(path, weights)]


def _has(path: Path, weights: list[np.ndarray]) -> bool:
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            pairs = enumerate(weights)
            return all(np.array_equal(arrays[str(at)], one, equal_nan=True) for at, one in pairs)
    except looking_back.UNREADABLE:
        return False


def _filters(found: Rebuilt) -> dict[str, Any] | None:
    """The first layer whose weights can be drawn: filters (height, width, in, out), or one number
    for each value of the example and unit."""
    places = {id(weight): place for place, weight in enumerate(found.model.weights)}
    size = math.prod(found.card.shape)
    for name, layer in layers_of(found.experiment.network, found.model).items():
        kernel = getattr(layer, "depthwise_kernel", getattr(layer, "kernel", None))
        shape = tuple(getattr(kernel, "shape", ()))
        if form := _form(shape, size):
            return {"node": name, "place": places[id(kernel)], "shape": shape, "form": form}
    return None


def _form(shape: tuple[int, ...], size: int) -> str | None:
    """How weights of that shape can be drawn: "filters", "units" (one number for each of the `size`
    values of an example), or not at all."""
    if shape and math.prod(shape[:-1]) * min(looking_back.DRAWN, shape[-1]) > LARGEST:
        return None
    if len(shape) == 4:
        return "filters"
    return "units" if len(shape) == 2 and shape[0] == size else None


def _bounded(values: np.ndarray) -> np.ndarray:
    """No more than can be drawn: the first channels and units, every second pixel of large maps."""
    if values.ndim == 1:
        return values[:UNITS]
    steps = tuple(slice(None, None, -(-size // SIDE)) for size in values.shape[:-1])
    return values[(*steps, slice(CHANNELS if values.ndim > 2 else UNITS))]
