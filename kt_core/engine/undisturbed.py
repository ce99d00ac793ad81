"""Measuring a model in training must leave it as it was: what a call changes is put back."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras


@contextmanager
def undisturbed(model: keras.Model) -> Iterator[None]:
    """Within it the model may be called, also as in training; afterwards the seed generators,
    BatchNormalization's statistics, states of layers and metrics are as before.

    Weights that are to be learned must not be changed within it; they are not looked at.
    """
    state = [(each, each.numpy()) for each in _changing(model)]
    model.reset_metrics()
    try:
        yield
    finally:
        model.reset_metrics()
        for variable, value in state:
            variable.assign(value)


def learned(layer: keras.Layer) -> list[Any]:
    """The weights that training would change, frozen or not: no statistics, no random states."""
    return [one for each in layer._flatten_layers() for one in each._trainable_variables]


def _changing(model: keras.Model) -> list[Any]:
    """What a call may change: all that is neither learned nor frozen."""
    frozen = {id(one) for one in learned(model)}
    return [one for one in model.non_trainable_variables if id(one) not in frozen]
