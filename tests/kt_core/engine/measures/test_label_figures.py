"""Every figure of several labels is the one that scikit-learn gives on the same answers."""

import numpy as np
import pytest
from sklearn import metrics
from sklearn.calibration import calibration_curve

from kt_core.engine.evaluate_several import several as plain_figures
from kt_core.engine.measures.several import figures
from kt_core.several import KINDS


def answers(seed, *, examples=90, labels=4, never=(), untold=(), ties=False):
    """Labels 0 and 1 (n, labels) and probabilities float32, each for itself."""
    generator = np.random.default_rng(seed)
    true = (generator.uniform(size=(examples, labels)) < 0.35).astype("float32")
    true[:, list(never)] = 0
    scores = generator.normal(size=(examples, labels)) + 2 * true - 0.8
    scores[:, list(untold)] -= 50
    scores = np.round(scores) if ties else scores
    return true, (1 / (1 + np.exp(-scores))).astype("float32")


CASES = {
    "four labels": answers(1),
    "equal scores": answers(2, ties=True),
    "a label that no example has": answers(3, never=(1,)),
    "a label that is never given": answers(4, untold=(0,)),
    "few examples": answers(5, examples=6, labels=2),
}
FOUND = {name: figures(*case) for name, case in CASES.items()}
every_case = pytest.mark.parametrize("name", CASES)
AVERAGES = {"macro": "macro", "micro": "micro", "weighted": "weighted", "samples": "samples"}


def value(name, score):
    return FOUND[name]["scores"][score]["value"]


@every_case
@pytest.mark.parametrize("average", AVERAGES)
def test_precision_recall_and_f1_are_averaged_as_scikit_learn_does(name, average):
    true, scores = CASES[name]
    expected = metrics.precision_recall_fscore_support(
        true, scores > 0.5, average=average, zero_division=0
    )
    found = [value(name, f"{part}_{average}") for part in ("precision", "recall", "f1")]
    assert found == pytest.approx(expected[:3], abs=1e-12)


@every_case
def test_what_is_right_as_a_whole_and_what_is_wrong_in_all(name):
    true, scores = CASES[name]
    given = scores > 0.5
    assert value(name, "subset_accuracy") == pytest.approx(metrics.accuracy_score(true, given))
    assert value(name, "hamming_loss") == pytest.approx(metrics.hamming_loss(true, given))
    jaccard = metrics.jaccard_score(true, given, average="samples", zero_division=0)
    assert value(name, "jaccard_samples") == pytest.approx(jaccard)


@every_case
def test_the_order_of_the_labels_is_judged_as_scikit_learn_does(name):
    true, scores = CASES[name]
    precision = metrics.label_ranking_average_precision_score(true, scores)
    assert value(name, "ranking_precision") == pytest.approx(precision)
    assert value(name, "ranking_loss") == pytest.approx(metrics.label_ranking_loss(true, scores))


@every_case
def test_each_label_has_its_own_figures(name):
    true, scores = CASES[name]
    rows = FOUND[name]["per_class"]
    told = metrics.precision_recall_fscore_support(true, scores > 0.5, zero_division=0)
    for place, part in enumerate(("precision", "recall", "f1")):
        assert [row[part]["value"] or 0 for row in rows] == pytest.approx(told[place])
    assert [row["support"] for row in rows] == told[3].tolist()
    tables = metrics.multilabel_confusion_matrix(true, scores > 0.5)
    assert [row["counts"] for row in rows] == [[t[1, 1], t[1, 0], t[0, 1], t[0, 0]] for t in tables]
    assert len(KINDS) == 4


@every_case
def test_areas_and_log_losses_are_those_of_each_label(name):
    true, scores = CASES[name]
    rows, losses = FOUND[name]["per_class"], []
    for at, row in enumerate(rows):
        losses.append(metrics.log_loss(true[:, at], scores[:, at], labels=[0, 1]))
        assert row["log_loss"]["value"] == pytest.approx(losses[-1], rel=1e-4)
        if true[:, at].any():
            area = metrics.roc_auc_score(true[:, at], scores[:, at])
            precision = metrics.average_precision_score(true[:, at], scores[:, at])
            assert row["roc_auc"]["value"] == pytest.approx(area)
            assert row["average_precision"]["value"] == pytest.approx(precision)
        else:
            assert row["roc_auc"]["value"] is None and FOUND[name]["roc"][at] is None
    assert value(name, "log_loss") == pytest.approx(np.mean(losses), rel=1e-4)


def test_curves_and_calibration_are_scikit_learns():
    true, scores = CASES["four labels"]
    found = FOUND["four labels"]
    wrong, right, _ = metrics.roc_curve(true[:, 2], scores[:, 2])
    assert found["roc"][2]["x"] == pytest.approx(wrong, abs=1e-5)
    assert found["roc"][2]["y"] == pytest.approx(right, abs=1e-5)
    shares, means = calibration_curve(true[:, 2], scores[:, 2], n_bins=10)
    bins = found["calibration"]["classes"][2]
    assert [each["share"] for each in bins] == pytest.approx(shares)
    assert [each["mean"] for each in bins] == pytest.approx(means)


@every_case
def test_every_interval_holds_its_figure(name):
    found = FOUND[name]
    every = [*found["scores"].values()]
    every += [row[part] for row in found["per_class"] for part in ("precision", "recall", "f1")]
    for one in every:
        if one["value"] is not None and one["low"] is not None:
            assert one["low"] - 1e-9 <= one["value"] <= one["high"] + 1e-9


@every_case
def test_the_results_say_the_same_without_intervals(name):
    true, scores = CASES[name]
    found = plain_figures(true, scores, tuple("abcd"[: true.shape[1]]))
    for figure in ("f1_macro", "subset_accuracy", "hamming_loss"):
        assert found[figure] == pytest.approx(value(name, figure))
    assert plain_figures(true, scores * np.nan, ())["f1_macro"] is None
