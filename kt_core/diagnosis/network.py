"""What a network's document tells about how signals and gradients can pass through it."""

from collections.abc import Iterator

from kt_core.checks.level import Level
from kt_core.checks.targets import CLIPS, STEADY
from kt_core.checks.view import View
from kt_core.experiment import Component, Node

WEIGHTED = (
    "Conv1D", "Conv1DTranspose", "Conv2D", "Conv2DTranspose", "Conv3D", "Conv3DTranspose", "Dense",
    "DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D",
)  # fmt: skip
LINEAR = (
    *WEIGHTED, "Add", "Average", "AveragePooling1D", "AveragePooling2D", "AveragePooling3D",
    "BatchNormalization", "Concatenate", "Cropping1D", "Cropping2D", "Dropout", "Flatten",
    "GaussianNoise", "GlobalAveragePooling1D", "GlobalAveragePooling2D", "Identity", "Input",
    "Normalization", "Permute", "RepeatVector", "Rescaling", "Reshape", "SpatialDropout1D",
    "SpatialDropout2D", "Subtract", "UpSampling1D", "UpSampling2D", "ZeroPadding1D",
    "ZeroPadding2D",
)  # fmt: skip
"""Layers that compute a linear function of what they get, but for their activation."""
RECURRENT = ("GRU", "LSTM", "SimpleRNN")
STARTS = ("kernel_initializer", "recurrent_initializer")
SATURATING = ("sigmoid", "tanh", "hard_sigmoid", "softsign", "hard_tanh")
RELUS = ("relu", "relu6")
KERAS_FACTOR = 0.01
SAME_FOR_ALL = ("Zeros", "Ones", "Constant")


def hidden(view: View) -> list[tuple[Level, Node]]:
    """Trainable layers with weights that are not the last ones, in order, with their levels."""
    return [(level, node) for level, node in _weighted(view) if not _is_last(view, level, node)]


def _weighted(view: View) -> Iterator[tuple[Level, Node]]:
    for level in view.levels:
        for node in level.nodes:
            if node.kind in WEIGHTED and node.enabled and node.trainable:
                yield level, node


def _is_last(view: View, level: Level, node: Node) -> bool:
    return level is view.top and any(
        (found := view.deciding(name)) is not None and found[1].name == node.name
        for name in view.output_names
    )


def is_linear(view: View) -> bool:
    """Whether several layers with weights follow each other and nothing between them bends."""
    layers = hidden(view)
    if not layers:
        return False
    last = {found[1].name for name in view.output_names if (found := view.deciding(name))}
    for level in view.levels:
        for node in level.nodes:
            bends = node.kind not in LINEAR and not node.network and node.shares is None
            if node.enabled and (bends or _bends(view, node, last)):
                return False
    return True


def _bends(view: View, node: Node, last: set[str]) -> bool:
    activation = view.activation(node) if node.kind in WEIGHTED else "linear"
    return node.name not in last and activation != "linear"


def with_activation(view: View, names: tuple[str, ...]) -> list[tuple[Level, Node]]:
    """Hidden layers with one of these activations."""
    return [(level, node) for level, node in hidden(view) if view.activation(node) in names]


def has_shortcuts(view: View) -> bool:
    """Whether gradients have another way than through every layer: skips or normalization."""
    easing = ("Add", "Concatenate", "BatchNormalization", "LayerNormalization", "Average")
    return any(node.kind in easing for level in view.levels for node in level.nodes)


def equal_starts(view: View) -> list[tuple[Level, Node]]:
    """Hidden layers of several units that all start with the same weights."""
    return [
        (level, node)
        for level, node in hidden(view)
        if _start(node, "kernel_initializer").kind in SAME_FOR_ALL and _width(node) != 1
    ]


def deviations(view: View) -> list[tuple[Level, Node, float]]:
    """Hidden and recurrent layers whose start weights are drawn with a deviation of the person's
    own; of a recurrent one the larger of both."""
    recurrent = [
        (level, node)
        for level in view.levels
        for node in level.nodes
        if node.kind in RECURRENT and node.enabled and node.trainable
    ]
    found = []
    for level, node in (*hidden(view), *recurrent):
        values = [_deviation(_start(node, name)) for name in STARTS]
        known = [value for value in values if value is not None]
        if known:
            found.append((level, node, max(known)))
    return found


def _deviation(start: Component) -> float | None:
    """How far apart start weights are drawn, where the initializer says so itself."""
    name = {"RandomUniform": "maxval"}.get(start.kind, "stddev")
    drawn = start.kind in ("RandomNormal", "TruncatedNormal", "RandomUniform")
    value = start.params.get(name, 0.05) if drawn else None
    return float(value) if isinstance(value, (int, float)) else None


def frozen(view: View) -> list[tuple[Level, Node]]:
    """Layers that are kept from learning."""
    return [
        (level, node)
        for level in view.levels
        for node in level.nodes
        if node.enabled and not node.trainable
    ]


def tames_steps(view: View) -> bool:
    """Whether steps stay small however large a gradient is: by the optimizer, or by clipping."""
    found = view.experiment.optimizer
    if not isinstance(found, Component):
        return True
    return found.kind in STEADY or any(found.params.get(name) for name in CLIPS)


def biases(view: View) -> list[tuple[Level, Node, float]]:
    """Hidden ReLU layers whose biases start at a constant."""
    found = []
    for level, node in with_activation(view, RELUS):
        start = _start(node, "bias_initializer")
        value = start.params.get("value", 0.0)
        if start.kind == "Constant" and isinstance(value, (int, float)):
            found.append((level, node, float(value)))
    return found


def penalties(view: View) -> list[tuple[Level, Node, str, float]]:
    """Regularizers: the layer, the parameter that holds one, and its largest factor."""
    found = []
    for level in view.levels:
        for node in level.nodes:
            for name, value in node.params.items():
                if node.enabled and isinstance(value, Component) and value.kind in _PENALTIES:
                    largest = max(_numbers(value) or [KERAS_FACTOR])
                    found.append((level, node, name, largest))
    return found


def dropouts(view: View) -> list[tuple[Level, Node, float]]:
    """Dropout layers and the share they drop."""
    found = []
    for level in view.levels:
        for node in level.nodes:
            rate = node.params.get("rate")
            if node.enabled and "Dropout" in (node.kind or "") and isinstance(rate, (int, float)):
                found.append((level, node, float(rate)))
    return found


def early_stopping(view: View) -> Component | None:
    """The EarlyStopping callback, if there is one."""
    for callback in view.experiment.callbacks:
        if isinstance(callback, Component) and callback.kind == "EarlyStopping":
            return callback
    return None


_PENALTIES = ("L1", "L2", "L1L2")


def _numbers(component: Component) -> list[float]:
    return [float(each) for each in component.params.values() if isinstance(each, (int, float))]


def _start(node: Node, name: str) -> Component:
    found = node.params.get(name)
    return found if isinstance(found, Component) else Component(kind="default")


def _width(node: Node) -> object:
    return node.params.get("units", node.params.get("filters"))
