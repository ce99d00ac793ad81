"""An optimizer of one's own: Adam whose learning rate rises step by step at the beginning."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="examples")
class WarmAdam(keras.optimizers.Adam):
    """Adam that takes small steps first: its learning rate grows from zero within some steps.

    Args:
        warm_up: Integer, the number of steps until the learning rate is reached.
    """

    def __init__(self, learning_rate=0.001, warm_up=100, **kwargs):
        super().__init__(learning_rate=learning_rate, **kwargs)
        self.warm_up = warm_up

    def update_step(self, gradient, variable, learning_rate):
        """One step of Adam for one variable, with the share of the rate that is reached by now."""
        done = ops.cast(self.iterations + 1, learning_rate.dtype)
        share = ops.minimum(done / max(1, self.warm_up), 1.0)
        super().update_step(gradient, variable, learning_rate * share)

    def get_config(self):
        """What a saved model has to remember of it."""
        return {**super().get_config(), "warm_up": self.warm_up}
