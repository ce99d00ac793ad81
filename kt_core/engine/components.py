"""From components of the document to Keras' objects, through the catalog and nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras

from kt_core.arguments import File, Made, made
from kt_core.catalog import Entry, Family
from kt_core.experiment import Component


def make(
    family: Family,
    component: Component,
    *,
    name: str | None = None,
    folder: Path | None = None,
    **extra: Any,
) -> Any:
    """Keras' object for a component.

    `name` is given to it and, with a suffix, to layers inside it; files go to `folder`; `extra`
    are further arguments. Raises ProblemError for a kind the catalog does not know, and whatever
    Keras raises for values it refuses.
    """
    plan = made(family, component, name=name)
    return realized(Made(plan.entry, {**plan.arguments, **extra}), folder=folder)


def realized(plan: Made, *, folder: Path | None = None) -> Any:
    """Keras' object for a plan; files go to `folder`. Raises whatever Keras raises."""
    return _object(plan, folder)


def factory(entry: Entry) -> Any:
    """Keras' class or function that the catalog entry names, or one of the server's own parts.

    Raises ProblemError when an own part's file is broken or away.
    """
    if entry.is_own:
        from kt_core.engine.part_files import own_class

        return own_class(entry)
    found: Any = keras
    for part in entry.module.split(".")[1:]:
        found = getattr(found, part)
    return getattr(found, entry.kind)


def _object(value: Any, folder: Path | None) -> Any:
    if isinstance(value, Made):
        arguments = {key: _object(item, folder) for key, item in value.arguments.items()}
        return factory(value.entry) if value.is_function else factory(value.entry)(**arguments)
    if isinstance(value, File):
        return str((folder or Path()) / value.name)
    if isinstance(value, (list, tuple)):
        return type(value)(_object(item, folder) for item in value)
    if isinstance(value, Mapping):
        return {key: _object(item, folder) for key, item in value.items()}
    return value
