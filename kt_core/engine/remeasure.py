"""The training figures measured again after an epoch, with the network as it then is.

Keras' training figures are means over an epoch in which the network kept changing, with dropout
on; so they look worse than the validation's, and mislead every learner.
"""

from collections.abc import Callable, Iterable
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kt_core.engine.streaming import is_streamed
from kt_core.engine.undisturbed import undisturbed

EXAMPLES = 1000


class Remeasure:
    """Measures a fixed sample of the training part, drawn with a generator of its own.

    `x`: (n, ...), `y`: (n, ...); with several inputs or outputs lists of such arrays.
    """

    def __init__(self, x: Any, y: Any, *, seed: int, batch_size: int):
        count = len(keras.tree.flatten(x)[0])
        rows = np.sort(np.random.RandomState(seed).permutation(count)[:EXAMPLES])
        cuts = np.split(rows, range(batch_size, len(rows), batch_size))
        self.batches: Callable[[], Iterable[Any]] = lambda: (_batch((x, y), at) for at in cuts)
        if not is_streamed(x):
            held = list(self.batches())
            self.batches = lambda: held

    def __call__(self, model: keras.Model) -> dict[str, float]:
        """Loss and metrics by log name; the model's state is afterwards as it was before."""
        model.make_test_function()
        logs: dict[str, Any] = {}
        with undisturbed(model):
            for batch in self.batches():
                logs = model.test_function(iter([batch]))
        return {name: float(value) for name, value in logs.items() if value.shape.rank == 0}


def _batch(whole: Any, at: np.ndarray) -> Any:
    return keras.tree.map_structure(lambda array: tf.constant(array[at]), whole)
