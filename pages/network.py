"""Stack layers: the list with shapes on the left, the open layer's form on the right."""

import streamlit as st

from components import checking, session, shell
from components.layer_picker import layer_picker
from components.levels import breadcrumb
from components.network_editor import network_editor
from components.network_parts import network_parts
from components.network_totals import network_totals
from components.node_form import node_form
from components.problem_list import sentences
from components.templates_menu import templates_menu
from kt_core.texts import text

shell.title("network")
layers, form = st.columns([5, 6], gap="large")
with layers:
    breadcrumb()
    with st.container(horizontal=True):
        layer_picker()
        templates_menu()
        network_parts()
    network_editor()
    network_totals()
    sentences(checking.answer().of_network(session.level()), key="network.whole", with_place=False)
with form, st.container(border=True):
    if name := session.selected():
        node_form(name)
    else:
        st.caption(text("network.empty"))
shell.next_step("training")
