"""Training examples kept in memory in the order in which `fit` shows them.

Keras gathers each batch anew by a shuffled list of rows. That list depends only on the seed and
the number of rows, and is the same in every epoch; so the rows can be put in order once.
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras.src.trainers.data_adapters.array_data_adapter import ArrayDataAdapter

LARGEST = 512 * 2**20  # bytes; a larger set is gathered as Keras does, without a second copy

ALIGNMENT = 64  # bytes, the widest vector instructions of today's processors
SHARED_KINDS = "fiu"  # numbers; text, truth values and foreign byte orders are copied

Batch = Callable[[Any], tuple[Any, ...]]


def resident_batches(
    x: Any, y: Any, *, batch_size: int, weights: np.ndarray | None = None
) -> Batch | None:
    """A function from the number of a step (a tensor, from 0) to its batch of x, y and weights.

    x, y: arrays (n, ...), or tuples of them for several inputs or outputs; `weights`: what each
    example counts, (n,), the same for every output. None when they are too large, or Keras does
    not keep to one order. The global seed must have been set; nothing is drawn from the global
    generators.
    """
    whole: tuple[Any, ...] = (x, y)
    if weights is not None:
        whole = (x, y, keras.tree.map_structure(lambda _: weights, y))
    arrays = {id(array): array for array in keras.tree.flatten(whole)}
    size = sum(array.nbytes for array in arrays.values())
    count = len(next(iter(arrays.values())))
    order = fixed_order(count) if size <= LARGEST else None
    if order is None:
        return None
    held = {key: _ordered(array, order) for key, array in arrays.items()}

    def batch(step: Any) -> tuple[Any, ...]:
        rows = slice(step * batch_size, (step + 1) * batch_size)
        cut = {key: tensor[rows] for key, tensor in held.items()}
        return keras.tree.map_structure(lambda array: cut[id(array)], whole)

    return batch


def _ordered(array: np.ndarray, order: np.ndarray) -> Any:
    """The rows in that order as a tensor that uses numpy's memory: a set is not held twice.

    TensorFlow copies an array that does not begin where its vector instructions want it to, and
    `dlpack` asks for the right beginning without looking; so the place is chosen here.
    """
    if array.dtype.kind not in SHARED_KINDS or not array.dtype.isnative:
        with tf.device("CPU:0"):
            return tf.constant(array[order])
    size = len(order) * array[:1].nbytes
    memory = np.empty(size + ALIGNMENT, "uint8")
    start = -memory.ctypes.data % ALIGNMENT
    rows = memory[start : start + size].view(array.dtype).reshape(len(order), *array.shape[1:])
    np.take(array, order, axis=0, out=rows, mode="clip")  # "raise" would go through a copy
    return tf.experimental.dlpack.from_dlpack(rows.__dlpack__())


def fixed_order(count: int) -> np.ndarray | None:
    """The rows in the order of an epoch, by Keras' own shuffling; None when epochs differ."""
    rows = ArrayDataAdapter(np.arange(count), batch_size=count, shuffle=True).get_tf_dataset()
    first, second = (keras.tree.flatten(next(iter(rows)))[0].numpy() for _ in range(2))
    return first if np.array_equal(first, second) else None
