"""Choose how the model learns, train it, and watch it learn."""

import streamlit as st

from components import checking, shell
from components.change_panel import change_panel
from components.group_view import group_view, way_back
from components.problem_list import sentences
from components.run_choice import run_or_group_choice
from components.run_controls import run_controls
from components.run_view import run_view
from components.training_form import training_chips, training_form
from kt_core.runs import Group
from kt_core.texts import text

shell.title("training")
training_form()
with st.container(horizontal=True, vertical_alignment="center"):
    run_controls()
    training_chips()
elsewhere = ("network", "outputs", "data")
blocking = [p for p in checking.answer().errors() if p.where[:1] and p.where[0] in elsewhere]
sentences(blocking, key="training.blocking")

shown = run_or_group_choice("training.run")
if isinstance(shown, Group):
    group_view(shown)
elif shown:
    way_back(shown)
    change_panel(shown)
    run_view(shown)
else:
    st.caption(text("training.none"))
shell.next_step("results")
