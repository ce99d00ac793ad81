"""Pairs of classes through time: a line each for the first ones, and the limit."""

from kt_core.figures import pairs_figure
from kt_core.looking_back import Pair


def test_the_first_five_pairs_have_lines_of_their_own_form():
    known = [Pair(0, number, (0.4, 0.1), None) for number in range(1, 8)]
    figure = pairs_figure(known, [1, 5], [str(number) for number in range(8)], limit=0.05)
    assert [trace.name for trace in figure.data] == [f"0 ↔ {number}" for number in range(1, 6)]
    assert len({(trace.line.dash, trace.marker.symbol) for trace in figure.data}) == 5
    assert list(figure.data[0].x) == [1, 5]
    assert figure.layout.shapes[0].y0 == 0.05
    assert figure.layout.yaxis.range[1] > 0.4
