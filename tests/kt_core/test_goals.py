"""Losses and metrics for all outputs alike or for each its own, and the way there and back."""

import pytest

from kt_core import edits, goals
from kt_core.experiment import parse
from kt_core.places import Place

TWO = {
    "format": "kt-experiment",
    "version": 1,
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [4]}},
        {"name": "one", "kind": "Dense", "params": {"units": 1}},
        {"name": "二", "kind": "Dense", "params": {"units": 1}, "inputs": ["input"]},
    ],
    "outputs": ["one", "二"],
    "loss": {"kind": "Huber", "params": {"delta": 2.0}},
    "metrics": [{"kind": "MeanAbsoluteError", "params": {}}],
}


def test_what_held_for_all_outputs_holds_for_each_of_them_and_for_all_again():
    divided = goals.divided(TWO)
    parse(divided)
    assert divided["loss"] == {"one": TWO["loss"], "二": TWO["loss"]}
    assert divided["metrics"]["二"] == TWO["metrics"]
    assert goals.joined(divided) == TWO
    assert not goals.is_divided(TWO)


def test_one_output_is_given_another_loss_and_another_metric():
    changed = Place(("loss", "二"), "loss").with_kind(goals.divided(TWO), "MeanSquaredError")
    changed = goals.with_metrics(changed, ("metrics", "二"), ["MeanAbsoluteError", "R2Score"])
    parse(changed)
    assert changed["loss"]["one"] == TWO["loss"]
    assert goals.metric_kinds(changed, ("metrics", "二")) == ["MeanAbsoluteError", "R2Score"]
    wheres = [place.where for place in goals.metric_places(changed)]
    assert wheres == [("metrics", "one", 0), ("metrics", "二", 0), ("metrics", "二", 1)]
    assert [place.where for place in goals.loss_places(changed)] == [
        ("loss", "one"),
        ("loss", "二"),
    ]


def test_an_output_may_have_no_loss():
    changed = Place(("loss", "二"), "loss").with_kind(goals.divided(TWO), None)
    parse(changed)
    assert list(changed["loss"]) == ["one"]
    assert goals.outputs(changed) == ["one", "二"]


def test_outputs_keep_their_loss_when_they_are_renamed():
    changed = edits.rename_node(goals.divided(TWO), "二", "zwei")
    assert list(changed["loss"]) == list(changed["metrics"]) == ["one", "zwei"]


def test_a_metric_that_stays_keeps_its_values():
    metric = {"kind": "MeanAbsoluteError", "params": {"name": "mae"}}
    document = {**TWO, "metrics": [metric]}
    changed = goals.with_metrics(document, ("metrics",), ["R2Score", "MeanAbsoluteError"])
    assert changed["metrics"][1] == metric


@pytest.mark.parametrize("metrics", [{"one": "mae"}, {"one": ["mae"]}])
def test_metrics_may_be_written_short(metrics):
    document = {**TWO, "metrics": metrics}
    parse(document)
    assert goals.metric_kinds(document, ("metrics", "one")) == ["mae"]
    assert goals.joined(document)["metrics"] == ["mae"]
