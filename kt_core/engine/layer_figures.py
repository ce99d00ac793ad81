"""Gradients, weights and activations layer by layer, measured beside a training that goes on as
if nobody looked."""

import math
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kt_core.engine.activations import Part, measured, summary
from kt_core.engine.undisturbed import learned, undisturbed
from kt_core.experiment import Node
from kt_core.names import internal_names

EXAMPLES = 256
FEWEST = 64
PORTION = 8
"""No more than one of so many training examples is measured (but FEWEST), to bound the cost."""


def layers_of(network: Sequence[Node], model: keras.Model) -> dict[str, keras.Layer]:
    """Each node's own layer by the node's name, those of nested networks as `network/node`.

    Nodes without a layer of their own (Inputs, shared and disabled ones) are left out.
    """
    names = internal_names(node.name for node in network)
    present = {layer.name: layer for layer in model.layers}
    found: dict[str, keras.Layer] = {}
    for node in network:
        layer = present.get(names[node.name])
        if layer is None or node.shares or not node.enabled or node.kind == "Input":
            continue
        if node.network is None:
            found[node.name] = layer
        else:
            inner = layers_of(node.network, layer)
            found |= {f"{node.name}/{name}": each for name, each in inner.items()}
    return found


class LayerFigures:
    """Measures every `every`-th epoch, the first one and the last one.

    `rows`: x (n, ...), y (n, ...) and perhaps weights (n,) of the training part, with several
    inputs or outputs tuples of such arrays. A fixed sample of it is used: at most 256 examples,
    and no more than an eighth of them all (but 64), in whole batches.
    """

    def __init__(
        self,
        model: keras.Model,
        layers: Mapping[str, keras.Layer],
        rows: tuple[Any, ...],
        *,
        every: int,
        last: int,
        seed: int,
        batch_size: int,
    ):
        self._model, self._layers, self._every, self._last = model, layers, every, last
        self._failed = False
        self._before: dict[int, np.ndarray] = {}
        self._changes: dict[int, float] = {}
        self._portions = _portions(rows, seed=seed, batch_size=batch_size)
        self.examples = sum(size for size, _ in self._portions)
        self._names = {id(layer): name for name, layer in layers.items()}
        self._gradients = tf.function(self._gradients_of, autograph=False)
        self._activations = tf.function(self._activations_of, autograph=False)

    def due(self, epoch: int) -> bool:
        """Whether the epoch (0-based) is to be measured."""
        return epoch in (0, self._last) or (epoch + 1) % self._every == 0

    @property
    def steps(self) -> int:
        """How many steps before an epoch's end the weights are looked at: one update's."""
        optimizer = self._model.optimizer
        optimizer = getattr(optimizer, "inner_optimizer", optimizer)
        return optimizer.gradient_accumulation_steps or 1

    def update_begins(self) -> None:
        """Before the epoch's last update: keeps the weights."""
        self._before = {id(one): one.numpy() for one in self._model.trainable_variables}

    def update_ended(self) -> None:
        """After it: keeps how far each weight went."""
        self._changes = {
            id(one): _square(_wide(one) - self._before[id(one)].astype("float64"))
            for one in self._model.trainable_variables
            if id(one) in self._before
        }
        self._before = {}

    def __call__(self) -> dict[str, Any]:
        """`values`: node -> figures, how many `examples` were measured, `seconds` it took.

        Of each layer: `gradient_norm`, `weight_norm`, `update_ratio`, `mean`, `deviation`,
        `dead_share`, `saturated_share` (see `_figures` and `summary`).

        Gradients are those of the mean loss over the sample, penalties included, as training
        sees it (dropout on, BatchNormalization by batch); activations are those of the network
        as it answers (dropout off). The model is afterwards as it was before.
        """
        began = time.perf_counter()
        with undisturbed(self._model):
            gradients = self._mean_gradients()
            activations = self._all_activations()
        values = {
            name: self._figures(learned(layer), gradients, activations.get(name, []))
            for name, layer in self._layers.items()
        }
        seconds = time.perf_counter() - began
        return {"values": values, "examples": self.examples, "seconds": seconds}

    def safely(self) -> dict[str, Any] | None:
        """The figures, or None when they cannot be had: the run's log says why, and nothing is
        measured any more. A missing figure is no reason to end a training."""
        if self._failed:
            return None
        try:
            return self()
        except Exception:  # noqa: BLE001 - layers of anybody's making are called here
            traceback.print_exc()
            self._failed = True
            return None

    def _figures(
        self, weights: Sequence[Any], gradients: Mapping[int, float], parts: list[Part]
    ) -> dict[str, float | None]:
        """Norms (L2) of a layer's gradient and weights, and the norm of the change in the epoch's
        last update divided by that of the weights, None where nothing is learned; and what its
        values tell. Weights that are no numbers give none, although TensorFlow's fused relu makes
        0 of NaN."""
        norm = math.sqrt(sum(_square(_wide(one)) for one in weights)) if weights else None
        slopes = [gradients[id(one)] for one in weights if id(one) in gradients]
        moved = [self._changes[id(one)] for one in weights if id(one) in self._changes]
        change = math.sqrt(sum(moved)) if moved else None
        found = {
            "gradient_norm": math.sqrt(sum(slopes)) if slopes else None,
            "weight_norm": norm,
            "update_ratio": None if change is None or not norm else change / norm,
            **summary(parts, broken=norm is not None and math.isnan(norm)),
        }
        return _rounded(found)

    def _mean_gradients(self) -> dict[int, float]:
        """Each learned weight -> the square of its gradient's norm."""
        weights = self._model.trainable_variables
        total: list[np.ndarray | None] = [None] * len(weights)
        for size, rows in self._portions if weights else ():
            share = tf.constant(size / self.examples, "float32")
            for at, gradient in enumerate(self._gradients(rows, share)):
                now, before = gradient.numpy(), total[at]
                total[at] = now if before is None else before + now
        return {
            id(one): _square(gradient.astype("float64"))
            for one, gradient in zip(weights, total, strict=True)
            if gradient is not None
        }

    def _gradients_of(self, rows: tuple[Any, ...], share: Any) -> list[Any]:
        x, y, weight = keras.utils.unpack_x_y_sample_weight(rows)
        model = self._model
        with tf.GradientTape() as tape:
            answers = model(x, training=True)
            loss = model.compute_loss(x, y, answers, weight, training=True)
            scaled = model.optimizer.scale_loss(loss)  # as training does for half precision
        scale = model.optimizer.scale_loss(tf.ones(()))
        variables = [one.value for one in model.trainable_variables]
        found = tape.gradient(scaled, variables, unconnected_gradients="zero")
        return [tf.cast(tf.convert_to_tensor(one), "float32") * share / scale for one in found]

    def _all_activations(self) -> dict[str, list[Part]]:
        found: dict[str, list[Part]] = {}
        for _, rows in self._portions:
            for name, parts in self._activations(rows).items():
                found.setdefault(name, []).extend(parts)
        return found

    def _activations_of(self, rows: tuple[Any, ...]) -> dict[str, list[Part]]:
        x, _, _ = keras.utils.unpack_x_y_sample_weight(rows)
        found: dict[str, list[Part]] = {}
        self._through(self._model, x, found)
        self._model._clear_losses()
        return found

    def _through(self, model: keras.Model, inputs: Any, found: dict[str, list[Part]]) -> Any:
        """Calls the network layer by layer, as it calls itself, and nested ones likewise."""

        def operation(layer: Any) -> Any:
            def call(*args: Any, **kwargs: Any) -> Any:
                if isinstance(layer, keras.Model) and id(layer) not in self._names:
                    return self._through(layer, args[0], found)
                if "training" in getattr(layer, "_call_context_args", {}):
                    kwargs["training"] = False
                values = layer(*args, **kwargs)
                name = self._names.get(id(layer))
                part = measured(values, layer) if name else None
                if name and part:
                    found.setdefault(name, []).append(part)
                return values

            return call

        outputs = model._run_through_graph(model._standardize_inputs(inputs), operation)
        flat = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        return flat[0] if len(flat) == 1 else outputs


