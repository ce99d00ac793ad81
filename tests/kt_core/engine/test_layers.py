"""The check against Keras itself: shapes, dtypes and counts of every layer, exactly."""

import math

import pytest

from kt_core import catalog
from tests.kt_core.engine.layer_cases import APART, CASES
from tests.kt_core.engine.small_documents import HEAD

pytestmark = pytest.mark.engine

EACH = [(kind, place) for kind, case in CASES.items() for place in range(len(case) - 1)]


def parts(shape):
    """Sizes and dtype of one input."""
    named = isinstance(shape[-1], str)
    return (list(shape[:-1]), shape[-1]) if named else (list(shape), "float32")


def document(kind, shapes, params):
    inputs = [
        {"name": f"in{at}", "kind": "Input", "params": {"shape": sizes, "dtype": dtype}}
        for at, (sizes, dtype) in enumerate(map(parts, shapes))
    ]
    names = [node["name"] for node in inputs]
    node = {"name": "it", "kind": kind, "params": params, "inputs": names}
    return {**HEAD, "network": [*inputs, node]}


def keras_object(value):
    """A component as Keras' object, made without anything of ours."""
    from keras import layers

    if isinstance(value, dict) and "kind" in value:
        given = value.get("params", {})
        return getattr(layers, value["kind"])(**{k: keras_object(v) for k, v in given.items()})
    if isinstance(value, list):
        items = [keras_object(item) for item in value]
        return (
            items if any(isinstance(item, (str, layers.Layer)) for item in items) else tuple(items)
        )
    return value


def told_by_keras(kind, shapes, params):
    import keras

    from kt_core.engine.allocation import nothing_allocated

    with nothing_allocated():
        given = [keras.Input(sizes, dtype=dtype) for sizes, dtype in map(parts, shapes)]
        layer = keras_object({"kind": kind, "params": params})
        form = catalog.entry("layer", kind).call
        results = keras.tree.flatten(layer(given) if form == "list" else layer(*given))
        sizes = [list(each.shape) for each in results]
        dtypes = [str(each.dtype) for each in results]
        return {
            "output_shape": sizes if len(sizes) > 1 else sizes[0],
            "output_dtype": dtypes if len(dtypes) > 1 else dtypes[0],
            "params": sum(math.prod(each.shape) for each in layer.weights),
            "trainable_params": sum(math.prod(each.shape) for each in layer.trainable_weights),
        }


def test_every_layer_has_two_cases():
    kinds = {entry.kind for entry in catalog.entries("layer")}
    assert set(CASES) == kinds - APART
    assert all(len(case) > 2 and case[1] != case[2] for case in CASES.values())


@pytest.mark.parametrize(("kind", "place"), EACH, ids=str)
def test_the_check_answers_what_keras_computes(kind, place):
    from kt_core.engine.check import check

    shapes, params = CASES[kind][0], CASES[kind][1 + place]
    shapes = shapes if isinstance(shapes, list) else [shapes]
    answer = check(document(kind, shapes, params))
    errors = [each for each in answer["problems"] if each["severity"] == "error"]
    assert errors == []
    found = answer["nodes"][-1]
    wanted = told_by_keras(kind, shapes, params)
    assert {key: found[key] for key in wanted} == wanted
