"""Makes files.zip: small models saved by Keras 2, as .h5 and as .keras, with what they answer.

Run it with a Python that has TensorFlow and `tf_keras` (the package that keeps Keras 2 alive); the
tests only read the archive. It holds for each model `<name>.h5`, `<name>.keras` and `<name>.npz`
with the inputs `x0`, `x1`... and the outputs `y0`, `y1`... that Keras 2 computed.
"""

import io
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import tensorflow as tf
import tf_keras as keras
from raw_models import RAW
from tf_keras import layers

HERE = Path(__file__).resolve().parent


def stack():
    return keras.Sequential(
        [
            layers.Rescaling(1 / 255, input_shape=(10, 10, 1)),
            layers.Conv2D(3, 3, activation="relu", kernel_regularizer="l2"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Dropout(0.3),
            layers.Flatten(),
            layers.Dense(3, activation="softmax", kernel_initializer="he_normal"),
        ]
    )


def unnamed_input():
    model = keras.Sequential([layers.Dense(4, activation="tanh"), layers.Dense(2)])
    model.build((None, 5))
    return model


def separable():
    image = keras.Input((9, 9, 2))
    x = layers.SeparableConv2D(4, 3, depth_multiplier=2, use_bias=False)(image)
    x = layers.DepthwiseConv2D(3, padding="same", activation="relu6")(x)
    x = layers.LeakyReLU(0.2)(x)
    x = layers.ReLU(6.0)(x)
    return keras.Model(image, layers.GlobalAveragePooling2D(keepdims=True)(x))


def transposed():
    image = keras.Input((4, 4, 2))
    x = layers.Conv2DTranspose(3, 3, strides=2, padding="same")(image)
    x = layers.UpSampling2D(2, interpolation="bilinear")(x)
    x = layers.ZeroPadding2D(((1, 0), (0, 1)))(x)
    x = layers.Cropping2D(1)(x)
    return keras.Model(image, layers.Conv2D(1, 1, activation="sigmoid")(x))


def volumes():
    series = keras.Input((8, 2))
    x = layers.Conv1D(3, 3, padding="causal")(series)
    x = layers.SeparableConv1D(3, 2)(x)
    x = layers.Conv1DTranspose(2, 2)(x)
    return keras.Model(series, layers.AveragePooling1D(2)(x))


def recurrent():
    return keras.Sequential(
        [
            layers.Embedding(20, 5, mask_zero=True, input_length=7),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(4, activation="tanh")),
            layers.GRU(2, recurrent_dropout=0.1, return_sequences=True),
            layers.SimpleRNN(2),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def states():
    words = keras.Input((6,), name="words")
    embedded = layers.Embedding(12, 4)(words)
    steps, hidden, cell = layers.LSTM(3, return_sequences=True, return_state=True)(embedded)
    again = layers.LSTM(3, go_backwards=True)(embedded, initial_state=[hidden, cell])
    old = layers.GRU(2, reset_after=False)(steps)
    return keras.Model(words, layers.Concatenate()([again, old]))


def nested():
    inner_in = keras.Input((5,))
    inner_out = layers.BatchNormalization()(layers.Dense(4, name="d")(inner_in))
    inner = keras.Model(inner_in, inner_out, name="inner")
    inner.trainable = False
    part = keras.Sequential([layers.Dense(5, activation="gelu"), layers.Dense(4)], name="part")
    x = keras.Input((3,))
    joined = layers.Average()([inner(layers.Dense(5, name="widen")(x)), part(x)])
    return keras.Model(x, layers.Dense(1)(joined))


def shared():
    left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    twin = layers.Dense(3, name="twin")
    joined = layers.Subtract()([twin(left), twin(right)])
    distance = layers.Dot(1, normalize=True)([twin(left), twin(right)])
    return keras.Model([left, right], [layers.Dense(2)(joined), distance])


def ends_in_networks():
    inner_in = keras.Input((4,))
    inner = keras.Model(inner_in, layers.Dense(2)(inner_in), name="inner")
    part = keras.Sequential([keras.Input((4,)), layers.Dense(3)], name="part")
    x = keras.Input((4,))
    return keras.Model(x, [inner(x), part(x), inner(layers.Dense(4)(x))])


def attention():
    series = keras.Input((6, 4))
    x = layers.MultiHeadAttention(2, 3)(series, series)
    x = layers.LayerNormalization()(layers.Add()([x, series]))
    x = layers.Attention()([x, series])
    x = layers.Permute((2, 1))(layers.RepeatVector(2)(layers.Flatten()(x)))
    return keras.Model(series, layers.Dense(2)(layers.Flatten()(x)))


def preprocessing():
    scale = layers.Normalization(axis=-1)
    scale.adapt(np.random.RandomState(5).normal(3, 2, (50, 8, 8, 3)))
    return keras.Sequential(
        [
            keras.Input((8, 8, 3)),
            layers.RandomFlip("horizontal"),
            layers.RandomRotation(0.1),
            layers.RandomZoom(0.1),
            scale,
            layers.Resizing(6, 6),
            layers.CenterCrop(4, 4),
            layers.GaussianNoise(0.1),
            layers.Flatten(),
            layers.Dense(2),
        ]
    )


def mobile():
    """A block of MobileNetV2."""
    image = keras.Input((8, 8, 4))
    x = layers.Conv2D(8, 1, use_bias=False)(image)
    x = layers.BatchNormalization(momentum=0.999)(x)
    x = layers.ReLU(6.0)(x)
    x = layers.ZeroPadding2D(1)(x)
    x = layers.DepthwiseConv2D(3, use_bias=False)(x)
    x = layers.BatchNormalization(epsilon=1e-3)(x)
    x = layers.Conv2D(4, 1, use_bias=False)(x)
    x = layers.Add()([image, layers.BatchNormalization()(x)])
    return keras.Model(image, layers.Dense(3, activation="softmax")(layers.GlobalMaxPooling2D()(x)))


def activated():
    x = keras.Input((5,))
    y = layers.Dense(4, activation=keras.activations.swish)(x)
    y = layers.PReLU()(layers.ELU(0.5)(y))
    y = layers.Softmax()(layers.Activation("softplus")(y))
    return keras.Model(x, layers.Dense(2, kernel_constraint=keras.constraints.MaxNorm(2.0))(y))


def film():
    return keras.Sequential(
        [
            keras.Input((3, 5, 5, 1)),
            layers.ConvLSTM2D(2, 3, recurrent_activation="sigmoid", return_sequences=True),
            layers.Conv3D(2, 2),
            layers.Conv3DTranspose(1, 2),
            layers.MaxPooling3D((1, 2, 2)),
        ]
    )


def normalized():
    image = keras.Input((4, 4, 6))
    x = layers.GroupNormalization(3)(image)
    x = layers.UnitNormalization()(x)
    x = layers.BatchNormalization(axis=-1, scale=False)(x)
    x = layers.SpatialDropout2D(0.2)(x)
    return keras.Model(image, layers.Flatten()(x))


def compiled():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3), layers.Dense(1)])
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"])
    model.fit(np.ones((8, 4)), np.zeros((8, 1)), epochs=1, verbose=0)
    return model


