"""What a model's numbers mean: probabilities of classes, or values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import keras
import numpy as np

from kt_core.experiment import Component, Experiment, Node
from kt_core.normalize import normalize

Meaning = Literal["softmax", "sigmoid", "logits", "binary_logits", "values"]
BINARY = ("BinaryCrossentropy", "BinaryFocalCrossentropy")
CROSSENTROPY = "Crossentropy"
PASSING = ("Flatten", "Reshape", "Dropout", "Identity")


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers for several examples: probabilities (n, classes), or values (n, outputs)."""

    numbers: np.ndarray
    are_classes: bool
    notes: tuple[str, ...] = ()


def outputs(experiment: Experiment) -> tuple[str, ...]:
    """The names of the nodes whose results are the model's outputs, in order."""
    return experiment.outputs or (experiment.network[-1].name,)


def meaning(experiment: Experiment, output: int = 0) -> Meaning:
    """What an output gives, by the loss it was trained with and its last activation."""
    name = outputs(experiment)[output]
    loss, params = _loss_of(experiment, name)
    if params.get("from_logits"):
        return "binary_logits" if loss in BINARY else "logits"
    activation = _activation(experiment.network, name)
    if activation in ("softmax", "sigmoid"):
        return "softmax" if activation == "softmax" else "sigmoid"
    return "sigmoid" if CROSSENTROPY in loss else "values"


def answers(raw: np.ndarray, means: Meaning, *, named: bool) -> Answers:
    """A model's raw output (n, outputs) by its meaning.

    One sigmoid output becomes two classes; raw scores go through softmax (one of them through
    sigmoid). `named`: class names are known, so the numbers stand for classes whatever they are.
    """
    found = raw.astype("float32")
    if means == "values" and named:
        means = "softmax" if _sums_to_one(found) else "logits"
    if means == "values":
        return Answers(found, are_classes=False)
    notes: tuple[str, ...] = ()
    if means == "binary_logits":
        found, notes = _each_squashed(found), ("scores_to_probabilities",)
    elif means == "logits":
        found, notes = _squashed(found), ("scores_to_probabilities",)
    if found.shape[1] == 1:
        return Answers(np.hstack([1 - found, found]), are_classes=True, notes=notes)
    if means in ("sigmoid", "binary_logits") and not _sums_to_one(found):
        notes = (*notes, "several_may_be_true")
    return Answers(found, are_classes=True, notes=notes)


def label_probabilities(loss: Any, predicted: np.ndarray) -> np.ndarray:
    """Answers as probabilities (n, labels): raw scores go through a sigmoid each."""
    found = predicted.reshape(len(predicted), -1)
    return _each_squashed(found) if getattr(loss, "from_logits", False) else found


def top(numbers: np.ndarray, classes: Sequence[str], count: int) -> list[dict[str, Any]]:
    """The most probable classes of one example, best first."""
    order = np.argsort(-numbers, kind="stable")[:count]
    return [{"class": classes[at], "probability": float(numbers[at])} for at in order]


def _loss_of(experiment: Experiment, name: str) -> tuple[str, Mapping[str, Any]]:
    loss: Any = normalize(experiment).loss
    if isinstance(loss, Mapping):
        loss = loss.get(name)
    if isinstance(loss, Component):
        return loss.kind, loss.params
    return str(loss or ""), {}


def _activation(network: Sequence[Node], name: str) -> str:
    """The activation of the layer that gives the output `name`."""
    by_name = {node.name: node for node in network}
    place = list(by_name).index(name)
    node = by_name[name]
    owner = by_name.get(node.shares or "", node)
    if owner.network:
        return _activation(owner.network, (owner.outputs or (owner.network[-1].name,))[0])
    if owner.kind in PASSING or not owner.enabled:
        before = node.references()[0] if node.inputs else network[place - 1].name
        return _activation(network, before)
    if owner.kind == "Softmax":
        return "softmax"
    given = owner.params.get("activation")
    return given if isinstance(given, str) else ""


def _each_squashed(scores: np.ndarray) -> np.ndarray:
    return keras.ops.convert_to_numpy(keras.ops.sigmoid(scores))


def _squashed(scores: np.ndarray) -> np.ndarray:
    squash = keras.ops.sigmoid if scores.shape[1] == 1 else keras.ops.softmax
    return keras.ops.convert_to_numpy(squash(scores))


def _sums_to_one(found: np.ndarray) -> bool:
    return bool((found >= 0).all() and np.allclose(found.sum(axis=1), 1, atol=1e-3))
