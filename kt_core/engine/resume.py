"""Where an attempt begins: at the first epoch, or behind the last one that was kept whole."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import keras

from kt_core.carrying import goes_on_after_a_stop
from kt_core.changes import Turn
from kt_core.engine import checkpoint
from kt_core.engine.board_logs import shorten
from kt_core.engine.checkpoint_files import Checkpoint, newest
from kt_core.runs import Run, write_atomic


@dataclass(frozen=True)
class Start:
    """`fit` begins with epoch `epoch` (0-based) and ends before `end`.

    `turn` is what is changed as that epoch begins, against the one before.
    """

    epoch: int
    end: int
    found: Checkpoint | None = None
    turn: Turn | None = None

    @property
    def history(self) -> dict[str, list[float]]:
        """What `fit` has logged before, one value per epoch."""
        kept = self.found.state["history"] if self.found else {}
        return {name: [float(value) for value in values] for name, values in kept.items()}

    def prepare(self, callbacks: Sequence[keras.callbacks.Callback], *, steps: int) -> None:
        """Before `fit`: logs go on where the checkpoint ends, instead of beginning anew.

        `steps` are those of an epoch.
        """
        for callback in callbacks if self.found else ():
            if isinstance(callback, keras.callbacks.CSVLogger):
                _shorten(Path(callback.filename), self.epoch, callback.sep)
                callback.append = True
            if isinstance(callback, keras.callbacks.TensorBoard):
                shorten(Path(callback.log_dir), epochs=self.epoch, steps=self.epoch * steps)

    def restore(self, model: keras.Model, callbacks: Sequence[keras.callbacks.Callback]) -> None:
        """As training begins, behind the callbacks' own `on_train_begin`."""
        if self.found is None:
            return
        changed = self.turn is not None and self.turn.rebuild
        checkpoint.restore(self.found, model, callbacks, changed=changed)
        for callback in callbacks:
            goes_on_after_a_stop(callback)
        if self.turn and self.turn.rate is not None:
            model.optimizer.learning_rate = self.turn.rate


def start(run: Run, place: Path, *, epochs: int) -> Start:
    """Where this attempt of the run begins, for `epochs` in all.

    A training that had ended by itself (EarlyStopping, TerminateOnNaN) but was not finished
    takes no further epoch; one that was finished goes on, since somebody has asked for it.
    """
    found = newest(place) if run.attempt > 1 else None
    if found is None:
        return Start(0, epochs)
    first = found.epoch + 1
    over = found.state.get("stopping", False) and run.result is None
    return Start(first, first if over else max(first, epochs), found)


def behind(place: Path, *, epoch: int, end: int, turn: Turn) -> Start:
    """Where a training goes on with a model built anew, before `epoch`.

    Raises ValueError when the state at the end of the epoch before is not there.
    """
    found = newest(place, epoch=epoch - 1)
    if found is None:
        raise ValueError(f"The checkpoint of epoch {epoch} can't be read.")
    return Start(epoch, end, found, turn)


def _shorten(file: Path, epochs: int, separator: str) -> None:
    """Drop the rows of epochs that are about to be computed again."""
    if not file.is_file():
        return
    rows = list(csv.reader(io.StringIO(file.read_text("utf-8")), delimiter=separator))
    kept = [row for row in rows[1:] if row and row[0].isdigit() and int(row[0]) < epochs]
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows([*rows[:1], *kept])
    write_atomic(file, written.getvalue().encode())
