"""The confusion matrix: its numbers, and what of it can be clicked."""

import json

import numpy as np
import pytest

from kt_core.figures import confusion_figure, shares

MATRIX = [[8, 2, 0], [0, 0, 0], [1, 0, 9]]
CLASSES = ["cat", "dog", "<b>鸟</b>"]


def markers(figure):
    """(true, predicted) -> text of every clickable cell."""
    found = {}
    for trace in figure.data:
        if trace.type == "scatter" and trace.customdata is not None:
            words = trace.text if trace.text is not None else [None] * len(trace.customdata)
            found |= {tuple(cell): word for cell, word in zip(trace.customdata, words, strict=True)}
    return found


def test_shares_are_of_the_true_class_and_a_class_without_examples_has_none():
    assert shares(MATRIX).tolist() == [[0.8, 0.2, 0.0], [0.0, 0.0, 0.0], [0.1, 0.0, 0.9]]


def test_each_cell_with_examples_can_be_clicked_and_shows_its_count():
    found = markers(confusion_figure(MATRIX, CLASSES))
    assert found == {(0, 0): "8", (0, 1): "2", (2, 0): "1", (2, 2): "9"}


def test_cells_can_show_shares_instead_of_counts():
    found = markers(confusion_figure(MATRIX, CLASSES, as_shares=True))
    assert found == {(0, 0): "80%", (0, 1): "20%", (2, 0): "10%", (2, 2): "90%"}


def test_a_marker_lies_on_its_cell_and_answers_to_the_pointer():
    for trace in confusion_figure(MATRIX, CLASSES).data:
        if trace.type == "scatter":
            assert [(y, x) for x, y in zip(trace.x, trace.y, strict=True)] == [
                tuple(cell) for cell in trace.customdata
            ]
            assert trace.hoverinfo != "skip"


def test_right_answers_and_mistakes_have_colours_of_their_own():
    right, wrong = (np.array(trace.z) for trace in confusion_figure(MATRIX, CLASSES).data[:2])
    assert np.isfinite(right).tolist() == np.diag([True, False, True]).tolist()
    assert np.argwhere(np.isfinite(wrong)).tolist() == [[0, 1], [2, 0]]


def test_class_names_are_text_not_markup():
    written = confusion_figure(MATRIX, CLASSES).to_json()
    assert "<b>" not in written.replace("\\u003c", "<")
    assert "&lt;b&gt;" in written.replace("\\u0026", "&")


@pytest.mark.parametrize("count", [2, 20, 21, 100])
def test_matrices_of_many_classes_stay_readable(count):
    matrix = np.eye(count, dtype=int) * 5
    figure = confusion_figure(matrix, [f"class {number}" for number in range(count)])
    assert len(markers(figure)) == count
    assert 300 <= figure.layout.height <= 800
    assert len(json.dumps(figure.to_plotly_json(), default=str)) < 600_000


def test_the_first_class_stands_on_top():
    low, high = confusion_figure(MATRIX, CLASSES).layout.yaxis.range
    assert low > high
