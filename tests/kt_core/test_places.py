"""What a form writes where: only what differs from the default, components spelled out."""

import pytest

from kt_core.catalog import entry
from kt_core.experiment import parse
from kt_core.places import CallPlace, Place, begun, same

NODE = ("network", "dense")
DENSE = entry("layer", "Dense")


def document(**params):
    return {
        "format": "kt-experiment",
        "version": 1,
        "network": [{"name": "dense", "kind": "Dense", "params": {"units": 8, **params}}],
        "optimizer": "adam",
    }


def params(changed):
    parse(changed)
    return changed["network"][0]["params"]


def test_a_value_is_written():
    changed = Place(NODE, "layer").with_param(document(), DENSE.param("units"), 3)
    assert params(changed) == {"units": 3}


def test_a_default_is_not_written():
    changed = Place(NODE, "layer").with_param(
        document(use_bias=False), DENSE.param("use_bias"), True
    )
    assert params(changed) == {"units": 8}


def test_a_required_value_is_written_even_when_it_is_the_default():
    changed = Place(NODE, "layer").with_param(document(), DENSE.param("units"), None)
    assert params(changed) == {"units": None}


def test_a_string_becomes_a_component_when_one_of_its_parameters_is_set():
    initializer = DENSE.param("kernel_initializer")
    place = Place(NODE, "layer").inner(initializer)
    seed = place.entry(document(kernel_initializer="he_uniform")).param("seed")
    changed = place.with_param(document(kernel_initializer="he_uniform"), seed, 3)
    assert params(changed)["kernel_initializer"] == {"kind": "HeUniform", "params": {"seed": 3}}


def test_a_default_component_is_spelled_out_when_one_of_its_parameters_is_set_and_dropped_again():
    place = Place(NODE, "layer").inner(DENSE.param("kernel_initializer"))
    seed = place.entry(document()).param("seed")
    changed = place.with_param(document(), seed, 3)
    assert params(changed)["kernel_initializer"] == {"kind": "GlorotUniform", "params": {"seed": 3}}
    assert params(place.with_param(changed, seed, None)) == {"units": 8}


def test_the_default_kind_is_not_written():
    place = Place(NODE, "layer").inner(DENSE.param("kernel_initializer"))
    changed = place.with_kind(document(kernel_initializer="zeros"), "GlorotUniform")
    assert params(changed) == {"units": 8}


def test_no_component_is_the_default_of_a_regularizer():
    place = Place(NODE, "layer").inner(DENSE.param("kernel_regularizer"))
    changed = place.with_kind(document(), "L2")
    assert params(changed)["kernel_regularizer"]["kind"] == "L2"
    assert params(place.with_kind(changed, None)) == {"units": 8}


def test_an_activation_stays_a_string():
    place = Place(NODE, "layer").inner(DENSE.param("activation"))
    assert params(place.with_kind(document(), "relu"))["activation"] == "relu"


def test_a_learning_rate_gives_way_to_a_schedule_and_comes_back():
    optimizer = Place(("optimizer",), "optimizer")
    rate = optimizer.entry(document()).param("learning_rate")
    changed = optimizer.inner(rate).with_kind(document(), "CosineDecay")
    parse(changed)
    written = changed["optimizer"]["params"]["learning_rate"]
    assert written["kind"] == "CosineDecay"
    assert written["params"]["decay_steps"] > 0
    back = optimizer.inner(rate).with_kind(changed, None)
    assert back["optimizer"] == {"kind": "Adam", "params": {}}


def test_a_new_component_has_what_its_required_parameters_need():
    assert begun("layer", "Dense")["params"]["units"] > 0
    assert begun("callback", "ModelCheckpoint")["params"]["filepath"]


def test_a_kind_nobody_knows_has_no_entry_and_stays():
    place = Place(("loss",), "loss")
    assert place.entry({"loss": {"kind": "Nonsense", "params": {}}}) is None
    assert place.component({"loss": "nonsense"}) == {"kind": "nonsense", "params": {}}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1.0, True),
        (1, True, False),
        (True, True, True),
        ([1, 1], (1, 1), True),
        (1, [1, 1], True),
        (2, [1, 1], False),
        ("same", "valid", False),
        (None, None, True),
        (None, 0, False),
    ],
)
def test_values_are_the_same_when_keras_takes_them_for_the_same(one, other, expected):
    assert same(one, other) is expected


def test_a_constant_of_a_call_is_written_beside_the_parameters_and_dropped_again():
    node = {"name": "attend", "kind": "MultiHeadAttention", "params": {"num_heads": 1}}
    document = {"network": [node]}
    place = CallPlace(("network", "attend"), "layer")
    option = entry("layer", "MultiHeadAttention").call_option("use_causal_mask")
    changed = place.with_param(document, option, True)
    assert changed["network"][0]["call"] == {"use_causal_mask": True}
    assert place.is_set(changed, option)
    assert place.with_param(changed, option, False) == document
    assert not place.is_set(document, option)
