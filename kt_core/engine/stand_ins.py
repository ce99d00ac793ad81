"""Whether the layers in the place of TensorFlow's functions compute the same where they stand.

Keras 2 records neither shapes nor masks, so this is seen only when the network has been built.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import keras

from kt_core.engine.keras2_operations import refused
from kt_core.engine.keras_tensors import STANDS_FOR
from kt_core.engine.translate import NETWORKS, Network, layer_name
from kt_core.names import internal_names

MERGES = ("Add", "Subtract", "Multiply", "Maximum", "Minimum")


def check(model: keras.Model, record: Mapping[str, Any], network: Network) -> None:
    """Raises ProblemError for the first function that its layer would not compute as well.

    `record` is the file's, `network` its translation, `model` what was built of that.
    """
    internal = internal_names(node["name"] for node in network.nodes)
    for layer in record["config"]["layers"]:
        name = layer_name(layer)
        if STANDS_FOR in layer:
            rebuilt = model.get_layer(internal[network.names[name]])
            if not _agrees(layer["class_name"], keras.tree.flatten(rebuilt.input)):
                raise refused(layer)
        elif layer["class_name"] in NETWORKS:
            inner = model.get_layer(internal[network.names[name]])
            check(inner, layer, network.inner[name])
            inside = next(_inside(layer), None)
            if inside is not None and any(map(_is_masked, model.layers)):
                raise refused(inside)


def _agrees(kind: str, tensors: Sequence[Any]) -> bool:
    """Functions of Keras 2 neither hand on masks nor know them, and keep whole numbers whole;
    merging layers line up axes differently, and Reshape never touches the batch."""
    if any(_has_mask(each) or str(each.dtype) != "float32" for each in tensors):
        return False
    if kind == "Reshape":
        return None not in tensors[0].shape[1:]
    return kind not in MERGES or len({len(each.shape) for each in tensors}) == 1


def _inside(network: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for layer in network["config"]["layers"]:
        if STANDS_FOR in layer:
            yield layer
        elif layer["class_name"] in NETWORKS:
            yield from _inside(layer)


def _is_masked(layer: keras.Layer) -> bool:
    """Whether the layer hands on a mask."""
    return any(map(_has_mask, keras.tree.flatten(layer.output)))


def _has_mask(tensor: Any) -> bool:
    return getattr(tensor, "_keras_mask", None) is not None
