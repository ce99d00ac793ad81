"""A network in which layers were grouped computes what it computed before."""

import zlib

import numpy
import pytest

from kt_core.experiment import parse
from kt_core.graph.grouping import group
from tests.kt_core.graph.test_grouping import SIDES, STATES

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("document", "names"),
    [
        (SIDES, ("left", "right", "join_in", "again", "twice", "join")),
        (SIDES, ("right", "join_in", "again")),
        (STATES, ("decode", "scale")),
        (STATES, ("lstm", "decode", "scale")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_a_grouped_network_computes_the_same(document, names, home):
    from kt_core.engine.check import check

    known = {node["name"]: node for node in check(document)["nodes"]}
    changed, _ = group(document, names, facts=known)
    answer = check(changed)
    assert answer["ok"], answer["problems"]
    assert computed(changed).tolist() == computed(document).tolist()


def computed(document):
    """What the network answers when each weight is made from its layer's name."""
    from kt_core.engine.build import build

    model = build(parse(document))
    for layer in layers(model):
        for weight in layer.weights if not hasattr(layer, "layers") else ():
            seed = zlib.crc32(f"{layer.name} {weight.name} {weight.shape}".encode())
            weight.assign(numpy.random.default_rng(seed).normal(size=weight.shape))
    shape = [2, *(size or 3 for size in model.inputs[0].shape[1:])]
    return numpy.asarray(model(numpy.random.default_rng(1).normal(size=shape).astype("float32")))


def layers(model):
    for layer in model.layers:
        yield layer
        yield from layers(layer) if hasattr(layer, "layers") else ()
