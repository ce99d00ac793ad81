"""Buttons that take each other's place: a double click on Train must not cancel the training."""

import time
from collections.abc import Callable
from typing import Any

from components.session.state import tab

DOUBLE_CLICK = 0.6  # seconds in which a second click belongs to the first


def press_to_begin(do: Callable[..., Any], *arguments: Any, name: str = "") -> None:
    """Begins or goes on with a training, once for a double click or more; `name` is the button."""
    if not _is_repeated():
        do(*arguments)
        tab().pressed, tab().pressed_on = time.monotonic(), name


def press_to_end(do: Callable[..., Any], *arguments: Any, beside: str | None = None) -> None:
    """Holds or ends a training, unless the press belongs to those on the button that stood
    there before and began it. `beside` is one that stands elsewhere all the time."""
    if tab().pressed_on == beside or not _is_repeated():
        do(*arguments)


def _is_repeated() -> bool:
    """Whether a press follows so soon on the last that it is meant for what stood there; however
    many follow so, they are one."""
    repeated = time.monotonic() - tab().pressed < DOUBLE_CLICK
    if repeated:
        tab().pressed = time.monotonic()
    return repeated
