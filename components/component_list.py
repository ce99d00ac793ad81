"""A parameter that is a list of components: the cells of a stack, the layers of a pipeline."""

from collections.abc import Callable

import streamlit as st

from components import session
from components.fields import Field
from kt_core.catalog import entries
from kt_core.catalog.entries import Param
from kt_core.places import Place, begun
from kt_core.texts import text


def component_list(place: Place, param: Param, draw: Callable[[Place, str], None]) -> None:
    """Draws each component with `draw(its place, its label)`, and buttons to add and remove one."""
    field, family = Field(place, param), param.family or "layer"
    items = field.value if isinstance(field.value, (list, tuple)) else []
    st.caption(field.label, help=field.help)
    for index in range(len(items)):
        with st.container(border=True):
            draw(Place((*field.where, index), family, parent=place), f"{param.name} {index + 1}")
            st.button(
                text("forms.remove_item"),
                key=f"{field.key}.{index}.remove",
                icon=":material/delete:",
                type="tertiary",
                disabled=len(items) == 1,
                on_click=_write,
                args=(place, param, [*items[:index], *items[index + 1 :]]),
            )
    kind = str(param.choices[0]) if param.choices else entries(family)[0].kind
    st.button(
        text("forms.add_item"),
        key=f"{field.key}.add",
        icon=":material/add:",
        on_click=_write,
        args=(place, param, [*items, begun(family, kind)]),
    )


def _write(place: Place, param: Param, items: list[object]) -> None:
    session.edit(lambda document: place.with_param(document, param, items))
