"""Rules for several labels for each example: head, loss and metrics that judge each by itself."""

import pytest

from kt_core.checks import rules
from kt_core.experiment import parse
from kt_core.fitting import fitting_losses, fitting_metrics

SHAPES = {"input": (None, 2), "output": (None, 3)}
F1 = {"kind": "F1Score", "params": {"average": "macro", "threshold": 0.5}}
AUC = {"kind": "AUC", "params": {"multi_label": True}}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))


def document(*, units=3, activation="sigmoid", data=None, **more):
    output = {"units": units, "activation": activation}
    return {
        "format": "kt-experiment",
        "version": 1,
        "data": {"kind": "venn", "scaling": "standard", **(data or {})},
        "network": [
            {"name": "input", "kind": "Input", "params": {"shape": [2]}},
            {"name": "output", "kind": "Dense", "params": output},
        ],
        "loss": "BinaryCrossentropy",
        "optimizer": {"kind": "Adam", "params": {"learning_rate": 0.05}},
        "metrics": ["accuracy", F1, AUC, {"kind": "Precision"}, {"kind": "Recall"}],
        "fit": {"epochs": 10, "batch_size": 32},
        **more,
    }


def found(given, shapes=None):
    counts = {"output": 9}
    return {problem.code: problem for problem in rules(parse(given), shapes or SHAPES, counts)}


def fix_of(problem):
    return problem.fix.patch[0]["value"]


def test_a_sigmoid_for_each_label_has_no_problem():
    assert found(document()) == {}
    scores = {"kind": "BinaryFocalCrossentropy", "params": {"from_logits": True}}
    assert found(document(activation="linear", loss=scores, metrics=[])) == {}


@pytest.mark.parametrize(
    "loss",
    ["CategoricalCrossentropy", "SparseCategoricalCrossentropy", "MeanSquaredError", "Hinge"],
)
def test_a_loss_for_one_answer_is_refused_with_the_fitting_one(loss):
    problem = found(document(loss=loss))["loss_for_one_class"]
    assert fix_of(problem)["kind"] == "BinaryCrossentropy" and problem.severity == "error"


def test_softmax_is_a_mistake_whose_fix_is_sigmoid():
    problem = found(document(activation="softmax"))["softmax_for_labels"]
    assert problem.severity == "error" and fix_of(problem) == "sigmoid"
    scores = {"kind": "BinaryCrossentropy", "params": {"from_logits": True}}
    assert "softmax_for_labels" in found(document(activation="softmax", loss=scores))


def test_probabilities_and_scores_are_told_apart():
    assert "probabilities_expected" in found(document(activation="linear"))
    scores = {"kind": "BinaryCrossentropy", "params": {"from_logits": True}}
    assert "logits_expected" in found(document(loss=scores))
    assert found(document(activation="relu", loss=scores))["logits_cut_off"].severity == "warning"


def test_there_is_a_unit_for_each_label():
    problem = found(document(units=2), SHAPES | {"output": (None, 2)})["units_for_labels"]
    assert fix_of(problem) == 3


@pytest.mark.parametrize(
    "metric", ["CategoricalAccuracy", "SparseCategoricalAccuracy", "MeanIoU", "R2Score", "Accuracy"]
)
def test_a_metric_for_one_answer_is_refused_with_the_fitting_one(metric):
    params = {"num_classes": 2} if metric == "MeanIoU" else {}
    problem = found(document(metrics=[{"kind": metric, "params": params}]))["metric_for_one_class"]
    assert fix_of(problem)["kind"] == "BinaryAccuracy"


@pytest.mark.parametrize(
    ("metric", "params", "code", "value"),
    [
        ("AUC", {}, "metric_pools_labels", True),
        ("F1Score", {"average": "macro"}, "metric_picks_one_label", 0.5),
        ("FBetaScore", {"threshold": 0.5}, "metric_without_average", "macro"),
    ],
)
def test_a_metric_that_would_mean_something_else_is_told_what_is_meant(metric, params, code, value):
    problem = found(document(metrics=[{"kind": metric, "params": params}]))[code]
    patch = problem.fix.patch[0]["value"]
    assert problem.severity == "warning"
    assert value in (patch, *(patch.values() if isinstance(patch, dict) else ()))


def test_a_label_that_does_not_exist_cant_be_measured():
    metrics = [{"kind": "Recall", "params": {"class_id": 3}}]
    assert "metric_class_id" in found(document(metrics=metrics))


def test_classes_cant_be_weighted_encoded_or_dealt_where_there_are_none():
    fit = {"epochs": 1, "batch_size": 32, "class_weight": "balanced"}
    assert "class_weight_of_labels" in found(document(fit=fit))
    assert "data_one_hot_labels" in found(document(data={"labels": "one_hot"}))
    fold = {"kind": "fold", "params": {"folds": 4, "stratified": True}}
    assert "data_stratified_labels" in found(document(data={"validation": fold}))
    fold["params"].pop("stratified")
    assert found(document(data={"validation": fold})) == {}


def test_forms_offer_what_fits():
    experiment = parse(document())
    assert fitting_losses(experiment) == ["BinaryCrossentropy", "BinaryFocalCrossentropy"]
    fitting = fitting_metrics(experiment, SHAPES)
    assert {"BinaryAccuracy", "Precision", "Recall"} <= set(fitting)
    assert not {"CategoricalAccuracy", "SparseCategoricalAccuracy"} & set(fitting)


def test_a_missing_loss_is_the_one_for_several_labels():
    given = document()
    del given["loss"]
    assert fix_of(found(given)["no_loss"])["kind"] == "BinaryCrossentropy"
