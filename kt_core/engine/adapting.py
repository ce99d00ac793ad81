"""Measuring what Normalization layers need, from the training part alone.

The exported script carries the function word for word; Keras is imported inside it, so that the
web process may import this file for its text.
"""

import numpy as np


def adapt_normalization(model, x, batch_size, inside=None):
    """Give each Normalization layer without numbers of its own those of the training part `x`.

    Each is measured on what the layers before it make of the examples, as they are before any
    training; one that is called in several places, at the first. The test and validation parts
    are never looked at. One that has been measured before, and got its numbers with starting
    weights, keeps them: those were learned with. `inside` names the networks to go into, each
    with those inside it.
    """
    import keras

    for layer in model.layers:
        if layer.name in (inside or {}):
            before = keras.Model(model.inputs, keras.Operation.input.fget(layer))
            given = before.predict(x, batch_size=batch_size, verbose=0)
            adapt_normalization(layer, given, batch_size, inside[layer.name])
        if not isinstance(layer, keras.layers.Normalization) or layer.input_mean is not None:
            continue
        mean, variance = np.asarray(layer.adapt_mean), np.asarray(layer.adapt_variance)
        if not mean.any() and (variance == 1).all():
            before = keras.Model(model.inputs, layer.input)
            layer.adapt(before.predict(x, batch_size=batch_size, verbose=0))
