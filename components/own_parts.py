"""The server's own parts on the screen: when forms learn of them, how they look, what is wrong."""

import streamlit as st

from components.escape import esc
from components.problem_list import sentences
from kt_core import catalog, client, own_parts
from kt_core.catalog import Entry
from kt_core.texts import text

ICON = ":material/extension:"


def include_when_ready() -> None:
    """Offers the parts in every form as soon as the engine has looked at their files."""
    name = own_parts.digest()
    if catalog.included().name != name and _engine_parts() == name:
        own_parts.include()


def chip(entry: Entry) -> str:
    """A badge that says from which file of this server's own the part comes, as Markdown."""
    return f":violet-badge[{ICON} {esc(text('own_parts.chip', file=entry.file))}]"


def notices() -> None:
    """Draws what whoever runs the server should know about the files; nothing if all is well."""
    if own_parts.current() is None:
        return
    found = [*own_parts.differing(_engine_parts()), *own_parts.problems()]
    if not found:
        return
    label = text("own_parts.problems", n=len(found))
    with st.expander(label, icon=ICON, key="own_parts"):
        st.caption(text("own_parts.for_whom"))
        sentences(found, key="own_parts")


def _engine_parts() -> str | None:
    """The name of the parts that a ready engine works with."""
    try:
        said = client.info()
    except client.EngineAway:
        return None
    return said["parts"] if said["state"] == "ready" else None
