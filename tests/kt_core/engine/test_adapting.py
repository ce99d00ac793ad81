"""Normalization is measured once, on what comes in; numbers that were learned with are kept."""

import numpy as np
import pytest

from kt_core.data import prepare
from kt_core.engine.adapting import adapt_normalization
from kt_core.experiment import parse
from tests.kt_core.engine.small_documents import MEASURED_INSIDE, experiment
from tests.kt_core.engine.trained import trained

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


@pytest.fixture(scope="module")
def measured_inside(tmp_path_factory):
    """The trained model of `MEASURED_INSIDE`, and the training rows of its fold."""
    import keras

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        run = trained(MEASURED_INSIDE)
        assert run.run.state == "finished"
        yield keras.saving.load_model(run.place / "model.keras"), prepare(parse(MEASURED_INSIDE))


def test_inside_networks_it_is_measured_on_what_comes_in_there(measured_inside):
    model, data = measured_inside
    deep = model.layers[1].get_layer("deeper").get_layer("norm")
    paired = model.get_layer("pair").get_layer("norm")
    np.testing.assert_allclose(deep.mean[0], data.x_train.mean(axis=0) + 3, rtol=1e-5)
    np.testing.assert_allclose(deep.variance[0], data.x_train.var(axis=0), rtol=1e-4)
    np.testing.assert_allclose(paired.mean[0], data.x_train.mean(axis=0) * 2, rtol=1e-5)


def test_the_rows_that_a_fold_holds_out_are_not_measured(measured_inside):
    model, data = measured_inside
    everything = np.concatenate([data.x_train, data.x_val]).mean(axis=0) + 3
    deep = model.layers[1].get_layer("deeper").get_layer("norm")
    assert np.abs(np.asarray(deep.mean[0]) - everything).max() > 1e-3


def test_a_part_of_an_architecture_stays_as_keras_makes_it():
    """EfficientNet has a Normalization of its own, which no document names."""
    from kt_core.adapting_plan import networks_to_adapt

    backbone = {"name": "b", "kind": "EfficientNetB0", "params": {"weights": None}}
    assert networks_to_adapt(parse(experiment(backbone)).network, None) == {}
