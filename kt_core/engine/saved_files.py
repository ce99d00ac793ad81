"""The copies that ModelCheckpoint keeps: written whole, listed, and none left of lost epochs."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import keras

from kt_core.runs import write_atomic
from kt_core.runs.saved import read_saved, write_saved


def keep_list(place: Path, callbacks: Sequence[keras.callbacks.Callback], *, first: int) -> None:
    """Before `fit`: have each ModelCheckpoint write its files whole and into the run's list.

    Files of epochs from `first` (0-based) on, which are about to be computed again, are removed:
    another attempt began them and its epoch was not kept.
    """
    _forget(place, first)
    for callback in callbacks:
        if isinstance(callback, keras.callbacks.ModelCheckpoint):
            # Keras has no other way in between the choice of the name and the writing.
            callback._save_model = partial(_save, callback, place)


def _forget(place: Path, first: int) -> None:
    rows = read_saved(place)
    kept = [row for row in rows if row["epoch"] < first]
    names = {row["file"] for row in kept}
    for row in rows:
        if row["file"] not in names:
            (place / row["file"]).unlink(missing_ok=True)
    if len(kept) < len(rows):
        write_saved(place, kept)


def _save(
    callback: keras.callbacks.ModelCheckpoint,
    place: Path,
    epoch: int,
    batch: int | None,
    logs: Mapping[str, Any],
) -> None:
    """As Keras does: where the file is due, but whole or not at all."""
    file = Path(callback._get_file_path(epoch, batch, logs))
    if not callback._should_save_model(epoch, batch, logs, str(file)):
        return
    model, only_weights = callback.model, callback.save_weights_only
    write_atomic(file, model.save_weights if only_weights else model.save)
    values = {name: float(value) for name, value in logs.items() if _is_number(value)}
    row = {"file": file.name, "epoch": epoch, "batch": batch, "values": values}
    others = [each for each in read_saved(place) if each["file"] != file.name]
    write_saved(place, [*others, row])


def _is_number(value: Any) -> bool:
    return getattr(value, "ndim", 0) == 0
