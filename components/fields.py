"""One widget per parameter, chosen by the field the catalog gives it.

A widget shows what the document says and writes what a person changes; it keeps nothing itself.
Its key is the path of the value it edits: `network.conv.kernel_size`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from components import session
from components.escape import code
from kt_core import notation
from kt_core.catalog.bounds import bounds
from kt_core.catalog.entries import Param
from kt_core.places import Place
from kt_core.problems import ProblemError, Where
from kt_core.texts import text

LARGEST = 2**53 - 1  # the largest whole number a browser holds exactly
STEP = 0.01
# Pixels of a number field: around its text, for each sign, for plus and minus, and up to which
# Streamlit leaves those away.
BESIDE, DIGIT, BUTTONS, NARROW = 58, 8, 64, 119


@dataclass(frozen=True)
class Field:
    """A parameter of the component at `place`, and how it is drawn."""

    place: Place
    param: Param
    width: int | str = "stretch"
    suggestions: tuple[str, ...] = ()

    @property
    def where(self) -> Where:
        """Where the value is written."""
        return self.place.at(self.param)

    @property
    def key(self) -> str:
        """The widget's key."""
        return key_of(self.where)

    @property
    def value(self) -> Any:
        """What the document says, else the default."""
        return self.place.param_value(session.document(), self.param)

    @property
    def label(self) -> str:
        """The parameter's Keras name, with a dot when it differs from the default."""
        changed = not self.param.required and self.place.is_set(session.document(), self.param)
        return f"{self.param.name} ●" if changed else self.param.name

    @property
    def help(self) -> str:
        """What the parameter does, in our words, its range and default, then Keras' own words."""
        shown = notation.written(self.param.default) or "None"
        default = "" if self.param.required else text("forms.default", value=code(shown))
        numbers = " ".join(part for part in (bounds(self.param), default) if part)
        return "\n\n".join(part for part in (self.param.gloss, numbers, self.param.doc) if part)

    def save(self) -> None:
        """Writes what the widget holds: the callback of every plain widget."""
        self.write(st.session_state[self.key])

    def write(self, value: Any) -> None:
        """Saves `value`; None means nothing was given, so the default holds, or Keras' None."""
        place, param = self.place, self.param
        if value is None and not (param.nullable and param.default is not None):
            session.edit(lambda document: place.without_param(document, param))
        else:
            session.edit(lambda document: place.with_param(document, param, value))

    def save_typed(self) -> None:
        """Writes what was typed as text; what can't be read is said beside the field."""
        try:
            self.write(notation.read(self.param, st.session_state[self.key] or ""))
        except ProblemError as error:
            session.refuse_beside(self.where, error.problems[0])


def key_of(where: Where) -> str:
    """The key of the widget that edits the value at `where`."""
    return ".".join(str(part) for part in where if part != "params")


def plain_field(field: Field) -> None:
    """Draws the widget for a number, word, switch, choice or list."""
    draw = WIDGETS.get(field.param.field, _typed) if _fits(field) else _typed
    if field.suggestions:
        draw = _suggested
    draw(field, field.value)


def _fits(field: Field) -> bool:
    """Whether the value is of the kind the widget can show; others are shown as they are typed."""
    value, param = field.value, field.param
    if param.field in ("integer", "float"):
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        whole = isinstance(value, int) or param.field == "float"
        return not param.words and (value is None or (number and whole and abs(value) <= LARGEST))
    if param.field == "boolean":
        return isinstance(value, bool) or (value is None and param.nullable)
    if param.field == "choice":
        return value is None or value in param.choices
    return True


def _integer(field: Field, value: int | None) -> None:
    step = int(field.param.step or 1)
    _number(field, value, kind=int, step=step, shown=("%d", str(value)))


def _float(field: Field, value: float | None) -> None:
    number = None if value is None else float(value)
    shown = ("%g", "") if number is None else notation.number_format(number)
    _number(field, number, kind=float, step=field.param.step or _step(number), shown=shown)


def _number(field: Field, value: Any, *, kind: type, step: float, shown: tuple[str, str]) -> None:
    """A number field; `shown` is its format and the text it then holds."""
    low, high = field.param.minimum, field.param.maximum
    st.session_state[field.key] = value
    st.number_input(
        field.label,
        key=field.key,
        value=None,
        min_value=kind(low) if low is not None and (value is None or value >= low) else None,
        max_value=kind(high) if high is not None and (value is None or value <= high) else None,
        step=step,
        format=shown[0],
        placeholder="None",
        help=field.help,
        width=_wide_enough(field.width, shown[1]),
        on_change=field.save,
    )


def _wide_enough(width: int | str, shown: str) -> int | str:
    """The width, or more where the text, the cross that empties the field and the buttons, which
    only a narrow field does without, need it."""
    if not isinstance(width, int) or BESIDE + DIGIT * len(shown) <= width <= NARROW:
        return width
    return max(width, BESIDE + BUTTONS + DIGIT * len(shown))


def _step(value: float | None) -> float:
    """A tenth of the value's own size, so that a learning rate of 0.001 moves by 0.0001."""
    if not value or abs(value) >= 1:
        return STEP * 10 if value else STEP
    return float(f"1e{int(f'{abs(value):e}'.split('e')[1]) - 1}")


def _boolean(field: Field, value: bool | None) -> None:
    if field.param.nullable:
        _select(field, value, (True, False))
        return
    st.session_state[field.key] = bool(value)
    st.toggle(field.label, key=field.key, help=field.help, on_change=field.save)


def _choice(field: Field, value: Any) -> None:
    _select(field, value, field.param.choices)


def _select(field: Field, value: Any, options: tuple[Any, ...]) -> None:
    st.session_state[field.key] = value
    st.selectbox(
        field.label,
        options,
        index=None if field.param.nullable or value is None else 0,
        key=field.key,
        placeholder="None",
        help=field.help,
        width=field.width,
        on_change=field.save,
    )


def _typed(field: Field, value: Any) -> None:
    st.session_state[field.key] = notation.written(value)
    st.text_input(
        field.label,
        key=field.key,
        placeholder="None" if field.param.nullable else _example(field.param),
        help=field.help,
        width=field.width,
        on_change=field.save_typed,
    )


def _suggested(field: Field, value: Any) -> None:
    """A text for which some are known to fit, and others may be typed."""
    st.session_state[field.key] = value
    st.selectbox(
        field.label,
        list(dict.fromkeys([*([value] if value else []), *field.suggestions])),
        index=None,
        key=field.key,
        help=field.help,
        accept_new_options=True,
        on_change=field.save,
        width=field.width,
    )


def _example(param: Param) -> str:
    return notation.written(param.start if param.start is not None else param.default)


WIDGETS: dict[str, Callable[[Field, Any], None]] = {
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "choice": _choice,
}
