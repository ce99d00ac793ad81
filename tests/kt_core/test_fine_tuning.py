"""Edits for going on from a trained model."""

import pytest

from kt_core import edits, fine_tuning
from kt_core.data import card
from kt_core.experiment import parse
from kt_core.graph.grouping import group
from kt_core.graph.ungrouping import ungroup
from kt_core.problems import ProblemError
from kt_core.starting_edits import taking

MODEL = {
    "format": "kt-experiment",
    "version": 1,
    "data": {"kind": "iris"},
    "network": [
        {"name": "in", "kind": "Input", "params": {"shape": [8, 8, 1]}},
        {"name": "conv", "kind": "Conv2D", "params": {"filters": 2, "kernel_size": 3}},
        {"name": "flat", "kind": "Flatten"},
        {"name": "dense", "kind": "Dense", "params": {"units": 7}, "trainable": False},
        {"name": "soft", "kind": "Softmax"},
    ],
    "loss": "mse",
    "weights": {"file": "0" * 64, "from": "m.keras", "rename": {"conv": "c1"}},
}
ROWS = [{"node": "conv", "loaded": True}, {"node": "dense", "loaded": True}]


def nodes(document):
    parse(document)
    return {node["name"]: node for node in document["network"]}


def test_a_new_head_has_the_data_sets_classes_and_the_rest_is_frozen():
    changed = fine_tuning.with_new_head(MODEL, card("iris"), ROWS)
    assert list(nodes(changed)) == ["in", "conv", "flat", "head"]
    assert nodes(changed)["head"] == {
        "name": "head", "kind": "Dense", "params": {"units": 3, "activation": "softmax"}
    }  # fmt: skip
    assert nodes(changed)["conv"]["trainable"] is False
    assert changed["weights"]["skip"] == ["head"]
    assert changed["weights"]["rename"] == {"conv": "c1"}
    assert changed["outputs"] == ["head"]
    assert changed["loss"]["kind"] == "SparseCategoricalCrossentropy"


def test_a_head_for_values_has_one_unit():
    changed = fine_tuning.with_new_head(MODEL, card("diabetes"), ROWS)
    assert nodes(changed)["head"]["params"] == {"units": 1}
    assert changed["loss"]["kind"] == "MeanSquaredError"


def test_an_architecture_is_taken_without_its_top():
    node = {"name": "body", "kind": "MobileNet", "params": {"weights": None, "classes": 5}}
    document = {**MODEL, "network": [MODEL["network"][0], node]}
    changed = fine_tuning.with_new_head(
        document, card("iris"), [{"node": "body/x", "loaded": True}]
    )
    assert nodes(changed)["body"]["params"] == {
        "weights": None, "include_top": False, "pooling": "avg"
    }  # fmt: skip
    assert nodes(changed)["body"]["trainable"] is False
    assert nodes(changed)["head"]["inputs"] == ["body"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"outputs": ["dense", "soft"]}, "head_not_one"),
        ({"outputs": ["flat"]}, "head_not_dense"),
        ({"data": {"kind": "mnist_5k", "labels": "pixels"}}, "head_for_other_labels"),
    ],
)
def test_where_no_head_can_be_replaced_it_is_said(change, code):
    with pytest.raises(ProblemError) as raised:
        fine_tuning.with_new_head({**MODEL, **change}, card("iris"), ROWS)
    assert raised.value.problems[0].code == code


def test_only_nodes_of_which_all_was_loaded_are_frozen():
    rows = [*ROWS, {"node": "flat/x", "loaded": True}, {"node": "flat/y", "loaded": False}]
    changed = fine_tuning.frozen(MODEL, rows)
    frozen = [name for name, node in nodes(changed).items() if node.get("trainable") is False]
    assert frozen == ["conv", "dense"]
    thawed = nodes(fine_tuning.thawed(changed))
    assert not any("trainable" in node for node in thawed.values())


def test_a_renamed_node_still_begins_with_its_numbers():
    changed = edits.rename_node(MODEL, "dense", "d2")
    assert changed["weights"]["rename"] == {"conv": "c1", "d2": "dense"}
    assert edits.rename_node(changed, "d2", "dense")["weights"]["rename"] == {"conv": "c1"}
    assert edits.rename_node(MODEL, "conv", "x")["weights"]["rename"] == {"x": "c1"}
    afresh = edits.rename_node(taking(MODEL, "dense", None), "dense", "d2")
    assert afresh["weights"]["skip"] == ["d2"]