def _portions(
    rows: tuple[Any, ...], *, seed: int, batch_size: int
) -> list[tuple[int, tuple[Any, ...]]]:
    """The sample in training batches, each with its size; when it is smaller, one portion."""
    count = len(keras.tree.flatten(rows)[0])
    wanted = min(count, EXAMPLES, max(FEWEST, count // PORTION))
    wanted -= wanted % batch_size if wanted > batch_size else 0
    chosen = np.sort(np.random.RandomState(seed).permutation(count)[:wanted])
    cuts: Iterator[np.ndarray] = iter(np.split(chosen, range(batch_size, wanted, batch_size)))
    return [
        (len(at), keras.tree.map_structure(lambda array, at=at: tf.constant(array[at]), rows))
        for at in cuts
    ]


def _wide(variable: Any) -> np.ndarray:
    return variable.numpy().astype("float64")


def _square(array: np.ndarray) -> float:
    """The sum of squares; what is no number or infinite stays so."""
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sum(np.square(array)))


def _rounded(figures: Mapping[str, float | None]) -> dict[str, float | None]:
    """Single precision, as all of it was computed, in its shortest decimal form."""
    with np.errstate(over="ignore", under="ignore"):
        return {
            name: None if value is None else float(str(np.float32(value)))
            for name, value in figures.items()
        }
