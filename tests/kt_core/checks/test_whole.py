"""Rules for labels as large as the example: a class for every pixel, or the example itself."""

import pytest

from kt_core.checks import rules
from kt_core.experiment import parse
from kt_core.fitting import fitting_losses, fitting_metrics
from kt_core.templates import template

PIXELS = {"output": (None, 28, 28, 11)}
INPUT = {"output": (None, 28, 28, 1)}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))


def pixels(**more):
    return {**template("unet").document(), **more}


def again(**more):
    return {**template("autoencoder").document(), **more}


def found(document, shapes):
    return {problem.code: problem for problem in rules(parse(document), shapes)}


def with_last(document, **params):
    *others, last = document["network"]
    return {**document, "network": [*others, {**last, "params": {**last["params"], **params}}]}


def test_the_templates_have_no_problem():
    assert found(pixels(), PIXELS) == {}
    assert found(again(), INPUT) == {}


def test_pixels_need_a_sparse_loss():
    problem = found(pixels(loss={"kind": "MeanSquaredError"}), PIXELS)["loss_for_pixels"]
    assert problem.fix.patch[0]["value"]["kind"] == "SparseCategoricalCrossentropy"


@pytest.mark.parametrize("shape", [(None, 10), (None, 28, 28, 10), (None, 14, 14, 11)])
def test_pixels_need_a_probability_for_every_class_at_every_pixel(shape):
    assert found(pixels(), {"output": shape})["output_for_pixels"].values["wanted"] == [28, 28, 11]


def test_a_wrong_count_of_channels_is_set_right():
    problem = found(pixels(), {"output": (None, 28, 28, 10)})["output_for_pixels"]
    assert problem.fix.patch[0]["value"] == 11
    assert problem.fix.patch[0]["path"].endswith("/params/filters")


def test_a_size_that_is_not_known_yet_is_no_mistake():
    assert "output_for_pixels" not in found(pixels(), {"output": (None, None, None, 11)})


def test_pixels_need_softmax_or_raw_scores():
    assert "probabilities_expected" in found(with_last(pixels(), activation=None), PIXELS)
    logits = {"kind": "SparseCategoricalCrossentropy", "params": {"from_logits": True}}
    assert "logits_expected" in found(pixels(loss=logits), PIXELS)


def test_metrics_that_count_single_labels_do_not_fit_pixels():
    metrics = [{"kind": "MeanAbsoluteError"}]
    assert "metric_for_pixels" in found(pixels(metrics=metrics), PIXELS)


def test_the_intersection_over_union_is_told_how_to_read_the_answer():
    metrics = [{"kind": "MeanIoU", "params": {"num_classes": 10}}]
    problem = found(pixels(metrics=metrics), PIXELS)["iou_for_pixels"]
    assert problem.fix.patch[0]["value"]["params"] == {"num_classes": 11, "sparse_y_pred": False}


def test_the_input_is_compared_as_numbers():
    loss = {"kind": "SparseCategoricalCrossentropy"}
    assert "loss_for_input" in found(again(loss=loss), INPUT)
    metrics = [{"kind": "SparseCategoricalAccuracy"}]
    assert "metric_for_input" in found(again(metrics=metrics), INPUT)


def test_what_is_given_back_has_the_shape_of_the_input():
    assert "output_for_input" in found(again(), {"output": (None, 784)})


def test_crossentropy_compares_with_values_up_to_one():
    document = again()
    document["data"] = {**document["data"], "scaling": "standard"}
    assert "crossentropy_beyond_unit" in found(document, INPUT)


def test_a_sigmoid_cannot_give_back_what_is_below_zero():
    document = again(loss={"kind": "MeanSquaredError"})
    document["data"] = {**document["data"], "scaling": "standard"}
    assert found(document, INPUT)["activation_for_input"].severity == "warning"


@pytest.mark.parametrize(("kind", "moves"), [("RandomFlip", True), ("RandomBrightness", False)])
def test_augmentation_must_leave_labels_on_the_picture_where_they_are(kind, moves):
    document = pixels()
    params = {} if moves else {"factor": 0.1, "value_range": [0, 1]}
    document["data"] = {**document["data"], "augmentation": [{"kind": kind, "params": params}]}
    assert ("augmentation_moves_targets" in found(document, PIXELS)) is moves


def test_losses_and_metrics_are_offered_that_fit():
    assert fitting_losses(parse(pixels())) == ["SparseCategoricalCrossentropy"]
    assert "MeanIoU" in fitting_metrics(parse(pixels()), PIXELS)
    assert "BinaryCrossentropy" in fitting_losses(parse(again()))
    assert "SparseCategoricalAccuracy" not in fitting_metrics(parse(again()), INPUT)


def test_columns_for_an_input_that_does_not_exist_are_offered_to_one_that_does():
    document = template("two_inputs").document()
    inputs = document["data"]["inputs"]
    document["data"]["inputs"] = {"sizes": inputs["size"], "surface": inputs["surface"]}
    problem = found(document, {"output": (None, 1)})["data_input_unknown"]
    assert problem.fix.patch[0]["path"] == "/data/inputs/size"


def test_an_input_is_as_wide_as_its_columns():
    document = template("two_inputs").document()
    document["network"][0]["params"]["shape"] = [30]
    problem = found(document, {"output": (None, 1)})["input_shape_differs"]
    assert problem.values["wanted"] == [9]
