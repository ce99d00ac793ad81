"""Recurrent layers by hand, in many arrangements, against what Keras' own layer computes.

Keras computes in float32, the hand in float64: they may differ by 1e-5, relatively or absolutely.
"""

import importlib
import itertools

import numpy as np
import pytest

pytestmark = pytest.mark.engine

STEPS, FEATURES, UNITS = 5, 3, 4
MASK = [True, False, True, True, False]
CELLS = {
    "SimpleRNN": ({}, {"activation": "relu", "use_bias": False}),
    "LSTM": (
        {},
        {"use_bias": False, "implementation": 1},
        {"activation": "relu", "recurrent_activation": "hard_sigmoid", "dropout": 0.5},
    ),
    "GRU": (
        {},
        {"reset_after": False},
        {"reset_after": False, "use_bias": False, "implementation": 1},
        {"use_bias": False, "activation": "elu"},
    ),
}
WAYS = ((False, True, None), (True, True, MASK), (False, False, MASK), (True, False, None))
STACK = {"kind": "StackedRNNCells", "params": {"cells": [
    {"kind": "GRUCell", "params": {"units": 2}},
    {"kind": "LSTMCell", "params": {"units": 3}},
    {"kind": "SimpleRNNCell", "params": {"units": UNITS}},
]}}  # fmt: skip


@pytest.fixture(scope="module")
def sums():
    return importlib.import_module("kt_core.engine.sums")


@pytest.fixture(scope="module")
def made():
    return importlib.import_module("tests.kt_core.engine.layer_calls")


def agrees(sums, call, at):
    """The arithmetic there, which gives what Keras computed."""
    found = sums.sum_of(call, at)
    assert isinstance(found, sums.Sum), found
    assert found.value == pytest.approx(sums.keras_value(call, at), rel=1e-5, abs=1e-5), at
    return found


