"""Figures of numbers, of examples given back and of pixels are scikit-learn's too."""

import numpy as np
import pytest
from sklearn import metrics

from kt_core.engine.evaluate_whole import pixel_figures
from kt_core.engine.measures import pixels, values


def numbers(seed, *, examples=80, noise=1.0):
    generator = np.random.default_rng(seed)
    true = generator.normal(50, 10, (examples, 1)).astype("float32")
    return true, (true + generator.normal(0, noise, true.shape)).astype("float32")


def within(figure):
    return figure["low"] <= figure["value"] <= figure["high"]


@pytest.mark.parametrize(
    "case", [numbers(1), numbers(2, examples=3), numbers(3, noise=40.0)], ids=["many", "few", "bad"]
)
def test_errors_are_scikit_learns(case):
    true, predicted = (each.astype("float64") for each in case)
    found = values.figures(*case)["scores"]
    assert found["mae"]["value"] == pytest.approx(metrics.mean_absolute_error(true, predicted))
    rmse = metrics.root_mean_squared_error(true, predicted)
    assert found["rmse"]["value"] == pytest.approx(rmse)
    assert found["r2"]["value"] == pytest.approx(metrics.r2_score(true, predicted))
    assert all(within(each) for each in found.values())


def test_intervals_of_errors_are_those_of_resampled_examples():
    true, predicted = numbers(4)
    found = values.figures(true, predicted)["scores"]
    generator = np.random.default_rng(1)
    rows = generator.integers(0, len(true), (800, len(true)))
    y, off = true[rows, 0].astype("float64"), (predicted - true)[rows, 0].astype("float64")
    again = 1 - (off**2).mean(axis=1) / y.var(axis=1)
    low, high = np.percentile(again, [2.5, 97.5])
    assert found["r2"]["low"] == pytest.approx(low, abs=0.002)
    assert found["r2"]["high"] == pytest.approx(high, abs=0.002)


def test_one_value_has_no_r2():
    found = values.figures(np.ones((1, 1), "float32"), np.zeros((1, 1), "float32"))["scores"]
    assert found["r2"] == {"value": None, "low": None, "high": None}
    assert found["mae"]["value"] == 1.0


def test_values_that_are_all_alike_have_scikit_learns_r2_and_no_interval():
    found = values.figures(np.ones((5, 1), "float32"), np.zeros((5, 1), "float32"))["scores"]
    assert found["r2"] == {"value": 0.0, "low": None, "high": None}


def test_errors_of_what_is_given_back_are_means_over_the_examples():
    squares = np.linspace(0, 1, 50)
    found = values.given_back(squares, np.sqrt(squares))["scores"]
    assert found["mse"]["value"] == pytest.approx(0.5)
    assert all(within(each) for each in found.values())
    assert list(values.given_back(squares, None)["scores"]) == ["mse"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_intersection_over_union_is_scikit_learns_jaccard(seed):
    generator = np.random.default_rng(seed)
    true = generator.choice([0, 0, 0, 1, 3], (30, 6, 5)).astype("uint8")
    noise = generator.integers(0, 5, true.shape).astype("uint8")
    told = np.where(generator.random(true.shape) < 0.7, true, noise)
    told[told == 4] = 0
    found = pixels.figures(true, told, classes=5)
    expected = metrics.jaccard_score(
        true.ravel(), told.ravel(), average=None, labels=range(4), zero_division=0
    )
    ious = [row["iou"]["value"] for row in found["per_class"]]
    assert ious[:4] == pytest.approx(expected)
    assert ious[4] is None
    assert found["scores"]["mean_iou"]["value"] == pytest.approx(expected.mean())
    accuracy = metrics.accuracy_score(true.ravel(), told.ravel())
    assert found["scores"]["pixel_accuracy"]["value"] == pytest.approx(accuracy)
    assert all(within(each) for each in found["scores"].values())
    known = pixel_figures(true.astype("int64"), told, [str(at) for at in range(5)])
    for name in ("pixel_accuracy", "ink_accuracy", "mean_iou"):
        assert found["scores"][name]["value"] == pytest.approx(known[name])


def test_pixels_of_one_picture_are_not_taken_for_independent():
    true = np.ones((20, 10, 10), "uint8")
    told = true.copy()
    told[:6] = 0
    accuracy = pixels.figures(true, told, classes=2)["scores"]["pixel_accuracy"]
    assert accuracy["value"] == pytest.approx(0.7)
    assert accuracy["high"] - accuracy["low"] > 0.25
