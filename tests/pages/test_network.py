"""The network page: forms write the document, the picker adds, templates replace."""

import pytest

pytestmark = pytest.mark.process

PAGE = "network"


def layer(store, draft, name):
    return {node["name"]: node for node in store.draft(draft).document["network"]}[name]


def test_the_first_layer_behind_the_input_is_open(opened):
    app = opened(PAGE)
    assert app.text_input(key="network.conv_1.name").value == "conv_1"
    assert app.number_input(key="network.conv_1.filters").value == 32


def test_a_number_is_written_to_the_document(opened, store, draft):
    opened(PAGE).number_input(key="network.conv_1.filters").set_value(16).run()
    assert layer(store, draft, "conv_1")["params"]["filters"] == 16


def test_a_value_that_is_the_default_is_not_written(opened, store, draft):
    app = opened(PAGE)
    app.selectbox(key="network.conv_1.padding").select("same").run()
    assert layer(store, draft, "conv_1")["params"]["padding"] == "same"
    app.selectbox(key="network.conv_1.padding").select("valid").run()
    assert "padding" not in layer(store, draft, "conv_1")["params"]


def test_an_initializer_is_chosen_and_given_parameters(opened, store, draft):
    app = opened(PAGE)
    app.selectbox(key="network.conv_1.kernel_initializer.kind").select("RandomNormal").run()
    app.number_input(key="network.conv_1.kernel_initializer.stddev").set_value(0.1).run()
    written = layer(store, draft, "conv_1")["params"]["kernel_initializer"]
    assert written == {"kind": "RandomNormal", "params": {"stddev": 0.1}}


def test_a_regularizer_is_taken_away_again(opened, store, draft):
    app = opened(PAGE)
    before = layer(store, draft, "conv_1")
    app.selectbox(key="network.conv_1.kernel_regularizer.kind").select("L2").run()
    assert layer(store, draft, "conv_1")["params"]["kernel_regularizer"]["kind"] == "L2"
    app.selectbox(key="network.conv_1.kernel_regularizer.kind").set_value(None).run()
    assert layer(store, draft, "conv_1") == before


def test_two_numbers_may_be_typed_where_keras_takes_a_pair(opened, store, draft):
    opened(PAGE).text_input(key="network.conv_1.kernel_size").set_value("3, 5").run()
    assert layer(store, draft, "conv_1")["params"]["kernel_size"] == [3, 5]


def test_what_is_no_number_is_said_beside_the_field_and_not_written(opened, store, draft):
    app = opened(PAGE)
    app.text_input(key="network.conv_1.kernel_size").set_value("three").run()
    assert any("three" in element.value for element in app.markdown)
    assert layer(store, draft, "conv_1")["params"]["kernel_size"] == 3


def test_a_new_name_is_taken_over_everywhere(opened, store, draft):
    app = opened(PAGE)
    app.text_input(key="network.conv_1.name").set_value("手写 <b>卷积</b>").run()
    assert "手写 <b>卷积</b>" in [node["name"] for node in store.draft(draft).document["network"]]
    assert not app.exception


def test_a_name_that_is_taken_is_refused(opened, store, draft):
    app = opened(PAGE)
    before = store.draft(draft).document
    app.text_input(key="network.conv_1.name").set_value("conv_2").run()
    assert store.draft(draft).document == before
    assert any("conv" in element.value and "already" in element.value for element in app.markdown)


def test_a_layer_is_frozen_and_thawed(opened, store, draft):
    app = opened(PAGE)
    app.toggle(key="network.conv_1.use_bias").set_value(False).run()
    assert layer(store, draft, "conv_1")["params"]["use_bias"] is False


def test_every_parameter_is_shown_on_request(opened):
    app = opened(PAGE)
    assert "network.conv_1.groups" not in [widget.key for widget in app.number_input]
    app.toggle(key="network.expert").set_value(True).run()
    assert "network.conv_1.groups" in [widget.key for widget in app.number_input]


def test_the_picker_adds_a_layer_behind_the_open_one_and_opens_it(opened, store, draft):
    app = opened(PAGE)
    app.session_state["add"] = True
    app.run()
    app.button(key="add.Dropout").click().run()
    names = [node["name"] for node in store.draft(draft).document["network"]]
    assert names[:4] == ["input", "conv_1", "dropout_1", "pool_1"]
    assert app.text_input(key="network.dropout_1.name").value == "dropout_1"
    assert not app.exception


def test_undo_and_redo_go_through_the_store(opened, store, draft):
    app = opened(PAGE)
    app.number_input(key="network.conv_1.filters").set_value(16).run()
    app.button(key="undo").click().run()
    assert app.number_input(key="network.conv_1.filters").value == 32
    app.button(key="redo").click().run()
    assert app.number_input(key="network.conv_1.filters").value == 16


def test_an_edit_applies_to_what_another_tab_has_saved(opened, store, draft):
    one, other = opened(PAGE), opened(PAGE)
    one.number_input(key="network.conv_1.filters").set_value(16).run()
    other.text_input(key="network.conv_1.kernel_size").set_value("5").run()
    params = layer(store, draft, "conv_1")["params"]
    assert (params["filters"], params["kernel_size"]) == (16, 5)


def test_a_change_of_what_another_tab_removed_is_refused_with_a_sentence(opened, store, draft):
    app = opened(PAGE)
    document = store.draft(draft).document
    rest = [node for node in document["network"] if node["name"] != "conv_1"]
    store.save_draft(draft, {**document, "network": rest})
    app.number_input(key="network.conv_1.filters").set_value(16).run()
    assert store.draft(draft).document["network"] == rest
    assert any("no longer there" in element.value for element in app.markdown)


@pytest.mark.parametrize("shape", ["28, 28, 1", "28x28x1", "(28, 28, 1)"])
def test_a_shape_may_be_written_in_several_ways(opened, store, draft, shape):
    document = store.draft(draft).document
    document["network"] = document["network"][:1]
    document["network"][0]["params"]["shape"] = [8, 8, 3]
    store.save_draft(draft, document)
    opened(PAGE).text_input(key="network.input.shape").set_value(shape).run()
    assert layer(store, draft, "input")["params"]["shape"] == [28, 28, 1]


def test_the_cells_of_a_stack_are_added_edited_and_removed(opened, store, draft):
    cells = [{"kind": "LSTMCell", "params": {"units": 4}}]
    cell = {"kind": "StackedRNNCells", "params": {"cells": cells}}
    document = store.draft(draft).document
    document["network"].insert(1, {"name": "rnn", "kind": "RNN", "params": {"cell": cell}})
    store.save_draft(draft, document)
    app = opened(PAGE)
    app.button(key="network.rnn.cell.cells.add").click().run()
    app.selectbox(key="network.rnn.cell.cells.1.kind").select("GRUCell").run()
    app.number_input(key="network.rnn.cell.cells.1.units").set_value(7).run()
    app.button(key="network.rnn.cell.cells.0.remove").click().run()
    written = layer(store, draft, "rnn")["params"]["cell"]["params"]["cells"]
    assert written == [{"kind": "GRUCell", "params": {"units": 7}}]
    assert app.button(key="network.rnn.cell.cells.0.remove").disabled
    assert not app.exception
