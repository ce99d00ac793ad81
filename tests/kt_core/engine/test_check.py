"""What the check answers: shapes, parameters, and one problem for each broken node."""

import json
import random
import resource

import pytest

from kt_core.edits import mend
from kt_core.problems import Fix, Problem
from kt_core.templates import NAMES, template
from kt_core.texts import render
from tests.kt_core.engine.small_documents import GRAPH, experiment, network

pytestmark = pytest.mark.engine

CONV = ("Conv2D", {"filters": 4, "kernel_size": 3})


@pytest.fixture(autouse=True)
def _home(home):
    return home


def check(document):
    from kt_core.engine.check import check as asked

    return asked(document)


def codes(answer, severity="error"):
    return [each["code"] for each in answer["problems"] if each["severity"] == severity]


def facts(answer):
    return {node["name"]: node for node in answer["nodes"]}


@pytest.mark.parametrize("name", NAMES)
def test_each_template_can_be_trained(name):
    answer = check(template(name).document())
    assert answer["ok"], answer["problems"]
    assert codes(answer, "warning") == []


def test_shapes_and_counts_are_keras_own():
    answer = check(network(CONV, ("Flatten", {}), ("Dense", {"units": 3})))
    found = facts(answer)
    assert found["n1"]["output_shape"] == [None, 6, 6, 4]
    assert found["n1"]["output_dtype"] == "float32"
    assert found["n3"]["params"] == 6 * 6 * 4 * 3 + 3
    assert answer["total_params"] == 40 + 435
    json.dumps(answer)


def test_a_graph_with_everything_is_understood():
    answer = check(GRAPH)
    found = facts(answer)
    assert answer["ok"], answer["problems"]
    assert found["again"]["params"] == 0
    assert found["block"]["nodes"][2]["output_shape"] == [None, 8]
    assert answer["total_params"] < sum(node["params"] for node in answer["nodes"])


def test_frozen_layers_have_parameters_that_do_not_train():
    frozen = {"name": "d", "kind": "Dense", "params": {"units": 2}, "trainable": False}
    answer = check(network(frozen, ("Dense", {"units": 1}), shape=(3,)))
    assert (answer["total_params"], answer["trainable_params"]) == (11, 3)


def test_a_disabled_layer_shows_what_passes_through():
    off = {"name": "off", "kind": "Dense", "params": {"units": 9}, "enabled": False}
    found = facts(check(network(("Dense", {"units": 2}), off, shape=(3,))))
    assert found["off"]["output_shape"] == [None, 2]
    assert found["off"]["params"] == 0


def test_a_layer_with_several_outputs_lists_their_shapes():
    lstm = ("LSTM", {"units": 2, "return_state": True})
    found = facts(check(network(lstm, shape=(5, 3))))
    assert found["n1"]["output_shape"] == [[None, 2]] * 3


def test_one_broken_node_is_one_problem_and_others_keep_their_shapes():
    side = {"name": "side", "kind": "Flatten", "inputs": ["input"]}
    bad = ("LSTM", {"units": 3})
    answer = check(network(bad, ("Dense", {"units": 2}), side, outputs=["n2", "side"]))
    assert [p["where"] for p in answer["problems"] if p["severity"] == "error"] == [
        ["network", "n1"]
    ]
    found = facts(answer)
    assert found["n2"]["output_shape"] is None
    assert found["side"]["output_shape"] == [None, 64]


def test_huge_layers_cost_nothing():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    huge = ("Dense", {"units": 10**9})
    answer = check(network(huge, huge, shape=(4,)))
    assert answer["total_params"] > 10**18
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_nothing_is_left_behind_by_a_check():
    from keras.src.backend.common import global_state

    def waiting():
        return len(global_state.get_global_attribute("uninitialized_variables") or [])

    before = waiting()
    check(network(("Dense", {"units": 10**9}), shape=(4,)))
    assert waiting() == before


def test_a_network_that_would_load_trained_weights_is_checked_without_a_download():
    answer = check(network(("MobileNetV2", {"include_top": False}), shape=(32, 32, 3)))
    assert answer["ok"], answer["problems"]
    assert answer["nodes"][1]["output_shape"] == [None, 1, 1, 1280]