def test_a_renamed_node_inside_a_network_still_begins_with_its_numbers():
    document = nested({"rename": {"body/b": "x"}, "skip": ["body/inner/c"]})
    changed = edits.rename_node(document, "a", "a2", path=("body",))
    assert changed["weights"]["rename"] == {"body/b": "x", "body/a2": "body/a"}
    changed = edits.rename_node(document, "b", "b2", path=("body",))
    assert changed["weights"]["rename"] == {"body/b2": "x"}
    changed = edits.rename_node(document, "c", "c2", path=("body", "inner"))
    assert changed["weights"]["skip"] == ["body/inner/c2"]
    assert "body/inner/c2" not in changed["weights"]["rename"]


def test_a_network_that_takes_anothers_numbers_keeps_its_inner_names():
    document = nested({"rename": {"body": "encoder"}})
    changed = edits.rename_node(document, "a", "a2", path=("body",))
    assert changed["weights"]["rename"] == {"body": "encoder", "body/a2": "encoder/a"}
    changed = edits.rename_node(changed, "body", "core")
    assert changed["weights"]["rename"] == {"core": "encoder", "core/a2": "encoder/a"}
    back = edits.rename_node(changed, "a2", "a", path=("core",))
    assert back["weights"]["rename"] == {"core": "encoder"}


def test_what_was_said_of_a_node_that_is_gone_is_not_said_of_another():
    document = nested({"rename": {"body/new": "x"}, "skip": ["free"]})
    changed = edits.rename_node(document, "a", "new", path=("body",))
    assert changed["weights"]["rename"] == {"body/new": "body/a"}
    changed = edits.rename_node(changed, "body", "free")
    assert changed["weights"]["rename"] == {"free": "body", "free/new": "body/a"}
    assert "skip" not in changed["weights"]


def nested(said):
    """`body` holds `a`, `b` and the network `inner`, which holds `c`."""
    entrance = {"name": "in", "kind": "Input", "params": {"shape": [4]}}
    dense = [{"name": name, "kind": "Dense", "params": {"units": 4}} for name in "abc"]
    inner = {"name": "inner", "kind": "Network", "network": [entrance, dense[2]]}
    body = {"name": "body", "kind": "Network", "network": [entrance, *dense[:2], inner]}
    file = {"file": "0" * 64, **said}
    return {"format": "kt-experiment", "version": 1, "network": [entrance, body], "weights": file}


def test_layers_put_into_a_network_and_taken_out_again_still_begin_with_their_numbers():
    document = nested({"rename": {"body/b": "x"}})
    facts = {name: {"output_shape": [None, 4], "output_dtype": "float32"} for name in "abc"}
    changed, name = group(document, ["b", "inner"], facts=facts, path=("body",))
    assert changed["weights"]["rename"] == {
        f"body/{name}/b": "x", f"body/{name}/inner": "body/inner"
    }  # fmt: skip
    assert ungroup(changed, name, path=("body",)) == document
    flat = ungroup(document, "body")
    assert flat["weights"]["rename"] == {"b": "x", "a": "body/a", "inner": "body/inner"}


def test_a_node_takes_other_numbers_none_or_its_own():
    changed = taking(MODEL, "conv", None)
    assert "rename" not in changed["weights"] and changed["weights"]["skip"] == ["conv"]
    changed = taking(changed, "conv", "conv")
    assert changed["weights"] == {"file": "0" * 64, "from": "m.keras"}


def test_an_opened_model_keeps_the_data_at_hand_where_it_fits():
    current = {"data": {"kind": "digits", "scaling": "none"}, "fit": {"epochs": 3}, "loss": "mae"}
    opened = {key: value for key, value in MODEL.items() if key != "data"}
    known = {"scaling": "unit"}
    found = fine_tuning.taken_over(current, opened, preparation=known, fits=True)
    assert found["data"] == {"kind": "digits", "scaling": "unit"}
    assert found["fit"] == {"epochs": 3} and found["loss"] == "mse"
    own = fine_tuning.taken_over(current, MODEL, preparation=None, fits=False)
    assert own["data"] == {"kind": "iris"}


def test_forgetting_the_weights_leaves_the_rest():
    found = fine_tuning.forgotten(MODEL)
    assert "weights" not in found and found["network"] == MODEL["network"]
