"""All that a training is at the end of an epoch, in one file that is whole or does not count.

A `.keras` file does not keep the states of the seed generators (Dropout, augmentation); without
them a resumed training goes another way.
"""

import hashlib
import io
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from tensorflow.python.eager import context

from kt_core.carrying import is_counted, named_variables, put_numbers, same_callbacks, watched
from kt_core.runs import write_atomic
from kt_core.runs.schema import plain

FOLDER = "checkpoints"
KEPT = 2
STATE = "state"
NAME = re.compile(r"attempt(\d+)-epoch(\d+)")
OWN = ("model", "params", "append", "append_header", "min_delta")
"""No state: Keras turns the sign of min_delta when it first needs it, in each training anew."""


@dataclass(frozen=True)
class Checkpoint:
    """A verified checkpoint: `state` is JSON, `arrays` are named as `save` wrote them."""

    attempt: int
    epoch: int
    state: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]


def save(
    place: Path,
    model: keras.Model,
    callbacks: Sequence[keras.callbacks.Callback],
    *,
    attempt: int,
    epoch: int,
    history: Mapping[str, Sequence[float]],
    figures: Mapping[str, Any] | None = None,
) -> Path:
    """Write the checkpoint of a finished epoch (0-based) into `place/checkpoints`, then its mark.

    `figures` are what the epoch's row in the store will say.
    The mark (size, SHA-256) comes last: without it the checkpoint does not count. The last two
    and the best one, by validation loss, are kept. Raises ProblemError("disk_full").
    """
    arrays = {**_variables(model), **_callback_arrays(callbacks)}
    state = {
        "attempt": attempt,
        "epoch": epoch,
        "history": history,
        "figures": figures or {},
        "stopping": bool(model.stop_training),
        "variables": {name: _described(array) for name, array in arrays.items()},
        "names": _names(model),
        "callbacks": [_scalars(callback) for callback in callbacks],
        "random": _random_states(),
    }
    folder = place / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"attempt{attempt:03d}-epoch{epoch + 1:06d}.npz"
    content = _packed(arrays, state)
    write_atomic(file, content)
    write_atomic(file.with_suffix(".json"), json.dumps(_mark(content)).encode())
    _sweep(folder, history)
    return file


def newest(place: Path, *, epoch: int | None = None) -> Checkpoint | None:
    """The newest checkpoint that is complete (or the one of an epoch), or None.

    Newest is the highest attempt, then the highest epoch. Damaged and unfinished ones are passed
    over.
    """
    for file in sorted(_files(place / FOLDER), reverse=True):
        found = _read(file)
        if found is not None and epoch in (None, found.epoch):
            return found
    return None


def restore(
    found: Checkpoint,
    model: keras.Model,
    callbacks: Sequence[keras.callbacks.Callback] = (),
    *,
    changed: bool = False,
) -> None:
    """Put model, optimizer, callbacks and random generators into the checkpoint's state.

    The model must have been built and compiled from the same document; callbacks are in the same
    order. When it was `changed` since, what is new begins afresh, and callbacks keep only what
    they have counted. Raises ValueError when model and checkpoint do not fit.
    """
    if model.optimizer is not None and not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    (_restore_by_name if changed else _restore_all)(found, model)
    kinds = [each.get("watched", [each["kind"], None, None]) for each in found.state["callbacks"]]
    places = same_callbacks(callbacks, kinds) if changed else zip(callbacks, range(len(kinds)))  # noqa: B905
    for callback, place in places:
        if place is not None:
            _restore_callback(found, callback, place, only_counted=changed)
    _set_random_states(found.state["random"])


def _restore_all(found: Checkpoint, model: keras.Model) -> None:
    variables = _named_variables(model)
    _refuse_another(found, variables)
    for name, variable in variables.items():
        variable.assign(_restored(found, name))


def _restore_by_name(found: Checkpoint, model: keras.Model) -> None:
    names = found.state.get("names", {})
    weights = {
        names.get(name, name): each
        for name, each in named_variables(model).items()
        if name.startswith("weight/")
    }
    _refuse_another(found, weights)
    put_numbers(model, {name: _restored(found, place) for name, place in names.items()})


def _restore_callback(
    found: Checkpoint, callback: keras.callbacks.Callback, place: int, *, only_counted: bool
) -> None:
    state = found.state["callbacks"][place]
    restored = _numbers_again(state["values"])
    for key, count in state["arrays"].items():
        names = [f"callback/{place}/{key}/{at}" for at in range(count)]
        restored[key] = [_restored(found, name) for name in names]
    if only_counted:
        restored = {key: each for key, each in restored.items() if is_counted(callback, key)}
    vars(callback).update(restored)


def _names(model: keras.Model) -> dict[str, str]:
    """The names that stay when layers are frozen or dropped, and those in this file."""
    places = {id(variable): place for place, variable in _named_variables(model).items()}
    return {name: places[id(variable)] for name, variable in named_variables(model).items()}


def _refuse_another(found: Checkpoint, variables: Mapping[str, Any]) -> None:
    """Before anything is changed: every variable has its array, of the same shape."""
    described = found.state["variables"]
    for name, variable in variables.items():
        wanted, kept = list(variable.shape), described.get(name, {}).get("shape")
        if wanted != kept:
            raise ValueError(f"The checkpoint is of another model: {name} is {kept}, not {wanted}.")


