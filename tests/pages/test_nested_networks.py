"""Nested networks on the network page: opened, edited inside, left again; outputs and reads."""

import pytest

from kt_core import edits

pytestmark = pytest.mark.process

PAGE = "network"
BLOCK = {
    "name": "块 <b>",
    "kind": "Network",
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [10]}},
        {"name": "inside", "kind": "Dense", "params": {"units": 8}},
        {"name": "end", "kind": "Dense", "params": {"units": 8}},
    ],
}
OUTPUT = {"name": "output", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}}


@pytest.fixture
def nested(store, draft):
    """The digit CNN with a nested network before its last layer."""
    document = store.draft(draft).document
    document["network"] = [*document["network"][:-1], BLOCK, OUTPUT]
    store.save_draft(draft, document)
    return lambda *where: edits.get(store.draft(draft).document, where)


def inside(app):
    """The page after the nested network was opened."""
    app.session_state["kt"].nodes[()] = BLOCK["name"]
    app.run()
    return app.button(key=f"network.{BLOCK['name']}.open").click().run()


def test_a_nested_network_is_opened_and_left(opened, nested):
    app = inside(opened(PAGE))
    assert app.text_input(key=f"network.{BLOCK['name']}.network.inside.name").value == "inside"
    app.button(key="level.0").click().run()
    assert app.text_input(key=f"network.{BLOCK['name']}.name").value == BLOCK["name"]
    assert not app.exception


def test_a_layer_inside_is_edited_renamed_and_called_again(opened, nested):
    app = inside(opened(PAGE))
    key = f"network.{BLOCK['name']}.network"
    app.number_input(key=f"{key}.inside.units").set_value(9).run()
    app.text_input(key=f"{key}.inside.name").set_value("first").run()
    app.button(key=f"{key}.first.again").click().run()
    assert nested("network", BLOCK["name"], "network", "first", "params", "units") == 9
    assert nested("network", BLOCK["name"], "network", "first_again", "shares") == "first"
    assert app.button(key="shares.show").click().run().number_input(key=f"{key}.first.units")
    assert not app.exception


def test_the_picker_adds_inside_the_open_network(opened, nested):
    app = inside(opened(PAGE))
    app.session_state["add"] = True
    app.run()
    app.button(key="add.Dropout").click().run()
    names = edits.names(nested("network", BLOCK["name"]))
    assert names == ["input", "inside", "dropout", "end"] or names[2].startswith("dropout")


def test_the_outputs_of_a_nested_network_are_chosen(opened, nested):
    app = inside(opened(PAGE))
    app.session_state["parts"] = True
    app.run()
    key = f"network.{BLOCK['name']}.outputs"
    app.multiselect(key=key).set_value(["inside", "end"]).run()
    assert nested("network", BLOCK["name"], "outputs") == ["inside", "end"]
    app.multiselect(key=key).set_value([]).run()
    assert nested("network", BLOCK["name"], "outputs") is None


def test_a_nested_network_is_taken_apart(opened, nested):
    app = opened(PAGE)
    app.session_state["kt"].nodes[()] = BLOCK["name"]
    app.run()
    app.button(key=f"network.{BLOCK['name']}.ungroup").click().run()
    assert [node["name"] for node in nested("network")][-3:] == ["inside", "end", "output"]
    assert not app.exception


def test_what_a_layer_reads_is_chosen(opened, nested):
    app = opened(PAGE)
    app.session_state["kt"].nodes[()] = "output"
    app.run()
    app.selectbox(key="network.output.inputs.inputs").select(("flatten", 0)).run()
    assert nested("network", "output", "inputs") == ["flatten"]
    app.selectbox(key="network.output.inputs.inputs").set_value(None).run()
    assert nested("network", "output", "inputs") is None


def test_a_level_that_another_tab_removed_gives_way_to_the_whole(opened, nested, store, draft):
    app = inside(opened(PAGE))
    document = store.draft(draft).document
    document["network"] = [n for n in document["network"] if n["name"] != BLOCK["name"]]
    store.save_draft(draft, document)
    app.run()
    assert not app.exception
    assert app.session_state["kt"].level == ()


def test_a_layer_is_found_by_its_purpose(opened):
    app = opened(PAGE)
    app.session_state["add"] = True
    app.run()
    app.text_input(key="add.search").set_value("shrink image").run()
    keys = [button.key for button in app.button]
    assert "add.MaxPooling2D" in keys
    assert "add.Dense" not in keys


def test_an_architecture_is_found_and_added(opened, store, draft):
    app = opened(PAGE)
    app.session_state["add"] = True
    app.run()
    app.text_input(key="add.search").set_value("resnet50v2").run()
    app.button(key="add.ResNet50V2").click().run()
    kinds = {n.get("kind"): n for n in store.draft(draft).document["network"]}
    assert kinds["ResNet50V2"]["params"] == {"weights": None, "include_top": False}
    assert not app.exception


def test_a_constant_of_a_layers_call_is_switched_on(opened, store, draft):
    document = store.draft(draft).document
    attend = {"name": "attend", "kind": "MultiHeadAttention"}
    attend |= {"params": {"num_heads": 2, "key_dim": 2}, "inputs": ["flatten"]}
    document["network"].insert(-1, attend)
    store.save_draft(draft, document)
    app = opened(PAGE)
    app.session_state["kt"].nodes[()] = "attend"
    app.run()
    app.toggle(key="network.attend.call.use_causal_mask").set_value(True).run()
    written = edits.get(store.draft(draft).document, ("network", "attend", "call"))
    assert written == {"use_causal_mask": True}
    assert app.selectbox(key="network.attend.inputs.value").value == ("flatten", 0)
