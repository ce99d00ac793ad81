"""Models that call TensorFlow's functions outside any layer, for make_files.py."""

import tensorflow as tf
import tf_keras as keras
from tf_keras import layers
from tf_keras.src.applications.convnext import LayerScale


def raw_arithmetic():
    image = keras.Input((6, 6, 4))
    x = layers.Conv2D(4, 3, padding="same")(image)
    x = tf.nn.relu6(x + 3.0) * (1 / 6) * image + (1 - x) / 2
    x = tf.concat([tf.maximum(x, image), -x, tf.nn.silu(image) - x], axis=-1)
    x = tf.transpose(tf.nn.softmax(tf.tanh(x)), [0, 2, 1, 3])
    wide = tf.reshape(tf.nn.leaky_relu(x, 0.1), [-1, 36, 12])
    ends = [tf.reduce_mean(x, axis=[1, 2]), tf.reduce_max(wide, 1, keepdims=True)]
    return keras.Model(image, ends)


def raw_curves():
    series = keras.Input((4, 3))
    x = layers.Dense(3)(series)
    parts = [
        tf.nn.elu(x),
        tf.clip_by_value(x, 0.0, 0.5),
        tf.nn.selu(x) + tf.nn.softplus(x) * tf.nn.softsign(x),
        tf.math.divide(tf.nn.gelu(x), 2.0),
        tf.sigmoid(x) / 4.0 - tf.exp(-x),
        tf.math.log_sigmoid(tf.minimum(x, series)),
    ]
    x = keras.backend.concatenate(parts)
    return keras.Model(series, [tf.reduce_mean(x, 1), tf.nn.softmax(x, axis=1)])


def raw_scales():
    """ConvNeXt's private layer, and a function inside an inner network."""
    image = keras.Input((5, 5, 3))
    inner = keras.Model(image, 1 - tf.nn.relu(LayerScale(0.5, 3)(image) + 0.5), name="inner")
    x = keras.Input((5, 5, 3))
    return keras.Model(x, LayerScale(0.3, 3, name="last")(inner(tf.nn.silu(x)) * inner(x)))


def raw_power():
    x = keras.Input((4,))
    return keras.Model(x, tf.math.pow(x, 2.0))


def raw_masked():
    """A function that lets no mask through, where its layer would."""
    words = keras.Input((4,))
    x = layers.Embedding(12, 3, mask_zero=True)(words)
    return keras.Model(words, layers.LSTM(2)(x * 2.0))


def raw_ranks():
    """A sum that lines up the last axes, where the layer lines up the first."""
    x = keras.Input((2, 4))
    return keras.Model(x, x + layers.Dense(4)(layers.Flatten()(x)))


def raw_whole():
    """A sum of whole numbers."""
    x = keras.Input((4,), dtype="int32")
    return keras.Model(x, layers.Embedding(20, 2)(x + 1))


RAW = (raw_arithmetic, raw_curves, raw_scales, raw_power, raw_masked, raw_ranks, raw_whole)