def _named_variables(model: keras.Model) -> dict[str, Any]:
    """Weights, seed generators and optimizer slots, by kind and place."""
    groups = {
        "trainable": model.trainable_variables,
        "other": model.non_trainable_variables,
        "optimizer": model.optimizer.variables if model.optimizer else [],
    }
    return {
        f"{group}/{at}": variable
        for group, variables in groups.items()
        for at, variable in enumerate(variables)
    }


def _variables(model: keras.Model) -> dict[str, np.ndarray]:
    return {
        name: keras.ops.convert_to_numpy(each) for name, each in _named_variables(model).items()
    }


def _scalars(callback: keras.callbacks.Callback) -> dict[str, Any]:
    """A callback's state: values that JSON has, what it recorded in lists and dicts of them, and
    how many arrays its lists of arrays have."""
    found = {key: value for key, value in vars(callback).items() if key.lstrip("_") not in OWN}
    values = {key: plain(value) for key, value in found.items() if _is_value(value)}
    arrays = {key: len(value) for key, value in found.items() if _is_arrays(value)}
    kind = type(callback).__name__
    return {"kind": kind, "watched": watched(callback), "values": values, "arrays": arrays}


def _is_value(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_value, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_value(item) for key, item in value.items())
    return value is None or isinstance(value, (bool, int, float, str, np.generic))


def _numbers_again(value: Any) -> Any:
    """Infinite values as numbers: the state names them, as JSON can't hold them."""
    if isinstance(value, list):
        return [_numbers_again(item) for item in value]
    if isinstance(value, dict):
        return {key: _numbers_again(item) for key, item in value.items()}
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else value


def _callback_arrays(callbacks: Sequence[keras.callbacks.Callback]) -> dict[str, np.ndarray]:
    return {
        f"callback/{index}/{key}/{at}": np.asarray(array)
        for index, callback in enumerate(callbacks)
        for key, value in vars(callback).items()
        if _is_arrays(value)
        for at, array in enumerate(value)
    }


def _is_arrays(value: Any) -> bool:
    """Numbers that stand alone come along (the `count` of Normalization among best weights)."""
    if not isinstance(value, (list, tuple)) or not all(map(_is_array, value)):
        return False
    return any(isinstance(item, np.ndarray) for item in value)


def _is_array(value: Any) -> bool:
    return isinstance(value, (np.ndarray, np.generic))


def _random_states() -> dict[str, Any]:
    numbers = np.random.get_state(legacy=False)
    tensorflow = context.context()._rng  # TensorFlow gives no other access to it
    return {
        "python": random.getstate(),
        "numpy": plain(numbers),
        "tensorflow": tensorflow.getstate() if tensorflow is not None else None,
    }


def _set_random_states(states: Mapping[str, Any]) -> None:
    random.setstate(_python_state(states["python"]))
    numbers = states["numpy"]
    key = np.asarray(numbers["state"]["key"], dtype="uint32")
    np.random.set_state({**numbers, "state": {**numbers["state"], "key": key}})
    tensorflow = context.context()._rng
    if tensorflow is not None and states["tensorflow"] is not None:
        tensorflow.setstate(_python_state(states["tensorflow"]))


def _python_state(written: Sequence[Any]) -> tuple[Any, ...]:
    version, numbers, gauss = written
    return version, tuple(numbers), gauss


def _packed(arrays: Mapping[str, np.ndarray], state: Mapping[str, Any]) -> bytes:
    """An .npz file; types that numpy does not know (bfloat16) go in as bytes."""
    text = np.frombuffer(json.dumps(plain(state)).encode(), dtype="uint8")
    stored = {name: _storable(array) for name, array in arrays.items()}
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **{STATE: text}, **stored)
    return buffer.getvalue()


def _described(array: np.ndarray) -> dict[str, Any]:
    return {"dtype": str(array.dtype), "shape": list(array.shape)}


def _storable(array: np.ndarray) -> np.ndarray:
    return array if array.dtype.kind in "biufc" else np.frombuffer(array.tobytes(), dtype="uint8")


def _restored(found: Checkpoint, name: str) -> np.ndarray:
    array, described = found.arrays[name], found.state["variables"][name]
    if str(array.dtype) == described["dtype"]:
        return array
    raw = np.frombuffer(array.tobytes(), dtype=np.dtype(described["dtype"]))
    return raw.reshape(described["shape"])


def _mark(content: bytes) -> dict[str, Any]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.glob("*.npz") if NAME.fullmatch(file.stem)]


def _read(file: Path) -> Checkpoint | None:
    try:
        mark = json.loads(file.with_suffix(".json").read_bytes())
        content = file.read_bytes()
    except (OSError, ValueError):
        return None
    if mark != _mark(content):
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    state = json.loads(arrays.pop(STATE).tobytes())
    return Checkpoint(state["attempt"], state["epoch"], state, arrays)


def _sweep(folder: Path, history: Mapping[str, Sequence[float]]) -> None:
    """Remove all but the last ones and the best one."""
    files, best = sorted(_files(folder)), _best_epoch(history)
    for file in files[:-KEPT]:
        if best is None or _epoch_of(file) != best + 1:
            file.with_suffix(".json").unlink(missing_ok=True)
            file.unlink(missing_ok=True)


def _epoch_of(file: Path) -> int:
    return int(file.stem.rpartition("epoch")[2])


def _best_epoch(history: Mapping[str, Sequence[float]]) -> int | None:
    losses = np.asarray(history.get("val_loss") or history.get("loss") or [], dtype=float)
    return int(np.nanargmin(losses)) if np.isfinite(losses).any() else None
