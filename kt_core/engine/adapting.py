"""Measuring what Normalization layers need, from the training part alone.

The exported script carries the function word for word; Keras is imported inside it, so that the
web process may import this file for its text.
"""


def adapt_normalization(model, x, batch_size):
    """Give each Normalization layer without numbers of its own those of the training part `x`.

    Each is measured on what the layers before it make of the examples, as they are before any
    training. The test and validation parts are never looked at.
    """
    import keras

    for layer in model.layers:
        if isinstance(layer, keras.layers.Normalization) and layer.input_mean is None:
            before = keras.Model(model.inputs, layer.input)
            layer.adapt(before.predict(x, batch_size=batch_size, verbose=0))
