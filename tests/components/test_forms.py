"""Every entry of the catalog has a form: as it begins, and with every parameter shown."""

import pytest
from streamlit.testing.v1 import AppTest

from kt_core.catalog import entries
from kt_core.places import begun
from kt_core.runs import Store

FAMILIES = ("optimizer", "loss", "metric", "callback", "schedule", "regularizer", "initializer")
SCRIPT = """
import streamlit as st
from components import session
from components.forms import params_form
from kt_core.places import Place

session.begin()
session.set_expert(st.query_params["expert"] == "yes")
family = st.query_params["family"]
for index, component in enumerate(session.document()["callbacks"]):
    params_form(Place(("callbacks", index), family))
"""


@pytest.fixture
def forms(tmp_path, monkeypatch):
    """Draws the forms of many components of one family on one page."""
    monkeypatch.setenv("KT_HOME", str(tmp_path))

    def drawn(family, kinds, expert):
        components = [begun(family, kind) for kind in kinds]
        head = {"format": "kt-experiment", "version": 1, "network": []}
        store = Store()
        app = AppTest.from_string(SCRIPT, default_timeout=120)
        app.query_params["draft"] = store.create_draft({**head, "callbacks": components})
        app.query_params["family"] = family
        app.query_params["expert"] = "yes" if expert else "no"
        store.close()
        return app.run()

    return drawn


@pytest.mark.parametrize("expert", [False, True], ids=["beginner", "expert"])
@pytest.mark.parametrize("family", FAMILIES)
def test_every_entry_of_a_family_has_a_form(forms, family, expert):
    app = forms(family, [entry.kind for entry in entries(family)], expert)
    assert not app.exception, app.exception


@pytest.mark.parametrize("expert", [False, True], ids=["beginner", "expert"])
@pytest.mark.parametrize("group", sorted({entry.group for entry in entries("layer")}))
def test_every_layer_has_a_form(forms, group, expert):
    kinds = [entry.kind for entry in entries("layer") if entry.group == group]
    app = forms("layer", kinds, expert)
    assert not app.exception, app.exception


def test_a_beginner_sees_every_required_parameter(forms):
    beginners = [entry for entry in entries("layer") if entry.level == "beginner"]
    app = forms("layer", [entry.kind for entry in beginners], expert=False)
    kinds = ("number_input", "text_input", "selectbox", "toggle")
    drawn = {widget.key.removesuffix(".kind") for kind in kinds for widget in getattr(app, kind)}
    for index, entry in enumerate(beginners):
        required = {f"callbacks.{index}.{param.name}" for param in entry.params if param.required}
        assert required <= drawn, entry.kind


def test_a_value_of_another_kind_than_expected_is_shown_as_it_could_be_typed(forms, tmp_path):
    store = Store()
    head = {"format": "kt-experiment", "version": 1, "network": []}
    odd = {"kind": "EarlyStopping", "params": {"patience": "three", "restore_best_weights": 5}}
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.query_params["draft"] = store.create_draft({**head, "callbacks": [odd]})
    app.query_params["family"], app.query_params["expert"] = "callback", "no"
    store.close()
    app.run()
    assert not app.exception
    assert app.text_input(key="callbacks.0.patience").value == "three"
    assert app.text_input(key="callbacks.0.restore_best_weights").value == "5"
