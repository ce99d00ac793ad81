"""Training steps in groups: Keras' own steps, with fewer returns to Python between them.

The order of steps, the batches and the numbers stay those of a plain `model.fit`; only how often
Python looks in changes. A group lasts at most about 200 ms.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

import keras
import tensorflow as tf

from kt_core.engine.resident import Batch

GROUP_SECONDS = 0.15
GROWTH = 4

Report = Callable[[int, dict[str, float], bool], None]


class Pace:
    """Takes the place of the model's train function; `report(steps_done, means, last)` after each
    group gets the epoch's running means and whether the epoch's last step is among them.

    Keras still calls once per step. The first call of a group runs all its steps, the others find
    them done. `batch` gives a step's data from memory; without it Keras' iterator does.
    """

    def __init__(
        self,
        model: keras.Model,
        steps: int,
        *,
        together: bool,
        report: Report,
        batch: Batch | None = None,
    ):
        self._steps, self._together, self._report = steps, together, report
        self._run = _steps_of(model, batch)
        self._size, self._seen, self._done = 1, 0, 0
        self._calls = 0
        self._look: Callable[[], None] | None = None
        self._stop = 0
        self._means: dict[str, Any] = {}

    def begin_epoch(self, *, look: Callable[[], None] | None = None, before: int = 1) -> None:
        """The next call is the first step of an epoch; `look` is called before its last steps,
        `before` of them (or all)."""
        self._seen = self._done = 0
        self._look, self._stop = look, max(0, self._steps - before)

    def __call__(self, iterator: Any) -> dict[str, Any]:
        if self._seen >= self._done:
            self._run_group(iterator)
        self._seen += 1
        if self._together and self._seen < self._steps:
            return {}  # nobody reads them, and Keras would turn each into a number at each step
        return self._means

    def _run_group(self, iterator: Any) -> None:
        if self._look and self._done >= self._stop:
            self._look()
            self._look = None
        end = self._stop if self._look else self._steps
        size = min(self._size, end - self._done)
        began = time.perf_counter()
        means = self._run(iterator, self._done, size)
        self._means = {name: _number(value) for name, value in means.items()}
        self._adapt(size, time.perf_counter() - began)
        self._done += size
        self._report(self._done, self._means, self._done >= self._steps)

    def _adapt(self, size: int, seconds: float) -> None:
        """The first calls trace and warm up, so they say nothing about the speed."""
        self._calls += 1
        if self._together and self._calls > 2:
            fitting = int(size * GROUP_SECONDS / max(seconds, 1e-6))
            self._size = max(1, min(fitting, self._size * GROWTH))


def make_variables(model: keras.Model, y: Any) -> None:
    """Makes what loss, metrics and optimizer keep, as Keras does at the first step. A step that
    makes variables while it is traced is traced twice, which is most of a small run's beginning.

    `y`: the labels (n, ...), or one such array per output; only their form counts.
    """
    labels = keras.tree.map_structure(
        lambda array: keras.KerasTensor((None, *array.shape[1:]), str(array.dtype)), y
    )
    answers = model.outputs if keras.tree.is_nested(y) else model.outputs[0]
    for part in (model._compile_metrics, model._compile_loss):
        if part is not None and not part.built:
            part.build(labels, answers)
    if not model.optimizer.built:  # the one that scales losses would make its own once more
        model.optimizer.build(model.trainable_variables)


def can_group(callbacks: Iterable[keras.callbacks.Callback]) -> bool:
    """Whether no callback has to act between two steps of a group."""
    return not any(_acts_on_batches(callback) for callback in callbacks)


def _acts_on_batches(callback: keras.callbacks.Callback) -> bool:
    if isinstance(callback, keras.callbacks.ModelCheckpoint):
        return callback.save_freq != "epoch"
    if isinstance(callback, keras.callbacks.TensorBoard):
        return callback.update_freq != "epoch"
    hooks = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")
    plain = keras.callbacks.Callback
    return any(getattr(type(callback), hook) is not getattr(plain, hook) for hook in hooks)


def _steps_of(model: keras.Model, batch: Batch | None) -> Callable[..., dict[str, Any]]:
    """A function of iterator, first step and number of steps that takes them one after the other
    and returns the running means after the last one."""
    step = tf.function(
        model.train_step, reduce_retracing=True, jit_compile=model.jit_compile, autograph=False
    )

    @tf.function(reduce_retracing=True, autograph=False)
    def run(iterator: Any, first: Any, count: Any) -> dict[str, Any]:
        def body(at: Any) -> tuple[Any]:
            step(batch(at) if batch else iterator.get_next())
            return (at + 1,)

        tf.while_loop(lambda at: at < first + count, body, (first,), parallel_iterations=1)
        return model.get_metrics_result()

    def taken(iterator: Any, first: int, count: int) -> dict[str, Any]:
        return run(None if batch else iterator, tf.constant(first), tf.constant(count))

    return taken


def _number(value: Any) -> Any:
    """The metric as a Python number; metrics with one value per class stay arrays."""
    return float(value) if value.shape.rank == 0 else value.numpy()
