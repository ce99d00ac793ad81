"""Stack layers: the list or the graph on the left, the open layer's form on the right."""

import streamlit as st

from components import checking, session, shell
from components.graph_editor import graph_editor
from components.layer_picker import layer_picker
from components.levels import breadcrumb
from components.network_editor import network_editor
from components.network_parts import network_parts
from components.network_totals import network_totals
from components.node_form import node_form
from components.own_parts import notices
from components.problem_list import sentences
from components.starting_weights import starting_weights
from components.templates_menu import templates_menu
from components.view_switch import view_switch
from kt_core.texts import text

shell.title("network")
graph = session.view() == "graph"
layers, form = st.columns([7, 5] if graph else [5, 6], gap="large")
with layers:
    above, middle = st.container(), st.container()
    with middle:
        editor = graph_editor if graph else network_editor
        editor()
        checking.show_first()
    with above:
        breadcrumb()
        with st.container(horizontal=True, vertical_alignment="center"):
            view_switch()
            layer_picker()
            templates_menu()
    with st.container(horizontal=True, vertical_alignment="center"):
        network_totals()
        network_parts()
    sentences(checking.answer().of_network(session.level()), key="network.whole", with_place=False)
    starting_weights()
with form, st.container(border=True):
    if name := session.selected():
        node_form(name)
    else:
        st.caption(text("network.empty"))
notices()
shell.next_step("training")
