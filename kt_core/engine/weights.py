"""Puts the numbers of a saved model into the network we rebuilt; nothing but numbers is taken.

Layers are matched by name, so that it does not matter in which order either side counts them.
"""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np

from kt_core.engine import hdf5, keras2
from kt_core.engine.keras_tensors import is_operation
from kt_core.engine.translate import NETWORKS, SEQUENTIAL, Network, layer_name
from kt_core.names import internal_names
from kt_core.problems import Problem, ProblemError
from kt_core.texts import shape_text

TRAINING = ("optimizer", "metrics")  # what a `.keras` file keeps beside the layers


@dataclass(frozen=True, slots=True)
class Leaf:
    """One layer on both sides: its path in the file, in our own file, and the rebuilt layer."""

    name: str
    theirs: str
    ours: str
    layer: keras.Layer


def count(file: h5py.File, form: str) -> int:
    """How many numbers the model's weights have in a checked file, the optimizer's left out."""
    if form == "h5":
        return sum(data.size for data in hdf5.datasets_at(file, "model_weights").values())
    return sum(data.size for path, data in hdf5.datasets(file).items() if not _of_training(path))


def load_archived(
    model: keras.Model,
    file: h5py.File,
    record: Mapping[str, Any],
    network: Network,
    *,
    old: bool = False,
) -> bool:
    """Fills the model from the weights of a `.keras` file; returns whether all numbers are finite.
    `old` when Keras 2 wrote it.

    Keras writes an HDF5 file of our model, whose numbers are replaced, each of the same place and
    shape, and reads it again: so Keras' reader never sees the stranger's file. Raises ProblemError
    when a number is missing, left over or of another shape.
    """
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        path = Path(folder) / "model.weights.h5"
        model.save_weights(path)
        with h5py.File(path, "r+") as ours:
            leaves = list(_leaves(model, record, network, archived=True))
            finite = _replace(ours, file, leaves, place=keras2.place if old else str)
        model.load_weights(path)
    return finite


def load_hdf5(
    model: keras.Model, file: h5py.File, record: Mapping[str, Any], network: Network
) -> bool:
    """Fills the model from a whole-model .h5, which lists each layer's weights in order; returns
    whether all numbers are finite. Raises ProblemError."""
    group = file["model_weights"]
    by_layer: dict[str, list[Leaf]] = {}
    for leaf in _leaves(model, record, network, archived=False):
        by_layer.setdefault(leaf.theirs, []).append(leaf)
    finite = True
    for name, leaves in by_layer.items():
        values = _listed(group, name)
        finite &= _assign(name, [leaf.layer for leaf in leaves], values)
    return finite


def _replace(
    ours: h5py.File, theirs: h5py.File, leaves: Sequence[Leaf], *, place: Callable[[str], str]
) -> bool:
    used, finite = 0, True
    for leaf in leaves:
        wanted, found = hdf5.datasets_at(ours, leaf.ours), hdf5.datasets_at(theirs, leaf.theirs)
        given = {place(path): data for path, data in found.items()}
        if wanted.keys() != given.keys():
            raise _differ(leaf.name, len(wanted), len(given))
        for path, data in wanted.items():
            finite &= _copy(leaf.name, data, given[path])
        used += len(found)
    all_given = [path for path in hdf5.datasets(theirs) if not _of_training(path)]
    if len(all_given) != used:
        raise _differ("", used, len(all_given))
    return finite


def _copy(layer: str, target: h5py.Dataset, source: h5py.Dataset) -> bool:
    values = hdf5.array(source.parent, source.name)
    if target.shape != values.shape or target.dtype.kind != values.dtype.kind:
        raise _shape(layer, target.shape, values.shape)
    target[...] = values
    return bool(np.isfinite(values).all())


