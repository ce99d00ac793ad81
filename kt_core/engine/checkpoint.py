"""All that a training is at the end of an epoch, in one file that is whole or does not count.

A `.keras` file does not keep the states of the seed generators (Dropout, augmentation); without
them a resumed training goes another way.
"""

import random
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import keras
import numpy as np
from tensorflow.python.eager import context

from kt_core.carrying import named_variables, put_numbers, same_callbacks
from kt_core.engine import callback_state
from kt_core.engine.checkpoint_files import Checkpoint, described, keep, restored
from kt_core.problems import Problem, ProblemError
from kt_core.runs.schema import plain


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
    told = [callback_state.written(each, f"callback/{at}") for at, each in enumerate(callbacks)]
    arrays = _variables(model)
    for _, kept in told:
        arrays |= kept
    state = {
        "attempt": attempt,
        "epoch": epoch,
        "history": history,
        "figures": figures or {},
        "stopping": bool(model.stop_training),
        "variables": {name: described(array) for name, array in arrays.items()},
        "names": _names(model),
        "callbacks": [values for values, _ in told],
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
    they have counted. Raises ProblemError when model and checkpoint do not fit.
    """
    if model.optimizer is not None and not model.optimizer.built:
        model.optimizer.build(model.trainable_variables)
    (_restore_by_name if changed else _restore_all)(found, model)
    kinds = [each.get("watched", [each["kind"], None, None]) for each in found.state["callbacks"]]
    places = same_callbacks(callbacks, kinds) if changed else zip(callbacks, range(len(kinds)))  # noqa: B905
    for callback, place in places:
        if place is not None:
            state, name = found.state["callbacks"][place], f"callback/{place}"
            take = partial(restored, found)
            callback_state.put_back(callback, state, name, take, only_counted=changed)
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
            values = {"name": name, "kept": kept or "-", "wanted": wanted}
            raise ProblemError(Problem("checkpoint_of_another_model", values=values))


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
