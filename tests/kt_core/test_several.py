"""Which labels are given, right and missed, at any threshold."""

import numpy as np
import pytest
from sklearn import metrics

from kt_core.figures.label_tables import label_tables_figure, labels_over_epochs_figure
from kt_core.several import (
    KINDS,
    Several,
    counts,
    f1_of_labels,
    figures,
    one_of,
    places,
    together,
)

TRUE = np.array([[1, 0], [1, 1], [0, 1], [0, 0]], dtype=bool)
PROBABILITIES = np.array([[0.9, 0.2], [0.4, 0.6], [0.7, 0.3], [0.1, 0.05]], dtype="float32")
FOUND = Several(TRUE, PROBABILITIES, np.arange(4), np.full(2, 0.5, dtype="float32"))


def test_a_label_is_given_above_its_own_threshold():
    assert FOUND.given.tolist() == [[1, 0], [0, 1], [1, 0], [0, 0]]
    assert FOUND.wrong.tolist() == [0, 1, 2, 0]
    lower = FOUND.cut_at([0.3, 0.7])
    assert lower.given.tolist() == [[1, 0], [1, 0], [1, 0], [0, 0]]


def test_the_examples_of_a_kind_come_the_surest_first():
    assert [places(FOUND, 0, kind).tolist() for kind in KINDS] == [[0], [1], [2], [3]]
    assert places(FOUND, 1, "absent").tolist() == [3, 0]
    assert counts(FOUND)[1] == {"right": 1, "missed": 1, "wrong": 0, "absent": 2}


@pytest.mark.parametrize("cuts", [(0.5, 0.5), (0.3, 0.1), (0.95, 0.95)])
def test_the_figures_at_a_threshold_are_scikit_learns(cuts):
    found = FOUND.cut_at(cuts)
    made, given = figures(found), found.given
    told = metrics.precision_recall_fscore_support(TRUE, given, zero_division=0)
    for place, part in enumerate(("precision", "recall", "f1")):
        assert [row[part] for row in made["per_label"]] == pytest.approx(told[place])
    assert made["f1_macro"] == pytest.approx(told[2].mean())
    micro = metrics.f1_score(TRUE, given, average="micro", zero_division=0)
    assert made["f1_micro"] == pytest.approx(micro)
    assert made["subset_accuracy"] == metrics.accuracy_score(TRUE, given)
    assert made["hamming_loss"] == metrics.hamming_loss(TRUE, given)


def test_one_label_is_seen_as_two_classes_and_has_its_own_f1():
    true, told, sure = one_of(TRUE, PROBABILITIES, 0)
    assert (true.tolist(), told.tolist()) == ([1, 1, 0, 0], [1, 0, 1, 0])
    assert sure == pytest.approx([0.9, 0.6, 0.7, 0.9])
    expected = metrics.f1_score(TRUE, PROBABILITIES > 0.5, average=None, zero_division=0)
    assert f1_of_labels(TRUE, PROBABILITIES) == pytest.approx(expected)
    figure = labels_over_epochs_figure([1, 2], [[0.1, 0.2], [0.3, 0.4]], ["<a>", "b"])
    assert [list(line.y) for line in figure.data] == [[0.1, 0.3], [0.2, 0.4]]
    assert figure.data[0].name == "&lt;a&gt;"


def test_the_small_tables_name_every_cell_by_its_label_and_kind():
    figure = label_tables_figure(counts(FOUND), ["A", "B"], first=3)
    marked = [trace.customdata for trace in figure.data if trace.customdata is not None]
    cells = {tuple(each) for some in marked for each in some}
    assert cells == {(label, kind) for label in (3, 4) for kind in range(4)}


def test_labels_that_come_together_are_counted():
    assert together(TRUE).tolist() == [[2, 1], [1, 2]]
