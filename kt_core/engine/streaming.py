"""Examples that are read from disk while the network learns from those before them.

The exported script carries the functions `shuffled_rows` and `streamed` word for word; everything
heavy is imported inside them, so that the web process may import this file for their text.
"""

from typing import Any

import numpy as np

from kt_core.data.stored import Pictures


def shuffled_rows(count):
    """The rows in the order in which `fit` shows so many examples from memory: int64 (count,).

    Drawn as Keras draws it, from the seed that `set_random_seed` has set; the same in each epoch.
    """
    import tensorflow as tf

    def permutation(_):
        return tf.random.shuffle(tf.range(count, dtype=tf.int64))

    return next(iter(tf.data.Dataset.range(1).map(permutation))).numpy()


def streamed(x, y=None, *, batch_size, weights=None, order=None):
    """Batches of x, y and weights as `fit` takes them, read while the ones before are worked on.

    x, y: arrays or `Pictures`, or tuples of them for several inputs or outputs; `weights`: what
    each example counts. `order`: the rows as they are to come, None for one after the other.
    """
    import keras
    import tensorflow as tf

    counted = [] if weights is None else [keras.tree.map_structure(lambda _: weights, y)]
    whole = (x,) if y is None else (x, y, *counted)
    arrays = {id(array): array for array in keras.tree.flatten(whole)}
    first = next(iter(arrays.values()))
    rows = np.arange(len(first)) if order is None else order

    def read(start):
        return [array[rows[start : start + batch_size]] for array in arrays.values()]

    def batch(start):
        found = tf.numpy_function(read, [start], [array.dtype for array in arrays.values()])
        for tensor, array in zip(found, arrays.values(), strict=True):
            tensor.set_shape((None, *array.shape[1:]))
        cut = dict(zip(arrays, found, strict=True))
        return keras.tree.map_structure(lambda array: cut[id(array)], whole)

    starts = tf.data.Dataset.range(0, len(rows), batch_size)
    return starts.map(batch, num_parallel_calls=2).prefetch(2)


def is_streamed(x: Any) -> bool:
    """Whether these examples, or the first of several inputs, stay on disk."""
    return isinstance(x[0] if isinstance(x, tuple) else x, Pictures)


def feed(x: Any, y: Any = None, *, batch_size: int) -> dict[str, Any]:
    """What `evaluate` and `predict` are given: arrays, or batches that are read from disk."""
    if is_streamed(x):
        return {"x": streamed(x, y, batch_size=batch_size)}
    return {"x": x, "batch_size": batch_size} | ({} if y is None else {"y": y})


def rows_of(x: Any, rows: np.ndarray) -> Any:
    """Those rows of one input's examples; what stays on disk stays there."""
    return x.only(rows) if is_streamed(x) else x[rows]
