"""Offered are the losses and metrics the rules have nothing against."""

import pytest

from kt_core.checks import rules
from kt_core.experiment import parse
from kt_core.fitting import fitting_losses, fitting_metrics
from kt_core.templates import template


def experiment(kind, labels="integer"):
    document = template("digit_cnn").document()
    document["data"] = {"kind": kind, "labels": labels}
    return parse(document)


@pytest.mark.parametrize(
    ("kind", "labels", "loss", "not_offered"),
    [
        ("mnist_5k", "integer", "SparseCategoricalCrossentropy", "MeanSquaredError"),
        ("mnist_5k", "one_hot", "CategoricalCrossentropy", "SparseCategoricalCrossentropy"),
        ("breast_cancer", "integer", "BinaryCrossentropy", "CategoricalCrossentropy"),
        ("diabetes", "integer", "MeanSquaredError", "BinaryCrossentropy"),
    ],
)
def test_losses_fit_the_labels(kind, labels, loss, not_offered):
    offered = fitting_losses(experiment(kind, labels))
    assert loss in offered
    assert not_offered not in offered


def test_metrics_fit_the_labels():
    assert "SparseCategoricalAccuracy" in fitting_metrics(experiment("mnist_5k"), {})
    assert "MeanAbsoluteError" not in fitting_metrics(experiment("mnist_5k"), {})
    assert "MeanAbsoluteError" in fitting_metrics(experiment("diabetes"), {})


@pytest.mark.parametrize("kind", ["mnist_5k", "breast_cancer", "diabetes"])
def test_a_loss_that_is_offered_gets_no_complaint(kind):
    for loss in fitting_losses(experiment(kind)):
        chosen = parse({**experiment(kind).to_json(), "loss": {"kind": loss}})
        assert not [found for found in rules(chosen, {}) if found.where == ("loss",)]


def test_without_data_everything_known_is_offered():
    document = template("digit_cnn").document()
    del document["data"]
    assert "Huber" in fitting_losses(parse(document))
