"""What only shows while training is told in our own words, Keras' own below: real small fits."""

import numpy as np
import pytest

from kt_core.engine.runtime import SAYS, not_finite
from kt_core.engine.trouble import explain_training
from kt_core.problems import Problem
from kt_core.texts import render

pytestmark = pytest.mark.engine
X = np.linspace(0, 1, 32, dtype="float32").reshape(8, 4)
Y = X[:, :1]


def fitted(*layers, x=X, y=Y, loss="mse", optimizer="sgd", callbacks=(), epochs=1):
    """The exception of a fit in plain Keras."""
    import keras

    with pytest.raises(Exception) as refused:
        model = keras.Sequential([keras.Input(x.shape[1:]), *layers])
        model.compile(optimizer, loss)
        model.fit(x, y, verbose=0, epochs=epochs, callbacks=list(callbacks))
    return refused.value


def dense(units=1, **more):
    import keras

    return keras.layers.Dense(units, **more)


def labels_beyond():
    softmax = dense(3, activation="softmax")
    return fitted(softmax, y=np.full(8, 7), loss="sparse_categorical_crossentropy")


def negative_labels():
    softmax = dense(3, activation="softmax")
    return fitted(softmax, y=np.full(8, -1), loss="sparse_categorical_crossentropy")


def indices_beyond():
    import keras

    embed = keras.layers.Embedding(3, 2, name="embed")
    return fitted(embed, keras.layers.Flatten(), dense(), x=X * 100)


def words():
    return fitted(dense(), x=np.array([["a"] * 4] * 8, dtype=object))


def words_in_a_lookup():
    import keras

    return fitted(keras.layers.StringLookup(vocabulary=["a"]), dense())


def other_shapes():
    return fitted(dense(3), y=X[:, :2])


def too_much_memory():
    return fitted(dense(10**6), dense(10**6))


def a_loss_that_is_no_number():
    import keras

    stop = keras.callbacks.TerminateOnNaN(raise_error=True)
    return fitted(dense(), optimizer=keras.optimizers.SGD(1e30), epochs=5, callbacks=[stop])


def an_unclear_monitor():
    import keras

    return fitted(dense(), callbacks=[keras.callbacks.EarlyStopping("nothing")])


def a_scheduled_rate():
    import keras

    rate = keras.optimizers.schedules.CosineDecay(1e-12, 10)
    lower = keras.callbacks.ReduceLROnPlateau("loss", patience=1)
    return fitted(dense(), optimizer=keras.optimizers.SGD(rate), epochs=4, callbacks=[lower])


def an_empty_vocabulary():
    import keras

    return fitted(keras.layers.IntegerLookup(), dense(), x=X * 0)


CASES = {
    labels_beyond: ("labels_out_of_range", {"label": "7", "units": "3"}),
    negative_labels: ("labels_out_of_range", {"label": "-1", "units": "3"}),
    indices_beyond: ("index_out_of_range", {"size": "3", "node": "embed"}),
    words: ("text_in_numbers", {}),
    words_in_a_lookup: ("text_in_numbers", {}),
    other_shapes: ("shapes_at_run_time", {"one": "2", "other": "3"}),
    too_much_memory: ("out_of_memory", {}),
    a_loss_that_is_no_number: ("step_not_finite", {"step": "0"}),
    an_unclear_monitor: ("monitor_unclear", {"monitor": "nothing"}),
    a_scheduled_rate: ("rate_is_scheduled", {}),
    an_empty_vocabulary: ("vocabulary_never_filled", {}),
}


@pytest.mark.parametrize("fail", CASES, ids=lambda fail: fail.__name__)
def test_an_exception_of_a_fit_becomes_a_sentence_with_the_original_below(fail, home):
    error, (code, values) = fail(), CASES[fail]
    problem = explain_training(error)
    assert problem.code == code, str(error)[:500]
    assert values.items() <= dict(problem.values).items()
    sentence = render(problem)
    assert "?" not in sentence.what + sentence.expected
    assert type(error).__name__ in problem.values["detail"]
    assert 'File "' not in problem.values["detail"]


def test_memory_that_numpy_cannot_get_is_memory(home):
    with pytest.raises(MemoryError) as refused:
        np.zeros((10**13,))
    assert explain_training(refused.value).code == "out_of_memory"


def test_words_that_nobody_foresaw_stay_below(home):
    problem = explain_training(RuntimeError("the moon is full"))
    assert problem.code == "training_failed"
    assert "the moon is full" in problem.values["detail"]


@pytest.mark.parametrize(
    ("losses", "epoch"), [([1.0, float("nan"), float("nan")], 2), ([float("inf")], 1)]
)
def test_the_first_epoch_without_a_loss_is_named(losses, epoch):
    problem = not_finite({"loss": losses})
    assert problem.values["epoch"] == epoch
    assert "?" not in render(problem).what


def test_a_loss_of_ordinary_numbers_is_no_problem():
    assert not_finite({"loss": [2.0, 1.0], "val_loss": [float("nan")]}) is None


@pytest.mark.parametrize("code", sorted({code for _, code in SAYS}))
def test_every_recognised_fault_has_its_sentence(code):
    assert render(Problem(code)).expected