def _listed(group: h5py.Group, layer: str) -> list[np.ndarray]:
    """A layer's arrays in the order in which the file lists them."""
    place = group.get(layer)
    if not isinstance(place, h5py.Group):
        return []
    return [hdf5.array(place, name) for name in hdf5.names(place, "weight_names")]


def _assign(name: str, layers: Sequence[keras.Layer], values: Sequence[np.ndarray]) -> bool:
    weights = [weight for layer in layers for weight in layer.weights]
    ordered = [w for w in weights if w.trainable] + [w for w in weights if not w.trainable]
    if len(ordered) != len(values):
        raise _differ(name, len(ordered), len(values))
    for weight, value in zip(ordered, values, strict=True):
        if tuple(weight.shape) != value.shape:
            raise _shape(name, weight.shape, value.shape)
        weight.assign(value)
    for layer in layers:
        if values and hasattr(layer, "finalize_state"):  # Normalization works with copies
            layer.finalize_state()
    return all(bool(np.isfinite(value).all()) for value in values)


def _leaves(
    model: keras.Model,
    record: Mapping[str, Any],
    network: Network,
    roots: tuple[str, str] = ("", ""),
    *,
    archived: bool,
) -> Iterator[Leaf]:
    """The layers of file and model in the file's order, those of nested networks in their place.

    `roots` are the paths of the network itself, in the file and in ours; `archived` tells a
    `.keras` file from an .h5.
    """
    theirs, ours = roots
    internal = internal_names(node["name"] for node in network.nodes)
    places = _paths([type(layer).__name__ for layer in model.layers])
    own = {layer.name: f"{ours}layers/{at}" for layer, at in zip(model.layers, places, strict=True)}
    layers = [layer for layer in record["config"]["layers"] if _is_stored(layer, record)]
    found = [model.get_layer(internal[network.names[layer_name(layer)]]) for layer in layers]
    places = _paths([_kind(*pair) for pair in zip(layers, found, strict=True)])
    for layer, rebuilt, place in zip(layers, found, places, strict=True):
        name = layer_name(layer)
        their = f"{theirs}layers/{place}" if archived else theirs or name
        if layer["class_name"] in NETWORKS:
            their = f"{their}/" if archived else their
            roots = (their, f"{own[rebuilt.name]}/")
            yield from _leaves(rebuilt, layer, network.inner[name], roots, archived=archived)
        else:
            yield Leaf(name, their, own[rebuilt.name], rebuilt)


def _is_stored(layer: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Whether Keras counts the layer among a model's layers."""
    if layer["class_name"] == "InputLayer":
        return False
    return record["class_name"] == SEQUENTIAL or not is_operation(layer)


def _kind(layer: Mapping[str, Any], rebuilt: keras.Layer) -> str:
    """The layer's class in Python, which is not always the name it is known by, nor the layer
    that takes its place here."""
    if layer["class_name"] in NETWORKS:
        return layer["class_name"]
    return str(layer.get("saved_class") or type(rebuilt).__name__)


def _paths(kinds: Sequence[str]) -> list[str]:
    """Keras' name in the file for each layer: `conv2d`, `conv2d_1`, counted by class."""
    seen: Counter[str] = Counter()
    found = []
    for kind in kinds:
        name = _snake_case(kind)
        found.append(f"{name}_{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return found


def _snake_case(kind: str) -> str:
    """As Keras writes it in files, where ConvLSTM2D is `conv_lstm2d`."""
    spaced = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()


def _of_training(path: str) -> bool:
    return path.split("/")[0] in TRAINING


def _differ(layer: str, expected: int, found: int) -> ProblemError:
    values = {"layer": layer, "expected": expected, "found": found}
    code = "model_weights_missing" if found < expected else "model_weights_left_over"
    return ProblemError(Problem(code, values=values))


def _shape(layer: str, expected: Sequence[int], found: Sequence[int]) -> ProblemError:
    values = {"layer": layer, "expected": shape_text(expected), "found": shape_text(found)}
    return ProblemError(Problem("model_weights_shape", values=values))
