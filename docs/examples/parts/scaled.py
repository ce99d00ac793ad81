"""A layer and a loss of one's own, as small as they can be."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="examples")
class Scaled(keras.layers.Layer):
    """Multiplies its input by one number that is learned.

    Args:
        start: Float, the number to begin with.
    """

    def __init__(self, start=1.0, **kwargs):
        super().__init__(**kwargs)
        self.start = start

    def build(self, input_shape):
        """Makes the one weight."""
        start = keras.initializers.Constant(self.start)
        self.factor = self.add_weight(shape=(), initializer=start, name="factor")

    def call(self, inputs):
        """The input times the number."""
        return inputs * self.factor

    def get_config(self):
        """What a saved model has to remember of it."""
        return {**super().get_config(), "start": self.start}


@keras.saving.register_keras_serializable(package="examples")
class CubedError(keras.losses.Loss):
    """The mean of the absolute error to the power of three: large mistakes count even more."""

    def call(self, y_true, y_pred):
        """One value for each example."""
        return ops.mean(ops.abs(y_true - y_pred) ** 3, axis=-1)
