"""Normalization is measured once, on what comes in; numbers that were learned with are kept."""

import numpy as np
import pytest

from kt_core.engine.adapting import adapt_normalization

pytestmark = pytest.mark.engine
ROWS = np.random.default_rng(2).normal(5, 3, (40, 2)).astype("float32")


def measured(rows, weights=None):
    import keras

    layer = keras.layers.Normalization()
    model = keras.Sequential([keras.Input((2,)), layer])
    if weights:
        model.set_weights(weights)
        layer.finalize_state()
    adapt_normalization(model, rows, 16)
    return model


def test_a_new_layer_gets_the_numbers_of_the_examples():
    answers = measured(ROWS).predict(ROWS, verbose=0)
    np.testing.assert_allclose(answers.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(answers.std(axis=0), 1, atol=1e-5)


def test_numbers_that_came_with_starting_weights_stay():
    first = measured(ROWS)
    second = measured(ROWS * 9 + 4, weights=first.get_weights())
    for one, other in zip(first.get_weights(), second.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
