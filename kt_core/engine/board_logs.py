"""TensorBoard's logs of a training that goes on: what is computed again is not there twice."""

from functools import partial
from pathlib import Path
from typing import Any

import tensorflow as tf
from tensorflow.core.util import event_pb2

from kt_core.runs import write_atomic

BY_STEP = ("batch_", "evaluation_")
"""Beginnings of the tags whose step counts batches, from 1; all others count epochs, from 0."""


def shorten(folder: Path, *, epochs: int, steps: int) -> None:
    """Drop from the logs what epoch `epochs` (0-based) and later ones have written.

    `steps` were done before that epoch. A record that a killed process left half written ends its
    file.
    """
    for file in sorted(folder.rglob("events.out.tfevents.*")):
        events = list(_events(file))
        kept = [raw for raw, event in events if not _is_later(event, epochs, steps)]
        if len(kept) < len(events) or _is_broken(file, events):
            write_atomic(file, partial(_write, kept))


def _events(file: Path) -> Any:
    records = tf.data.TFRecordDataset(str(file)).as_numpy_iterator()
    while True:
        try:
            raw = next(records)
        except (StopIteration, tf.errors.DataLossError):
            return
        yield raw, event_pb2.Event.FromString(raw)


def _is_later(event: Any, epochs: int, steps: int) -> bool:
    tags = [value.tag for value in event.summary.value]
    if not tags:
        return False
    counts_steps = any(tag.startswith(BY_STEP) for tag in tags)
    is_later = event.step > steps if counts_steps else event.step >= epochs
    return is_later and tags != ["keras"]


def _is_broken(file: Path, events: list[tuple[bytes, Any]]) -> bool:
    """Each record has 16 bytes around it: its length, and two checksums."""
    return file.stat().st_size != sum(len(raw) + 16 for raw, _ in events)


def _write(records: list[bytes], aside: Path) -> None:
    with tf.io.TFRecordWriter(str(aside)) as writer:
        for record in records:
            writer.write(record)
