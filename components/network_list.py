"""The list of layers in the browser: one row each, buttons and keys for what can be done to it."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from components import told
from components.browser import component
from kt_core.texts import section, shape_text

ACTIONS: dict[str, tuple[str, ...]] = {
    "select": ("name",),
    "up": ("name",),
    "down": ("name",),
    "move": ("name", "before?"),
    "duplicate": ("name",),
    "toggle": ("name",),
    "remove": ("name",),
    "add_after": ("name?",),
}
"""What the browser can tell, and with what; what may be missing has a question mark."""

_mount = component("network_list", height=400)


def network_list(
    rows: Sequence[Mapping[str, Any]],
    *,
    selected: str | None,
    key: str,
    now: told.Now,
    on_action: told.Action,
    with_add: bool = True,
) -> None:
    """Draws the rows in place and calls `on_action(action, values)` for what a person does.

    A row holds `name`, `title`, `kind`, `shape` (text, a shape with its batch axis, or None),
    `params`, and if they differ from nothing `errors`, `warnings` (counts), `enabled`, `level`
    (depth of nesting) and `reads` (titles, when it does not read the row above).
    `on_action` is called before the script runs again, once for each action and in order, with
    the values that `ACTIONS` lists, names being of `now()`. A row is moved to stand `before`
    another, or last without it; only `add_after` comes without a `name`, in an empty list.
    `with_add=False` leaves that button to the page.
    """
    labels = section("network_list")
    data = {
        "rows": [{**row, "shape": _shape(row.get("shape"))} for row in rows],
        "selected": selected,
        "network": now()[0],
        "answered": told.answered(key),
        "with_add": with_add,
        "labels": labels,
        "missing": labels["missing"],
    }
    take_up = partial(told.take_up, key, ACTIONS, now=now, do=on_action)
    _mount(key=key, data=data, on_told_change=take_up)


def _shape(shape: Any) -> str | None:
    if shape is None or isinstance(shape, str):
        return shape
    if any(isinstance(part, (list, tuple)) for part in shape):
        return ", ".join(shape_text(part[1:]) for part in shape)
    return shape_text(shape[1:])
