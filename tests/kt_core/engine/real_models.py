"""Small real models of every build, with weights that are not their initial ones."""

import keras
import numpy as np
from keras import layers


def stirred(model, seed=3):
    """The model with random numbers for all its weights, as if it had been trained."""
    draw = np.random.RandomState(seed)
    for weight in model.weights:
        if "float" in weight.dtype:
            weight.assign(draw.uniform(0.1, 0.9, weight.shape))
    return model


def cnn():
    return keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, kernel_regularizer="l2", activation=layers.LeakyReLU(0.2)),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.MaxPooling2D(),
            layers.Dropout(0.3),
            layers.Flatten(),
            layers.Dense(3, activation="softmax", kernel_initializer="he_normal"),
        ]
    )


def recurrent():
    return keras.Sequential(
        [
            keras.Input((7,), dtype="int32"),
            layers.Embedding(20, 5, mask_zero=True),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(4, activation="tanh")),
            layers.GRU(2, recurrent_dropout=0.1),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def masked_graph():
    words = keras.Input((7,), dtype="int32", name="words")
    states = layers.LSTM(3, return_sequences=True, return_state=True, name="read")
    embedded = layers.Embedding(20, 5, mask_zero=True)(words)
    steps, hidden, cell = states(embedded)
    again = layers.LSTM(3)(embedded, initial_state=[hidden, cell])
    joined = layers.Concatenate()([layers.GlobalAveragePooling1D()(steps), again])
    return keras.Model(words, layers.Dense(2)(joined))


def branches():
    image = keras.Input((8, 8, 3), name="image")
    shared = layers.Conv2D(4, 3, padding="same", name="shared")
    left = layers.Conv2D(3, 1, name="left")(image)
    joined = layers.Add()([shared(left), shared(image)])
    frozen = layers.DepthwiseConv2D(3, name="frozen")
    frozen.trainable = False
    answer = layers.Dense(2, activation="softmax")(layers.Flatten()(frozen(joined)))
    return keras.Model(image, [answer, layers.GlobalMaxPooling2D(name="side")(joined)])


def attention():
    series = keras.Input((6, 4))
    x = layers.MultiHeadAttention(2, 3)(series, series)
    x = layers.LayerNormalization()(layers.Add()([x, series]))
    x = layers.Attention()([x, series])
    return keras.Model(series, layers.Dense(2)(layers.Flatten()(x)))


def nested():
    inner_in = keras.Input((5,))
    inner_out = layers.BatchNormalization()(layers.Dense(4, name="d")(inner_in))
    inner = keras.Model(inner_in, inner_out, name="inner")
    inner.trainable = False
    stack = keras.Sequential([layers.Dense(5, activation="gelu"), layers.Dense(4)], name="stack")
    x = keras.Input((3,))
    joined = layers.Average()([inner(layers.Dense(5, name="widen")(x)), stack(x)])
    return keras.Model(x, layers.Dense(1)(joined))


def ends_in_networks():
    """Keras counts the calls of a functional model that is an output from 1, of a Sequential from
    0."""
    inner_in = keras.Input((4,))
    inner = keras.Model(inner_in, layers.Dense(2)(inner_in), name="inner")
    stack = keras.Sequential([keras.Input((4,)), layers.Dense(3)], name="stack")
    x = keras.Input((4,))
    return keras.Model(x, [inner(x), stack(x), inner(layers.Dense(4)(x))])


def several_inputs():
    left, right = keras.Input((4,), name="left"), keras.Input((3,), name="a_right")
    joined = layers.Concatenate()([layers.Dense(2)(left), right])
    return keras.Model({"left": left, "a_right": right}, layers.Dense(1)(joined))


def network_with_inputs():
    left, right = keras.Input((4,)), keras.Input((3,))
    inner = keras.Model([left, right], layers.Concatenate()([left, right]), name="inner")
    x = keras.Input((4,))
    return keras.Model(x, layers.Dense(1)(inner([x, layers.Dense(3)(x)])))


def adapted():
    scale = layers.Normalization()
    scale.adapt(np.arange(12.0).reshape(3, 4))
    return keras.Sequential([keras.Input((4,)), scale, layers.Dense(2)])


MODELS = {
    function.__name__: function
    for function in (
        cnn,
        recurrent,
        masked_graph,
        branches,
        attention,
        nested,
        ends_in_networks,
        several_inputs,
        network_with_inputs,
        adapted,
    )
}


def examples(model, count=3):
    """Random input for the model: an array, or one for each input by name."""
    draw = np.random.RandomState(0)
    made = {
        tensor.name: draw.randint(0, 20, (count, *tensor.shape[1:])).astype(tensor.dtype)
        for tensor in model.inputs
    }
    return made if len(made) > 1 else next(iter(made.values()))


def predictions(model, x):
    """All outputs in order."""
    return [np.asarray(y) for y in keras.tree.flatten(model.predict(x, verbose=0))]
