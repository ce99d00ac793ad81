"""The confusion matrix: its numbers, and the figure that can be taken away."""

import json

import numpy as np
import pytest

from kt_core.figures import cell_words, confusion_figure, confusion_height, shares

MATRIX = [[8, 2, 0], [0, 0, 0], [1, 0, 9]]
CLASSES = ["cat", "dog", "<b>鸟</b>"]


def markers(figure):
    """(true, predicted) -> text of every cell with examples."""
    found = {}
    for trace in figure.data:
        if trace.type == "scatter":
            words = trace.text if trace.text is not None else [None] * len(trace.x)
            found |= dict(zip(zip(trace.y, trace.x, strict=True), words, strict=True))
    return found


def test_shares_are_of_the_true_class_and_a_class_without_examples_has_none():
    assert shares(MATRIX).tolist() == [[0.8, 0.2, 0.0], [0.0, 0.0, 0.0], [0.1, 0.0, 0.9]]


def test_each_cell_with_examples_shows_its_count():
    found = markers(confusion_figure(MATRIX, CLASSES))
    assert found == {(0, 0): "8", (0, 1): "2", (2, 0): "1", (2, 2): "9"}


def test_cells_say_counts_or_shares_as_long_as_there_is_room():
    assert cell_words([[1200, 0], [1, 1]]) == [["1,200", "0"], ["1", "1"]]
    assert cell_words(MATRIX, as_shares=True)[0] == ["80%", "20%", "0%"]
    assert cell_words(np.eye(21, dtype=int)) is None


def test_cells_with_examples_answer_to_the_pointer():
    drawn = [trace for trace in confusion_figure(MATRIX, CLASSES).data if trace.type == "scatter"]
    assert drawn and all(trace.hoverinfo != "skip" and trace.hovertext for trace in drawn)


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
    assert 300 <= figure.layout.height == confusion_height(count) <= 800
    assert len(json.dumps(figure.to_plotly_json(), default=str)) < 600_000


def test_the_first_class_stands_on_top():
    low, high = confusion_figure(MATRIX, CLASSES).layout.yaxis.range
    assert low > high