REFUSED = {
    "no_channel_axis": ((28, 28), [CONV]),
    "needs_rank_4": ((28,), [CONV]),
    "last_step_only": ((5, 3), [("LSTM", {"units": 3}), ("LSTM", {"units": 3})]),
    "needs_rank_3": ((8, 8, 1), [("GRU", {"units": 3})]),
    "needs_rank_2": ((8, 8), [("RepeatVector", {"n": 3})]),
    "needs_rank_5": ((8, 8, 1), [("Conv3D", {"filters": 2, "kernel_size": 2})]),
    "window_too_large": ((4, 4, 1), [CONV, CONV]),
    "reshape_size": ((8, 8, 1), [("Reshape", {"target_shape": [5, 5]})]),
    "size_unknown": ((None, 4), [("Flatten", {}), ("Dense", {"units": 3})]),
    "cropping_too_large": ((8, 8, 1), [("Cropping2D", {"cropping": 6})]),
    "image_too_small": ((28, 28, 3), [("MobileNetV2", {"include_top": False})]),
    "axis_out_of_range": ((8,), [("LayerNormalization", {"axis": 4})]),
    "groups_divide": ((8, 8, 3), [("Conv2D", {"filters": 4, "kernel_size": 3, "groups": 2})]),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_keras_refuses_gets_a_sentence_of_its_own(code):
    shape, nodes = REFUSED[code]
    answer = check(network(*nodes, shape=shape))
    assert codes(answer) == [code]
    sentence = render(Problem.from_json(answer["problems"][0]))
    assert code == "size_unknown" or "?" not in sentence.what + sentence.expected


@pytest.mark.parametrize("code", ["no_channel_axis", "last_step_only", "window_too_large"])
def test_the_fix_of_a_refused_layer_mends_it(code):
    shape, nodes = REFUSED[code]
    document = network(*nodes, shape=shape)
    [fix] = [each["fix"] for each in check(document)["problems"] if each["severity"] == "error"]
    mended = mend(document, Fix(fix["code"], tuple(fix["patch"]), fix["values"]))
    assert check(mended)["ok"]


def test_layers_that_join_different_shapes_are_told_apart():
    small = {"name": "small", "kind": "MaxPooling2D", "inputs": ["input"]}
    for kind, code in (("Add", "shapes_differ"), ("Concatenate", "concatenate_shapes")):
        join = {"name": "join", "kind": kind, "inputs": ["input", "small"]}
        assert codes(check(network(small, join))) == [code]


def test_a_fault_in_a_nested_network_is_shown_where_it_is():
    inner = [
        {"name": "x", "kind": "Input", "params": {"shape": [8, 8, 1]}},
        {"name": "lstm", "kind": "LSTM", "params": {"units": 3}},
    ]
    answer = check(network({"name": "block", "kind": "Network", "network": inner}))
    assert answer["problems"][0]["where"] == ["network", "block", "network", "lstm"]


def test_an_output_that_does_not_exist_is_a_problem_at_the_reader():
    second = {"name": "d", "kind": "Flatten", "inputs": [{"node": "input", "output": 3}]}
    answer = check(network(second))
    assert codes(answer) == ["no_such_output"]
    assert answer["problems"][0]["where"] == ["network", "d"]


def test_faults_the_catalog_finds_are_told_once_and_not_by_keras_again():
    answer = check(network(("Dense", {"units": -3}), ("Dense", {"units": 3}), shape=(4,)))
    assert len(codes(answer)) == 1
    assert answer["problems"][0]["where"][:2] == ["network", "n1"]


def test_loss_optimizer_metrics_and_callbacks_are_checked_too():
    answer = check(
        experiment(
            loss={"kind": "SparseCrossentropy"},
            optimizer={"kind": "Adam", "params": {"learning_rate": "fast"}},
            metrics=["acuracy"],
            callbacks=[{"kind": "EarlyStoping"}],
        )
    )
    places = {tuple(each["where"][:1]) for each in answer["problems"]}
    assert places >= {("loss",), ("optimizer",), ("metrics",), ("callbacks",)}


def test_an_augmentation_that_is_none_is_refused():
    data = {"kind": "digits", "augmentation": [{"kind": "Dense", "params": {"units": 3}}]}
    assert "not_an_augmentation" in codes(check(experiment(data=data)))


def test_augmentation_counts_for_the_shapes_behind_it():
    resize = {"kind": "RandomCrop", "params": {"height": 4, "width": 4}}
    document = experiment(data={"kind": "digits", "augmentation": [resize]})
    answer = check(document)
    assert facts(answer)["n1"]["output_shape"] == [None, 16]


def test_a_document_that_is_none_gives_problems_and_no_nodes():
    assert check({"format": "else"})["nodes"] == []


def test_a_structural_fault_leaves_the_nodes_without_shapes():
    answer = check(network({"name": "d", "kind": "Flatten", "inputs": ["nowhere"]}))
    assert not answer["ok"]
    assert [node["output_shape"] for node in answer["nodes"]] == [None, None]


def test_display_names_of_any_kind_are_kept_in_the_answer():
    odd = {"name": "手写 <b>", "kind": "Flatten"}
    assert check(network(odd))["nodes"][1]["name"] == "手写 <b>"


def test_two_checks_give_the_same_answer_whatever_came_before():
    document = experiment()
    first = check(document)
    random.random()
    assert check(document) == first


def test_a_nested_network_says_what_its_input_takes():
    inner = [{"name": "x", "kind": "Input", "params": {"shape": [4]}}]
    inner.append({"name": "d", "kind": "Dense", "params": {"units": 2}})
    block = {"name": "block", "kind": "Network", "network": inner}
    assert codes(check(network(block, shape=(5,)))) == ["network_input_differs"]


def test_a_shared_layer_called_on_another_size_is_told():
    dense = {"name": "d", "kind": "Dense", "params": {"units": 2}}
    again = {"name": "again", "shares": "d", "inputs": ["d"]}
    answer = check(network(dense, again, shape=(5,)))
    assert codes(answer) == ["built_for_other"]
    assert answer["problems"][0]["where"] == ["network", "again"]


def test_values_that_make_no_sense_are_still_answered_in_json():
    document = experiment()
    document["network"][0]["params"]["shape"] = [8, {"kind": "L2"}, 1]
    json.dumps(check(document))


def inside(answer):
    return {node["name"]: node for node in facts(answer)["block"]["nodes"]}


def nested(*nodes, **more):
    holder = {"name": "block", "kind": "Network", "network": network(*nodes, shape=(4,))["network"]}
    return network({**holder, **more}, ("Dense", {"units": 2}), shape=(4,))


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (("Conv2D", {"filters": 1, "kernel_size": 1}), ("block", "n2")),
        (("Dense", {"units": -1}), ("block", "n2")),
    ],
)
def test_a_mistake_in_a_nested_network_leaves_the_nodes_before_it_with_shapes(broken, where):
    answer = check(nested(("Dense", {"units": 8}), broken))
    assert inside(answer)["n1"]["output_shape"] == [None, 8]
    assert inside(answer)["n2"]["output_shape"] is None
    assert {tuple(p["where"][1:4:2]) for p in answer["problems"]} == {where}


def test_disabled_nodes_and_branches_in_a_nested_network_have_shapes():
    off = {"name": "off", "kind": "Dense", "params": {"units": 3}, "enabled": False}
    answer = check(nested(("Dense", {"units": 8}), off, ("Dense", {"units": 5}), outputs=["off"]))
    assert [node["output_shape"][1] for node in inside(answer).values()] == [4, 8, 8, 5]
    assert facts(answer)["block"]["output_shape"] == [None, 8]
    assert answer["total_params"] == 4 * 8 + 8 + 8 * 2 + 2


def test_a_nested_network_that_does_not_fit_keeps_its_own_shapes():
    document = nested(("Dense", {"units": 8}))
    document["network"][0]["params"]["shape"] = [5]
    answer = check(document)
    assert not answer["ok"]
    assert inside(answer)["n1"]["output_shape"] == [None, 8]
