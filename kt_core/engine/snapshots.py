"""Keeps a model's weights at the end of epochs, and puts them back into a model to look at it."""

import io
from pathlib import Path

import keras
import numpy as np

from kt_core import snapshots
from kt_core.carrying import all_layers
from kt_core.runs import write_atomic
from kt_core.runs.folder import disk_full_explained


class Snapshots:
    """The snapshots that one attempt of a run keeps; `last` is the last epoch planned (0-based)."""

    def __init__(self, place: Path, model: keras.Model, *, attempt: int, every: int, last: int):
        self._place, self._model = place, model
        self._attempt, self._every, self._last = attempt, every, last

    def is_due(self, epoch: int) -> bool:
        """Whether the weights at the end of this epoch are kept; also when training ends early."""
        due = snapshots.is_due(epoch, every=self._every, last=self._last)
        return due or bool(self._model.stop_training)

    def keep(self, epoch: int) -> None:
        """Write the weights as they are, and thin out what there is. Raises
        ProblemError("disk_full")."""
        folder = self._place / snapshots.FOLDER
        with disk_full_explained(folder):
            folder.mkdir(mode=0o700, exist_ok=True)
        content = _packed(self._model)
        path = folder / snapshots.name(attempt=self._attempt, epoch=epoch)
        write_atomic(path, content)
        self._thin(len(content))

    def begin(self, epoch: int) -> None:
        """Before the first epoch of this attempt: epochs that are trained again lose what an
        earlier attempt kept, and one that it could not keep any more is kept now."""
        for path in (self._place / snapshots.FOLDER).glob("*.npz"):
            told = snapshots.NAME.fullmatch(path.name)
            if told and int(told[1]) < self._attempt and int(told[2]) >= epoch:
                path.unlink(missing_ok=True)
        before = epoch - 1
        due = snapshots.is_due(before, every=self._every, last=self._last)
        if epoch and due and before not in snapshots.files(self._place):
            self.keep(before)

    def _thin(self, size: int) -> None:
        found = snapshots.files(self._place)
        limits = {"every": self._every, "most": snapshots.most(size)}
        stride = snapshots.stride_of(max(found) + 1, **limits)
        kept = snapshots.thinned(found, stride)
        names = {found[epoch].name for epoch in kept}
        for path in (self._place / snapshots.FOLDER).glob("*.npz"):
            if snapshots.NAME.fullmatch(path.name) and path.name not in names:
                path.unlink(missing_ok=True)


def put(model: keras.Model, path: Path) -> None:
    """Give a model of the same document the weights of a snapshot.

    Raises ValueError when they are of another model.
    """
    numbers = snapshots.weights(path)
    shapes = [tuple(one.shape) for one in model.weights]
    if shapes != [each.shape for each in numbers]:
        raise ValueError("The snapshot is of another model.")
    for variable, value in zip(model.weights, numbers, strict=True):
        variable.assign(value)
    for layer in all_layers(model.layers):
        if hasattr(layer, "finalize_state"):  # Normalization works with copies
            layer.finalize_state()


def _packed(model: keras.Model) -> bytes:
    """An .npz file; numbers of a kind that numpy does not know (bfloat16) as float32, exactly."""
    found = [keras.ops.convert_to_numpy(one) for one in model.weights]
    plain = [one if one.dtype.kind in "biufc" else one.astype("float32") for one in found]
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **{str(at): one for at, one in enumerate(plain)})
    return buffer.getvalue()