def here_and_there(sums, call, places=3):
    """At the first and last place, and at some between."""
    every = list(np.ndindex(*call.output.shape[1:]))
    return [agrees(sums, call, at) for at in (*every[:: max(1, len(every) // places)], every[-1])]


def test_every_unit_at_every_step_is_what_keras_computes(sums, made):
    for kind, options in CELLS.items():
        for params, (backwards, sequences, mask) in itertools.product(options, WAYS):
            full = {"units": UNITS, "go_backwards": backwards, "return_sequences": sequences}
            shape = (STEPS, FEATURES)
            call = made.called(kind, {**params, **full}, shape, masks=(mask,))
            steps = {found.said["steps"] for found in here_and_there(sums, call)}
            assert steps == {STEPS}


def test_the_parts_of_a_gate_sum_up_and_the_gates_make_the_state(sums, made):
    call = made.called("LSTM", {"units": UNITS, "return_sequences": True}, (STEPS, FEATURES))
    said = agrees(sums, call, (3, 1)).said
    gates = {gate["name"]: gate for gate in said["gates"]}
    for gate in gates.values():
        products = sum(one["product"] for one in gate["terms"]) + gate["rest"]
        assert products == pytest.approx(sum(gate["totals"].values()))
        assert gate["before"] == pytest.approx(products + gate["bias"])
        assert gate["count"] == FEATURES + UNITS
    i, f, g, o = (gates[name]["value"] for name in "ifgo")
    memory = f * said["before"][1] + i * g
    assert said["behind"] == pytest.approx([o * np.tanh(memory), memory])
    keras_before = sums.keras_value(call, (2, 1))
    assert said["before"][0] == pytest.approx(keras_before, abs=1e-5)
    assert (said["at_step"], said["place"], said["steps"]) == (3, 3, STEPS)


def test_a_gru_that_resets_afterwards_tells_the_reset_as_a_factor(sums, made):
    call = made.called("GRU", {"units": UNITS}, (STEPS, FEATURES))
    said = agrees(sums, call, (2,)).said
    z, r, g = said["gates"]
    one = next(term for term in g["terms"] if term["from"] == "h")
    assert one["product"] == pytest.approx(one["x"] * one["weight"] * r["value"])
    made_by_hand = z["value"] * said["before"][0] + (1 - z["value"]) * g["value"]
    assert said["behind"] == pytest.approx([made_by_hand])
    assert said["reset_after"]


def test_a_step_that_a_mask_leaves_out_keeps_the_state(sums, made):
    params = {"units": UNITS, "return_sequences": True}
    call = made.called("LSTM", params, (STEPS, FEATURES), masks=(MASK,))
    found = agrees(sums, call, (1, 2))
    assert found.said["masked"]
    assert "gates" not in found.said
    np.testing.assert_array_equal(np.isnan(found.arrays["line_i"]), np.logical_not(MASK))
    assert found.arrays["line_h"][1] == found.arrays["line_h"][0]


def test_states_that_were_given_are_where_it_begins(sums, made):
    import keras
    import tensorflow as tf

    from kt_core.engine.explain_calls import Call

    draw = np.random.RandomState(2)
    x, h, c = (tf.constant(draw.normal(size=size), "float32")
               for size in ((1, STEPS, FEATURES), (1, UNITS), (1, UNITS)))  # fmt: skip
    layer = keras.layers.LSTM(UNITS)
    given = {"initial_state": [h, c], "training": False}
    x._keras_mask = tf.constant([MASK])  # Keras leaves it aside beside given states
    values = layer(x, **given)
    call = Call("it", layer, (x, h, c), (values,), ((x,), given), (x._keras_mask, None, None))
    for unit in range(UNITS):
        agrees(sums, call, (unit,))


def test_cells_on_one_another_are_followed_up_to_the_last(sums, made):
    for cell in (STACK, {"kind": "GRUCell", "params": {"units": UNITS}}):
        for mask in (None, MASK):
            params = {"cell": cell, "return_sequences": True}
            call = made.called("RNN", params, (STEPS, FEATURES), masks=(mask,))
            below = {one.said["below"] for one in here_and_there(sums, call)}
            assert below == {2 if cell is STACK else 0}


def test_both_ways_are_merged_as_keras_merges_them(sums, made):
    modes = ("concat", "sum", "ave", "mul", None)
    kinds, masks = itertools.cycle(CELLS), itertools.cycle((None, MASK, None, MASK, None))
    for mode, sequences in itertools.product(modes, (True, False)):
        kind, mask = next(kinds), next(masks)
        inner = {"kind": kind, "params": {"units": 2, "return_sequences": sequences}}
        params = {"layer": inner, "merge_mode": mode}
        call = made.called("Bidirectional", params, (STEPS, FEATURES), masks=(mask,))
        for found in here_and_there(sums, call, 1):
            assert len(found.said["halves"]) == (1 if mode in ("concat", None) else 2)
            for half in found.said["halves"]:
                assert half["value"] == pytest.approx(half["keras"], rel=1e-5, abs=1e-5)


def test_the_backward_half_reads_the_same_step_from_the_end(sums, made):
    inner = {"kind": "GRU", "params": {"units": 2, "return_sequences": True}}
    call = made.called("Bidirectional", {"layer": inner}, (STEPS, FEATURES))
    (half,) = agrees(sums, call, (1, 3)).said["halves"]
    assert (half["half"], half["place"], half["at_step"], half["unit"]) == ("backward", 1, 3, 1)


@pytest.mark.parametrize(
    ("kind", "shape", "more"),
    [("ConvLSTM1D", (3, 6, 2), {"padding": "same", "dilation_rate": 2}),
     ("ConvLSTM2D", (3, 5, 6, 2), {"strides": 2, "return_sequences": True}),
     ("ConvLSTM2D", (3, 5, 6, 2), {"go_backwards": True, "use_bias": False, "padding": "same"}),
     ("ConvLSTM3D", (2, 3, 3, 3, 1), {"recurrent_activation": "hard_sigmoid"})],
)  # fmt: skip
def test_a_convolution_through_time_is_worked_out_for_any_pixel(sums, made, kind, shape, more):
    draw = np.random.RandomState(3)
    for mask in (None, [True, True, False][: shape[0]]):
        call = made.called(kind, {"filters": 2, "kernel_size": 2, **more}, shape, masks=(mask,))
        for _ in range(4):
            found = agrees(sums, call, tuple(int(draw.randint(n)) for n in call.output.shape[1:]))
            assert len(found.arrays["line_h"]) == shape[0]


def test_what_cannot_be_followed_by_hand_says_why(sums, made):
    import keras

    class Own(keras.layers.SimpleRNNCell):
        pass

    x = made.drawn(np.random.RandomState(0), (STEPS, FEATURES))
    own = made.call_of(keras.layers.RNN(Own(2)), [x])
    assert sums.sum_of(own, (0,)) == "own_cell"
    stateful = made.call_of(keras.layers.GRU(2, stateful=True), [x])
    assert sums.sum_of(stateful, (0,)) == "stateful"
    clip = made.drawn(np.random.RandomState(0), (2, STEPS, FEATURES))
    outside = made.call_of(keras.layers.TimeDistributed(keras.layers.RNN(Own(2))), [clip])
    assert sums.sum_of(outside, (0, 0)) == "own_cell"
