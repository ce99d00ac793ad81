"""The experiment document: what goes in comes out, and each fault of form has its sentence."""

import copy
import json

import pytest

from kt_core.experiment import DEPTH, Component, parse
from kt_core.problems import ProblemError
from kt_core.texts import render

DOCUMENT = {
    "format": "kt-experiment",
    "version": 1,
    "name": "手写 <b>数字</b> 🙂",
    "seed": 7,
    "data": {
        "kind": "fashion_mnist_12k",
        "params": {},
        "scaling": "unit",
        "validation": {"kind": "holdout", "params": {"fraction": 0.2}},
        "augmentation": [{"kind": "RandomFlip", "params": {"mode": "horizontal"}}],
    },
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [28, 28, 1]}},
        {
            "name": "conv",
            "kind": "Conv2D",
            "params": {
                "filters": 8,
                "kernel_size": 3,
                "activation": "relu",
                "kernel_regularizer": {"kind": "L2", "params": {"l2": 0.001}},
            },
        },
        {"name": "again", "shares": "conv", "inputs": [{"node": "conv", "output": 1}]},
        {"name": "join", "kind": "Add", "inputs": ["conv", "again"], "trainable": False},
        {
            "name": "attend",
            "kind": "MultiHeadAttention",
            "params": {"num_heads": 2},
            "inputs": {"query": "join", "value": ["join", "conv"]},
        },
        {
            "name": "block",
            "kind": "Network",
            "network": [{"name": "input", "kind": "Input"}],
            "outputs": ["input"],
        },
    ],
    "loss": {"block": {"kind": "MeanSquaredError", "params": {}}},
    "optimizer": {"kind": "Adam", "params": {"learning_rate": 1}},
    "metrics": {"block": ["mae"]},
    "callbacks": ["terminate_on_nan"],
    "fit": {"epochs": 10, "batch_size": 32},
}


def changed(*path, value):
    document = copy.deepcopy(DOCUMENT)
    here = document
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = value
    return document


def refused(document):
    with pytest.raises(ProblemError) as caught:
        parse(document)
    for problem in caught.value.problems:
        sentence = render(problem)
        assert sentence.what
        assert sentence.expected
        assert "{" not in sentence.what.replace("{}", "")
    return caught.value.problems


def test_a_document_comes_out_as_it_went_in():
    assert parse(DOCUMENT).to_json() == DOCUMENT
    assert parse(json.dumps(DOCUMENT).encode()).to_json() == DOCUMENT


def test_numbers_keep_their_kind():
    rate = parse(DOCUMENT).optimizer.params["learning_rate"]
    assert rate == 1
    assert type(rate) is int


def test_components_are_recognised_inside_parameters():
    regularizer = parse(DOCUMENT).network[1].params["kernel_regularizer"]
    assert isinstance(regularizer, Component)


def test_references_are_listed_in_order():
    network = parse(DOCUMENT).network
    assert network[2].references() == ("conv",)
    assert network[4].references() == ("join", "join", "conv")


def test_null_validation_is_not_the_same_as_none_given():
    given = parse(changed("data", value={"kind": "iris", "validation": None}))
    absent = parse(changed("data", value={"kind": "iris"}))
    assert given.data.validation is None
    assert absent.data.validation == Component(kind="holdout", params={"fraction": 0.2})
    assert given.to_json()["data"] == {"kind": "iris", "validation": None}
    assert absent.to_json()["data"] == {"kind": "iris"}


@pytest.mark.parametrize(
    ("path", "value", "code", "where"),
    [
        (["optimiser"], 1, "unknown_key_near", ["optimiser"]),
        (["zzz"], 1, "unknown_key", ["zzz"]),
        (["network", 1, "parms"], {}, "unknown_key_near", ["network", "conv", "parms"]),
        (["data", "scaling"], "units", "unknown_choice", ["data", "scaling"]),
        (["fit", "epochs"], "3", "wrong_type", ["fit", "epochs"]),
        (["fit", "epochs"], True, "wrong_type", ["fit", "epochs"]),
        (["fit", "threads"], "all", "wrong_type", ["fit", "threads"]),
        (["fit", "thread"], 1, "unknown_key_near", ["fit", "thread"]),
        (["network", 3, "inputs"], "conv", "wrong_type", ["network", "join", "inputs"]),
        (["network", 0, "name"], "", "wrong_type", ["network", 0, "name"]),
        (["version"], 2, "unknown_version", ["version"]),
        (["version"], True, "unknown_version", ["version"]),
        (["format"], "other", "not_an_experiment", ["format"]),
    ],
)
def test_a_fault_of_form_is_found_where_it_is(path, value, code, where):
    (problem,) = refused(changed(*path, value=value))
    assert problem.code == code
    assert list(problem.where) == where


def test_a_mistyped_key_can_be_mended_by_its_patch():
    import jsonpatch

    document = changed("network", 1, "parms", value={})
    del document["network"][1]["params"]
    (problem,) = refused(document)
    mended = jsonpatch.apply_patch(document, [dict(step) for step in problem.fix.patch])
    assert parse(mended).network[1].params == {}


def test_every_fault_is_reported_at_once():
    document = changed("fit", "epochs", value="3")
    document["data"]["scaling"] = "units"
    assert {problem.code for problem in refused(document)} == {"wrong_type", "unknown_choice"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not_json"),
        ("", "not_json"),
        ("[]", "not_an_object"),
        ("null", "not_an_object"),
        (b"\xff\xfe", "not_utf8"),
        ('{"a": NaN}', "not_finite"),
        ('{"a": ' + "1" * 5_000 + "}", "number_too_long"),
        ('{"name": "\\ud800"}', "broken_character"),
        ("[" * 100_000, "document_too_deep"),
        ("x" * 4_000_001, "document_too_large"),
    ],
)
def test_what_is_no_document_is_refused_with_a_sentence(text, code):
    (problem,) = refused(text)
    assert problem.code == code


def nested(depth):
    inner = "relu"
    for _ in range(depth):
        inner = {"kind": "Bidirectional", "params": {"layer": inner}}
    return inner


def test_components_may_be_nested_32_deep_and_no_deeper():
    fine = changed("network", 1, "params", value={"layer": nested(DEPTH - 1)})
    assert parse(fine).to_json() == fine
    (problem,) = refused(changed("network", 1, "params", value={"layer": nested(DEPTH)}))
    assert problem.code == "document_too_deep"


@pytest.mark.parametrize("place", [[1], [1, 2, 3], [1.5, 2], [1, 10**9], "here"])
def test_a_place_in_the_layout_is_a_pair_of_pixels(place):
    fine = {**DOCUMENT, "layout": {"x": [-20, 300]}}
    assert parse(fine).to_json() == fine
    (problem,) = refused({**fine, "layout": {"x": place}})
    assert problem.code in ("wrong_type", "missing_key")
    assert problem.where[:2] == ("layout", "x")
