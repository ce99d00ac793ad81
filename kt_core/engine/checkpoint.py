"""All that a training is at the end of an epoch, in one file that is whole or does not count.

A `.keras` file does not keep the states of the seed generators (Dropout, augmentation); without
them a resumed training goes another way.
"""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from tensorflow.python.eager import context

from kt_core.carrying import is_counted, named_variables, put_numbers, same_callbacks, watched
from kt_core.engine.checkpoint_files import Checkpoint, described, keep, restored
from kt_core.runs.schema import plain

OWN = ("model", "params", "append", "append_header", "min_delta")
"""No state: Keras turns the sign of min_delta when it first needs it, in each training anew."""


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
        "variables": {name: described(array) for name, array in arrays.items()},
        "names": _names(model),
        "callbacks": [_scalars(callback) for callback in callbacks],
        "random": _random_states(),
    }
    return keep(place, arrays, state, history=history)


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
        variable.assign(restored(found, name))


def _restore_by_name(found: Checkpoint, model: keras.Model) -> None:
    names = found.state.get("names", {})
    weights = {
        names.get(name, name): each
        for name, each in named_variables(model).items()
        if name.startswith("weight/")
    }
    _refuse_another(found, weights)
    put_numbers(model, {name: restored(found, place) for name, place in names.items()})


def _restore_callback(
    found: Checkpoint, callback: keras.callbacks.Callback, place: int, *, only_counted: bool
) -> None:
    state = found.state["callbacks"][place]
    values = _numbers_again(state["values"])
    for key, count in state["arrays"].items():
        names = [f"callback/{place}/{key}/{at}" for at in range(count)]
        values[key] = [restored(found, name) for name in names]
    if only_counted:
        values = {key: each for key, each in values.items() if is_counted(callback, key)}
    vars(callback).update(values)


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