def operations():
    x = keras.Input((4,))
    y = layers.Dense(4)(x)
    return keras.Model(x, layers.Dense(2)(tf.nn.relu(y + 1.0)))


def lambdas():
    def double(t):
        return t * 2

    double.__code__ = double.__code__.replace(co_filename="model.py")
    x = keras.Input((4,))
    return keras.Model(x, layers.Lambda(double)(layers.Dense(2)(x)))


def old_curve():
    """Keras 2's hard_sigmoid, which ConvLSTM2D uses unless it is told otherwise."""
    return keras.Sequential([keras.Input((2, 4, 4, 1)), layers.ConvLSTM2D(1, 2)])


MODELS = (
    stack, unnamed_input, separable, transposed, volumes, recurrent, states, nested, shared,
    attention, preprocessing, mobile, activated, film, normalized, compiled, operations, lambdas,
    old_curve, ends_in_networks, *RAW,
)  # fmt: skip


def stirred(model):
    """The model with random weights, as if it had been trained."""
    draw = np.random.RandomState(3)
    for weight in model.weights:
        if "float" in weight.dtype.name and "normalization/mean" not in weight.name:
            weight.assign(draw.uniform(0.1, 0.6, weight.shape))
    return model


def examples(model):
    """Random input for each of the model's inputs."""
    draw, found = np.random.RandomState(0), []
    whole = any("embedding" in layer.name for layer in model.layers)
    for tensor in model.inputs:
        size = (2, *tensor.shape[1:])
        found.append(draw.randint(0, 12, size) if whole else draw.uniform(0, 1, size))
    return [np.asarray(one, "float32") for one in found]


def answers(model, x):
    """What the model answers, each output in order."""
    y = model(x if len(x) > 1 else x[0], training=False)
    return [np.asarray(one) for one in (y if isinstance(y, (list, tuple)) else [y])]


def main():
    """Writes files.zip beside this file."""
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(HERE / "files.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
    ):
        for make in MODELS:
            keras.backend.clear_session()
            model, name = make(), make.__name__
            if name not in ("preprocessing", "compiled"):
                model = stirred(model)
            x = examples(model)
            y = answers(model, x)
            for ending in (".h5", ".keras"):
                model.save(Path(folder) / f"{name}{ending}")
                archive.write(Path(folder) / f"{name}{ending}", f"{name}{ending}")
            numbers = io.BytesIO()
            values = {f"x{at}": one for at, one in enumerate(x)}
            np.savez(numbers, **values, **{f"y{at}": one for at, one in enumerate(y)})
            archive.writestr(f"{name}.npz", numbers.getvalue())


if __name__ == "__main__":
    main()
