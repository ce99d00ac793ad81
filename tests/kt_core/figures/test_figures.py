"""Figures of classes, errors and probabilities: each shows exactly the numbers it was given."""

import numpy as np
import pytest

from kt_core.figures import (
    Mark,
    calibration_figure,
    confusion_figure,
    figure_points,
    predicted_figure,
    probabilities_figure,
    residuals_figure,
    roc_figure,
    tenths_figure,
)

TRUE, PREDICTED = np.array([[1.0], [2.0], [4.0]]), np.array([1.5, 1.5, 4.0])

FIGURES = {
    "confusion": lambda: confusion_figure([[1, 2], [3, 4]], ["a", "b"]),
    "predicted": lambda: predicted_figure(TRUE, PREDICTED, target="price"),
    "residuals": lambda: residuals_figure(TRUE, PREDICTED, target="price"),
    "probabilities": lambda: probabilities_figure(["a", "b"], [0.9, 0.1]),
}


def test_predictions_are_points_over_the_truth_beside_the_line_where_both_agree():
    line, points = predicted_figure(TRUE, PREDICTED, target="price").data
    assert list(points.x) == [1.0, 2.0, 4.0]
    assert list(points.y) == [1.5, 1.5, 4.0]
    assert list(line.x) == list(line.y)


def test_both_axes_of_predictions_are_alike():
    layout = predicted_figure(TRUE, PREDICTED, target="price").layout
    assert layout.xaxis.range == layout.yaxis.range
    assert layout.xaxis.range[0] < 1.0
    assert layout.xaxis.range[1] > 4.0


def test_residuals_are_predicted_minus_true():
    (bars,) = residuals_figure(TRUE, PREDICTED, target="price").data
    there = {
        number: count for (number, *_), count in zip(bars.customdata, bars.y, strict=True) if count
    }
    step = bars.width
    assert there == {round(0.5 / step): 1, round(-0.5 / step): 1, 0: 1}
    assert bars.x[0] == pytest.approx(-0.5 + step / 2)
    assert bars.customdata[0][1:] == pytest.approx((-0.5, -0.5 + step))


def test_points_know_their_examples_when_some_are_not_drawn():
    true = np.linspace(0, 1, 9000)
    predicted = true + np.sin(np.arange(9000))
    true[3] = np.nan
    points = predicted_figure(true, predicted, target="price").data[-1]
    places = np.asarray(points.customdata)
    assert 3 not in places
    assert np.array_equal(points.x, true[places])
    assert np.array_equal(points.y, predicted[places])


def test_tenths_are_stacked_and_know_what_they_hold():
    names = ("<i>right", "wrong")
    drawn = tenths_figure(np.arange(10), np.ones(10, int), names=names, title="p", unit="n")
    grounds, right, wrong = drawn.data
    assert list(right.y) == list(range(10))
    assert right.customdata[8][:2] == [8, True]
    assert wrong.customdata[8][:2] == [8, False]
    assert right.marker.pattern.shape != wrong.marker.pattern.shape
    alone = tenths_figure(np.arange(10), np.zeros(10, int), names=names, title="p", unit="n")
    assert [bars.name for bars in alone.data[1:]] == ["&lt;i&gt;right"]
    assert list(wrong.base) == list(right.y)
    assert [told[:2] for told in grounds.customdata] == [[at, None] for at in range(10)]
    assert len(alone.data[0].x) == 9


@pytest.mark.parametrize("figure", [predicted_figure, residuals_figure])
def test_predictions_that_are_no_numbers_are_left_out(figure):
    drawn = figure([1.0, 2.0, 3.0], [np.nan, np.inf, 3.0], target="price")
    assert len(drawn.data[-1].x) == 1


@pytest.mark.parametrize("figure", [predicted_figure, residuals_figure])
def test_no_predictions_at_all_make_an_empty_figure(figure):
    assert len(figure([], [], target="price").data[-1].x) == 0


def test_of_many_predictions_the_worst_are_drawn_and_a_choice_of_the_others():
    true = np.linspace(0, 1, 9000)
    predicted = true.copy()
    predicted[4321] = 5.0
    points = predicted_figure(true, predicted, target="price").data[-1]
    assert 1000 < len(points.x) <= 2000
    assert 5.0 in points.y
    assert min(points.x) == 0 and max(points.x) == 1


def test_a_curve_is_shown_with_its_thresholds_and_the_chosen_point():
    curve = {"x": [0, 0.5, 1], "y": [0, 1, 1], "at": [None, 0.25, 0.1]}
    figure = roc_figure(curve, name="<b>a", mean=curve, mark=Mark(0.5, 1.0, "here"))
    assert list(figure.data[2].customdata) == [["–", None], ["0.250", 0.25], ["0.100", 0.1]]
    assert (figure.data[-1].x[0], figure.data[-1].y[0]) == (0.5, 1.0)
    assert "<" not in figure.data[2].name
    assert len(roc_figure(curve, name="a").data) == 2


def test_calibration_has_the_intervals_of_its_bins():
    bins = [{"tenth": 1, "mean": 0.1, "share": 0.2, "count": 5, "low": 0.05, "high": 0.6}]
    points = calibration_figure(bins).data[-1]
    assert list(points.customdata) == [[5, 1]]
    assert list(points.error_y.array) == pytest.approx([0.4])
    assert list(points.error_y.arrayminus) == pytest.approx([0.15])


def test_probabilities_keep_their_order_and_start_at_zero():
    figure = probabilities_figure(["b", "a"], [0.75, 0.25])
    (bars,) = figure.data
    assert list(bars.x) == [0.75, 0.25]
    assert list(bars.text) == ["75.0%", "25.0%"]
    assert list(figure.layout.yaxis.ticktext) == ["b", "a"]
    assert list(figure.layout.xaxis.range) == [0, 1]
    strokes = probabilities_figure(["b", "a"], [0.75, 0.25], cuts=[0.5, 0.3]).data[1]
    assert (list(strokes.x), list(strokes.y)) == ([0.5, 0.3], [0, 1])


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_lets_the_page_shine_through(name):
    layout = FIGURES[name]().layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "rgba(0,0,0,0)"


@pytest.mark.parametrize("name", FIGURES)
def test_every_number_axis_has_a_title(name):
    layout = FIGURES[name]().layout
    for axis in (layout.xaxis, layout.yaxis):
        assert axis.title.text or axis.ticktext


def test_long_names_are_cut_and_names_are_never_markup():
    figure = probabilities_figure(["x" * 90, "<a href='https://example.org'>a</a>"], [0.6, 0.4])
    cut, plain = figure.layout.yaxis.ticktext
    assert len(cut) <= 28
    assert cut.endswith("…")
    assert "<" not in plain


def test_the_numbers_of_a_figure_are_what_is_drawn_and_nothing_a_spreadsheet_computes():
    bins = [{"tenth": 1, "mean": 0.1, "share": 0.25, "count": 5, "low": 0.0, "high": 0.5}]
    lines = figure_points(calibration_figure(bins)).splitlines()
    assert lines[0] == "series,x,y,low,high"
    assert lines[-1] == "came true,0.1,0.25,0.0,0.5"
    bars = tenths_figure(np.arange(10), np.ones(10, int), names=("=1+1", "b"), title="p", unit="n")
    lines = figure_points(bars).splitlines()[1:]
    assert len(lines) == 20
    assert lines[2] == "'=1+1,0.25,2,,"
    residuals = figure_points(residuals_figure(TRUE, PREDICTED, target="price")).splitlines()[1:]
    assert sum(int(line.split(",")[2]) for line in residuals) == 3
