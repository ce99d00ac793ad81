"""Stack layers: the list with shapes on the left, the open layer's form on the right."""

import streamlit as st

from components import checking, session, shell
from components.layer_picker import layer_picker
from components.network_editor import network_editor
from components.network_totals import network_totals
from components.node_form import node_form
from components.problem_list import sentences
from components.templates_menu import templates_menu
from kt_core.texts import text

shell.title("network")
layers, form = st.columns([5, 6], gap="large")
with layers:
    with st.container(horizontal=True):
        layer_picker()
        templates_menu()
    network_editor()
    network_totals()
    others = [p for p in checking.answer().at("network") if len(p.where) < 2]
    sentences([*others, *checking.answer().at("outputs")], key="network.whole")
with form, st.container(border=True):
    if name := session.selected():
        node_form(name)
    else:
        st.caption(text("network.empty"))
shell.next_step("training")
