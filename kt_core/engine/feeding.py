"""`fit` as the exported script calls it, and how the examples reach it."""

from typing import Any

import tensorflow as tf

from kt_core.engine.resident import Batch, resident_batches
from kt_core.engine.session import Session
from kt_core.engine.streaming import is_streamed, shuffled_rows, streamed


def fit(session: Session, with_callbacks: list[Any], *, resident: bool) -> None:
    """`fit` as in the exported script; when `resident`, the steps find their rows by themselves
    and `fit` only counts them."""
    data = session.data
    arguments: dict[str, Any] = {
        "x": tf.data.Dataset.range(session.plan.steps),
        "shuffle": False,
    }
    if not resident:
        arguments = _examples(session)
    if data.x_val is not None and data.y_val is not None:
        arguments |= _validation(session.x(data.x_val), session.y(data.y_val), session)
    session.model.fit(
        initial_epoch=session.start.epoch,
        epochs=session.start.end,
        callbacks=with_callbacks,
        verbose=0,
        **arguments,
    )


def resident(session: Session) -> Batch | None:
    """Batches that the steps find by themselves; None where the examples stay on disk."""
    x, y = session.x(session.data.x_train), session.y(session.data.y_train)
    if is_streamed(x):
        return None
    return resident_batches(x, y, batch_size=session.batch_size, weights=session.weights)


def _examples(session: Session) -> dict[str, Any]:
    """The training part for a `fit` that gathers the batches, or gets them as they are read."""
    x, y = session.x(session.data.x_train), session.y(session.data.y_train)
    size, weights = session.batch_size, session.weights
    if is_streamed(x):
        order = shuffled_rows(len(session.data.x_train))
        batches = streamed(x, y, batch_size=size, weights=weights, order=order)
        return {"x": batches, "shuffle": False}
    return {"x": x, "y": y, "batch_size": size, "sample_weight": weights}


def _validation(x: Any, y: Any, session: Session) -> dict[str, Any]:
    size = session.validation_batch_size
    if is_streamed(x):
        return {"validation_data": streamed(x, y, batch_size=size)}
    return {"validation_data": (x, y), "validation_batch_size": size}
