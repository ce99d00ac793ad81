"""Forms made from the catalog: any component's parameters, and the components inside it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import checking, session
from components.component_list import component_list
from components.fields import Field, plain_field
from components.kind_select import WIDTH, kind_select
from components.problem_list import sentences
from kt_core import edits, fitting
from kt_core.catalog.entries import Entry, Param
from kt_core.experiment import parse
from kt_core.places import CallPlace, Place, known_as
from kt_core.texts import text

INSIDE_WIDTH, WIDER, FIELD_WIDTH = 118, 190, 190  # pixels
LARGE = ("component", "layer")  # items of a list that have parameters of their own
SHORT_NAME = 9  # characters for which the narrow width is enough


def params_form(place: Place, *, without: Sequence[str] = ()) -> None:
    """Draws the parameters of the component at `place`: plain ones, components, then switches."""
    entry = place.entry(session.document())
    params = shown_params(place, entry) if entry else []
    params = [param for param in params if param.name not in without]
    fields = [param for param in params if not _is_switch(param)]
    switches = [param for param in params if _is_switch(param)]
    if fields:
        grid = st.grid("auto", min_column_width=FIELD_WIDTH, vertical_alignment="top")
        for param in sorted(fields, key=_is_component):
            _cell(grid, place, param)
    if switches:
        with st.container(horizontal=True, gap="medium"):
            for param in switches:
                with st.container(width="content", gap="xsmall"):
                    _plain(place, param)


def call_form(place: CallPlace, entry: Entry) -> None:
    """Draws the constants that a layer is called with, where it has any."""
    if not entry.call_options:
        return
    st.caption(text("forms.call"))
    with st.container(horizontal=True, gap="medium"):
        for option in entry.call_options:
            with st.container(width="content", gap="xsmall"):
                _plain(place, option)


def _cell(grid: Any, place: Place, param: Param) -> None:
    """One field in the grid; a component with parameters of its own takes a whole row."""
    inside = _is_component(param) and _inside_params(place.inner(param))
    wide = bool(inside) or _is_large(param) or (param.field == "float" and param.family)
    with grid.cell(column_span="all") if wide else grid.cell():
        if param.items in LARGE:
            component_list(place, param, _item)
            _problems(Field(place, param))
        elif _is_component(param):
            _component(place, param, width=WIDTH if wide else "stretch")
        else:
            _plain(place, param)


def shown_params(place: Place, entry: Entry) -> list[Param]:
    """The parameters a form shows: all for experts, else those a first course needs, those that
    were changed, and those with a problem."""
    document, answer = session.document(), checking.answer()
    return [
        param
        for param in entry.params
        if session.expert()
        or param.level == "beginner"
        or param.required
        or place.is_set(document, param)
        or answer.at(*place.at(param))
    ]


def hidden_count(place: Place) -> int:
    """How many parameters of the component at `place` the form leaves out."""
    entry = place.entry(session.document())
    return len(entry.params) - len(shown_params(place, entry)) if entry else 0


def changed_params(place: Place) -> list[tuple[str, Any]]:
    """Name and value of each parameter that differs from Keras' default."""
    document, entry = session.document(), place.entry(session.document())
    params = entry.params if entry else ()
    return [(p.name, place.param_value(document, p)) for p in params if place.is_set(document, p)]


def expert_switch(key: str) -> None:
    """Draws the switch between what a first course needs and every parameter."""
    st.session_state[key] = session.expert()
    st.toggle(
        text("forms.expert"),
        key=key,
        help=text("forms.expert_help"),
        on_change=lambda: session.set_expert(st.session_state[key]),
    )


def _is_component(param: Param) -> bool:
    return param.field in ("component", "layer") or bool(param.family)


def _is_large(param: Param) -> bool:
    """Whether the value has a form of its own below: layers, cells, and lists of them."""
    return param.field == "layer" or param.family == "cell" or param.items in LARGE


def _is_switch(param: Param) -> bool:
    return param.field == "boolean" and not param.nullable


def _plain(place: Place, param: Param) -> None:
    monitored = (place.family, param.name) == ("callback", "monitor")
    field = Field(place, param, suggestions=_monitors() if monitored else ())
    plain_field(field)
    _problems(field)


def _component(place: Place, param: Param, *, width: int | str) -> None:
    """A component that is a parameter's value: its kind, and its own parameters beside it."""
    inner, field = place.inner(param), Field(place, param)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if param.field == "float":
            _number_or_component(place, param)
        else:
            kinds = tuple(kind for kind in param.choices if known_as("layer", str(kind)))
            kind_select(
                inner,
                label=field.label,
                help=field.help,
                kinds=kinds,
                nullable=param.nullable,
                width=width,
            )
        for inside in _inside_params(inner):
            plain_field(Field(inner, inside, _inside_width(inside)))
    _problems(field)
    if _is_large(param) and inner.entry(session.document()):
        with st.container(border=True):
            params_form(inner)


def _item(place: Place, label: str) -> None:
    """One component of a list: its kind, and all of its parameters below."""
    kind_select(place, label=label)
    params_form(place)


def _number_or_component(place: Place, param: Param) -> None:
    """A plain number, or a component of the parameter's family instead (learning rates)."""
    if place.inner(param).component(session.document()) is None:
        plain_field(Field(place, param, INSIDE_WIDTH))
    _instead(place, param)


def schedule_choice(place: Place, param: Param) -> None:
    """Draws the choice of a component in place of a plain number, and its parameters."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _instead(place, param)
        for inside in _inside_params(place.inner(param)):
            plain_field(Field(place.inner(param), inside, _inside_width(inside)))


def _instead(place: Place, param: Param) -> None:
    inner = place.inner(param)
    kind_select(
        inner,
        label=text("forms.instead", name=param.name, family=param.family),
        help=text(f"forms.instead_help.{param.family}"),
        nullable=True,
        width=WIDTH,
    )


def _inside_params(place: Place) -> list[Param]:
    """The parameters of a small component that stand in its own row; none of a default one."""
    document = session.document()
    entry = place.entry(document)
    silent = edits.get(document, place.where) is None and not session.expert()
    if entry is None or silent or place.family in ("layer", "cell"):
        return []
    return [param for param in shown_params(place, entry) if not _is_component(param)]


def _monitors() -> tuple[str, ...]:
    return tuple(fitting.monitors(parse(session.document())))


def _inside_width(param: Param) -> int:
    return INSIDE_WIDTH if len(param.name) <= SHORT_NAME else WIDER


def _problems(field: Field) -> None:
    found = session.unreadable(field.where)
    if field.where[0] == "network":  # the training page says its problems above the folded part
        found = [*found, *checking.answer().at(*field.where)]
    if found:
        sentences(found, key=field.key, with_place=False)
