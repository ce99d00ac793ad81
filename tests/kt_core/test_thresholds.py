"""What a threshold counts is what scikit-learn counts, and a measure is written for people."""

import numpy as np
import pytest
from sklearn import metrics

from kt_core import thresholds
from kt_core.intervals import wilson
from kt_core.measures import MEASURES, Measure
from kt_core.texts import text


@pytest.mark.parametrize("seed", range(4))
def test_counts_and_shares_are_scikit_learns_at_every_threshold(seed):
    generator = np.random.default_rng(seed)
    hit = generator.random(60) < 0.3
    score = np.round(generator.random(60), 1).astype("float32")
    for threshold in (0.0, 0.1, 0.5, 0.7, 1.0):
        found = thresholds.counts(hit, score, threshold=threshold)
        told = score >= np.float32(threshold)
        left, false, missed, right = metrics.confusion_matrix(hit, told, labels=[False, True]).flat
        assert (found.left, found.false, found.missed, found.found) == (left, false, missed, right)
        assert found.accuracy == metrics.accuracy_score(hit, told)
        scores = metrics.precision_recall_fscore_support(
            hit, told, average="binary", zero_division=0
        )
        shares = [found.precision or 0.0, found.recall or 0.0, found.f1 or 0.0]
        assert shares == pytest.approx(scores[:3])
        assert found.specificity == metrics.recall_score(~hit, ~told)


def test_nothing_called_has_no_precision():
    found = thresholds.counts(np.array([True, False]), np.array([0.1, 0.2]), threshold=0.9)
    assert found.precision is None
    assert found.recall == 0.0


def test_the_answers_that_change_are_those_between_both_thresholds():
    score = np.array([0.1, 0.4, 0.6, 0.9])
    assert thresholds.changed(score, 0.5, 0.3).tolist() == [1]
    assert thresholds.changed(score, 0.5, 0.95).tolist() == [2, 3]


def test_a_share_of_nothing_has_no_interval():
    assert all(np.isnan(end) for end in wilson(0, 0))


@pytest.mark.parametrize("name", sorted({each.name for some in MEASURES.values() for each in some}))
def test_every_measure_has_a_name_a_sentence_and_a_formula(name):
    measure = Measure(name, "wilson")
    assert measure.title and measure.about.endswith(".") and "\\" in measure.formula
    assert measure.formula.count("{") == measure.formula.count("}")
    assert text(f"measures.how.{measure.by}")


def test_shares_are_percent_and_others_have_four_digits():
    share, other = Measure("f1", "wilson"), Measure("rmse", "bootstrap", share=False)
    assert share.written(0.9) == "90.0 %"
    assert other.written(1234.5) == "1,234"
    assert other.written(0.99) == "0.9900"
    assert share.interval({"value": 0.9, "low": 0.85, "high": 0.95}) == "85.0 – 95.0 %"
    assert share.interval({"value": 0.9, "low": None, "high": None}) == ""
