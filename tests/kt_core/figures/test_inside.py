"""A unit's way through time and what queries look at, as numbers and as figures."""

import numpy as np

from kt_core.figures.inside import lines_figure, looks_data, looks_figure


def test_of_many_weights_those_around_the_query_and_its_key_are_shown():
    weights = np.zeros((300, 200))
    weights[250, 20] = 1.0
    data = looks_data(weights, allowed=None, row=250, side=100)
    assert (data["top"], data["left"], data["weights"].shape) == (200, 0, (100, 100))
    assert data["weights"][250 - data["top"], 20 - data["left"]] == 1.0


def test_what_may_not_be_looked_at_is_empty():
    allowed = np.tril(np.ones((3, 3), bool))
    data = looks_data(np.ones((3, 3)), allowed=allowed, row=None, side=9)
    np.testing.assert_array_equal(np.isnan(data["weights"]), ~allowed)


def test_the_row_of_the_query_has_a_frame():
    weights = np.full((4, 5), 0.2)
    figure = looks_figure(weights, allowed=None, row=2, side=9, names=("query", "key"))
    (frame,) = figure.layout.shapes
    assert (frame.y0, frame.y1, frame.x0, frame.x1) == (1.5, 2.5, -0.5, 4.5)


def test_each_line_differs_in_more_than_its_colour():
    lines = {name: np.arange(4.0) for name in "hcifgo"}
    figure = lines_figure(lines, at=2, across="step", up="value")
    assert len({trace.line.dash for trace in figure.data}) == len(lines)
    assert figure.layout.shapes[0].x0 == 2
