"""What callbacks of anybody's making have counted comes back, in whatever they keep it."""

import json
from collections import deque

import numpy as np
import pytest

from kt_core.engine import callback_state

pytestmark = pytest.mark.engine


def counting(limit=3):
    """A callback that has counted nothing yet."""
    import keras

    class Counting(keras.callbacks.Callback):
        def __init__(self, limit=3):
            super().__init__()
            self.limit, self.total, self.last = limit, np.zeros(2), (0, 0.0)
            self.by_layer, self.seen, self.recent = {}, set(), deque(maxlen=2)
            self.mean, self.steps = keras.metrics.Mean(), keras.Variable(0.0)
            self.chance, self.file = np.random.default_rng(1), print

        def counts(self):
            self.total += [1, np.inf]
            self.last = (1, np.float32(0.5), None)
            self.by_layer = {("conv", 1): np.ones((2, 2), "float32"), 2: [np.arange(2)]}
            self.seen |= {1, "a"}
            self.recent.extend([1, 2, 3])
            self.mean.update_state(4.0)
            self.steps.assign(7.0)
            self.chance.random(5)

    return Counting(limit)


def moved(one, to, **how):
    """Has `to` go on from the state of `one`, by way of a file."""
    state, arrays = callback_state.written(one, "callback/0")
    how = {"only_counted": False, **how}
    callback_state.put_back(to, json.loads(json.dumps(state)), "callback/0", arrays.get, **how)
    return to


@pytest.fixture(scope="module")
def counted():
    one = counting()
    one.counts()
    return one


def test_arrays_series_and_maps_come_back_as_what_they_were(counted):
    other = moved(counted, counting())
    assert other.total.tolist() == [1, np.inf]
    assert (other.last, other.seen) == ((1, 0.5, None), {1, "a"})
    assert (list(other.recent), other.recent.maxlen) == ([2, 3], 2)
    assert list(other.by_layer) == [("conv", 1), 2]
    assert other.by_layer["conv", 1].dtype == "float32"
    assert other.by_layer[2][0].tolist() == [0, 1]


def test_variables_metrics_and_generators_go_on_where_they_were(counted):
    there = counting()
    steps = there.steps
    other = moved(counted, there)
    assert (float(other.mean.result()), float(steps), other.steps is steps) == (4.0, 7.0, True)
    assert other.chance.random() == np.random.default_rng(1).random(6)[5]


def test_what_has_no_form_is_left_to_the_new_callback(counted):
    assert moved(counted, counting()).file is print


def test_changed_while_it_trains_it_keeps_its_counts_and_takes_what_it_is_told(counted):
    other = moved(counted, counting(limit=5), only_counted=True)
    assert (other.limit, other.total.tolist()) == (5, [1, np.inf])
