"""Maps of a layer: which point is which example, and how classes and mistakes are told apart."""

import numpy as np

from kt_core.figures import hardest, layer_map_figure, map_groups, map_mistakes
from kt_core.layer_maps import LayerMap


def a_map(labels, predicted=None, confidence=True, **facts):
    count = len(labels)
    points = np.arange(2.0 * count).reshape(count, 2)
    sure = np.full(count, 0.9) if predicted is not None and confidence else None
    said = None if predicted is None else np.asarray(predicted)
    return LayerMap(points, np.arange(count), np.asarray(labels), said, sure, facts)


FOUND = a_map([0, 1, 2, 0, 1], [0, 2, 2, 0, 0], share=[0.5, 0.2])


def test_points_carry_the_places_of_their_examples():
    figure = layer_map_figure(FOUND, ["a", "b", "c"])
    told = {trace.name: list(trace.customdata) for trace in figure.data[:3]}
    assert told == {"a": [0, 3], "b": [1, 4], "c": [2]}
    assert list(figure.data[1].x) == [2.0, 8.0]


def test_mistakes_are_ringed_and_hovering_tells_both_classes():
    assert map_mistakes(FOUND).tolist() == [1, 4]
    figure = layer_map_figure(FOUND, ["a", "<b>", "c"])
    assert list(figure.data[-1].customdata) == [1, 4]
    assert figure.data[-1].marker.symbol == "circle-open"
    assert list(figure.data[1].hovertext) == [
        "&lt;b&gt;, taken for c",
        "&lt;b&gt;, taken for a",
    ]


def test_marked_examples_are_in_a_square():
    figure = layer_map_figure(FOUND, ["a", "b", "c"], marked=[int(FOUND.rows[1]), 999_999])
    assert list(figure.data[-1].customdata) == [1]
    assert figure.data[-1].marker.symbol == "square-open"
    assert figure.data[-1].name == "marked as wrong label: 1"
    assert layer_map_figure(FOUND, ["a", "b", "c"]).data[-1].marker.symbol == "circle-open"


def test_directions_tell_their_share_of_the_variance_and_neighbours_have_no_scale():
    figure = layer_map_figure(FOUND, ["a", "b", "c"])
    assert "50.0%" in figure.layout.xaxis.title.text
    by_neighbours = layer_map_figure(a_map([0, 1], perplexity=5), ["a", "b"])
    assert by_neighbours.layout.xaxis.showticklabels is False


def test_chosen_classes_stand_out_of_one_grey_group():
    groups = map_groups(FOUND, ["a", "b", "c"], chosen=[2])
    assert [(group.number, group.places.tolist()) for group in groups] == [
        (None, [0, 1, 3, 4]),
        (2, [2]),
    ]


def test_a_hundred_classes_differ_in_colour_or_form_and_the_hardest_are_known():
    labels = np.arange(100)
    found = a_map(labels, np.where(np.isin(labels, [7, 42]), 0, labels))
    figure = layer_map_figure(found, [str(each) for each in labels])
    marks = {(trace.marker.color, trace.marker.symbol) for trace in figure.data[:100]}
    assert len(marks) == 100
    assert figure.data[0].showlegend is False
    assert hardest(found, most=3) == [0, 7, 42]


def test_values_are_coloured_by_size_and_told_with_the_prediction():
    found = a_map(np.array([[1.5], [2.5]]), np.array([1.0, 3.0]), confidence=False)
    figure = layer_map_figure(found, (), target="price")
    assert list(figure.data[0].marker.color) == [1.5, 2.5]
    assert "predicted 3" in figure.data[0].hovertext[1]
    assert len(figure.data) == 1
