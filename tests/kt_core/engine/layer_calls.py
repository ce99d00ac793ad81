"""Calls of layers on random numbers, as the explanations record them; needs keras."""

import keras
import numpy as np
import tensorflow as tf
from pydantic import TypeAdapter

from kt_core.engine.components import make
from kt_core.engine.explain_calls import Call, mask_of
from kt_core.experiment import Component
from tests.kt_core.engine.layer_cases import CASES

WORDS = ("a", "b", "c")


def called(kind, params, shapes=None, *, masks=(), **options):
    """A call of the layer with random weights on one example; of shapes as in CASES.

    `masks`: (n,) lists of booleans, one for each input. `options` go to the call.
    """
    draw = np.random.RandomState(0)
    shapes = CASES[kind][0] if shapes is None else shapes
    given = [drawn(draw, shape) for shape in (shapes if isinstance(shapes, list) else [shapes])]
    component = TypeAdapter(Component).validate_python({"kind": kind, "params": params})
    layer = make("layer", component, name="it")
    if "training" in getattr(layer, "_call_context_args", {}):
        options["training"] = False
    return call_of(layer, given, masks, options)


def call_of(layer, given, masks=(), options=None):
    """A call of a layer on tensors; its weights become random numbers."""
    spread = hasattr(layer, "_query_dense") or type(layer).__name__ in SPREAD
    arguments = tuple(given) if spread else ((given if len(given) > 1 else given[0]),)
    options = dict(options or {})
    layer(*arguments, **options)
    draw = np.random.RandomState(1)
    for weight in layer.weights:
        if "float" in weight.dtype:
            weight.assign(draw.uniform(0.1, 0.9, weight.shape))
    for each, mask in zip(given, masks, strict=False):
        each._keras_mask = None if mask is None else tf.constant([mask])
    found = tuple(mask_of(each) for each in given)
    values = keras.tree.flatten(layer(*arguments, **options))
    return Call("it", layer, tuple(given), tuple(values), (arguments, options), found)


def drawn(draw, shape):
    """A batch of one, of normal numbers, whole numbers or words."""
    kind = shape[-1] if isinstance(shape[-1], str) else "float32"
    size = (1, *(shape[:-1] if isinstance(shape[-1], str) else shape))
    if kind == "string":
        return tf.constant(draw.choice(WORDS, size).tolist())
    whole = kind.startswith("int")
    return tf.constant(draw.randint(0, 8, size) if whole else draw.normal(size=size), kind)


SPREAD = ("MultiHeadAttention", "GroupedQueryAttention")
"""Layers that take their inputs one by one."""
