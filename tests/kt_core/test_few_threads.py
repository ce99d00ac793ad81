"""The rule for networks that one thread trains faster."""

import pytest

from kt_core.few_threads import SMALL, choices, is_small, work

INPUT = {"name": "input", "kind": "Input", "output_shape": [None, 28, 28, 1], "params": 0}
FLAT = {"name": "flat", "kind": "Flatten", "output_shape": [None, 784], "params": 0}


def dense(inputs, units):
    params = (inputs + 1) * units
    return {"name": "dense", "kind": "Dense", "output_shape": [None, units], "params": params}


def test_each_weight_of_a_convolution_is_used_at_each_position():
    conv = {"name": "conv", "kind": "Conv2D", "output_shape": [None, 26, 26, 8], "params": 80}
    assert work([INPUT, conv], 32) == 32 * 26 * 26 * 80


@pytest.mark.parametrize(("units", "batch", "small"), [(16, 32, True), (1024, 256, False)])
def test_dense_networks_are_small_by_what_a_batch_of_them_takes(units, batch, small):
    nodes = [INPUT, FLAT, dense(784, units), dense(units, 10)]
    assert (work(nodes, batch) <= SMALL) is small
    assert is_small(nodes, batch) is small


def test_nothing_is_said_of_networks_that_were_not_measured_or_have_no_shapes():
    recurrent = {"name": "lstm", "kind": "LSTM", "output_shape": [None, 4], "params": 8}
    assert not is_small([INPUT, recurrent], 32)
    assert not is_small([INPUT, {**FLAT, "output_shape": None, "params": None}], 32)
    assert not is_small([], 32)
    assert not is_small([INPUT, FLAT], 32), "there is nothing to compute"


@pytest.mark.parametrize(
    ("cores", "given", "offered"),
    [(1, None, [1]), (2, None, [1, 2]), (6, 3, [1, 2, 3, 4, 6]), (2, 8, [1, 2, 8])],
)
def test_choices_go_up_to_the_cores_and_hold_what_is_chosen(cores, given, offered):
    assert choices(cores, given) == offered
