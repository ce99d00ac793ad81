"""Every figure of a classification is the one that scikit-learn gives on the same answers."""

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn import metrics
from sklearn.calibration import calibration_curve

from kt_core.engine.measures import bootstrap
from kt_core.engine.measures.classes import averages, figures
from kt_core.engine.measures.ranking import areas, ranking


def answers(seed, *, examples=120, classes=4, missing=(), unanswered=(), ties=False):
    """Class numbers (n,) and probabilities float32 (n, classes), as a softmax gives them."""
    generator = np.random.default_rng(seed)
    known = [at for at in range(classes) if at not in missing]
    true = generator.choice(known, examples)
    scores = generator.normal(size=(examples, classes))
    scores[np.arange(examples), true] += 1.5
    scores[:, list(unanswered)] -= 50
    scores = np.round(scores) if ties else scores
    odds = np.exp(scores.astype("float32"))
    return true, (odds / odds.sum(axis=1, keepdims=True)).astype("float32")


CASES = {
    "binary": answers(1, classes=2),
    "four classes": answers(2),
    "equal scores": answers(3, ties=True),
    "a class that does not occur": answers(4, missing=(2,)),
    "a class that is never answered": answers(5, unanswered=(0,)),
    "a class that neither occurs nor is answered": answers(6, missing=(1,), unanswered=(1,)),
    "one class only": answers(7, classes=2, missing=(1,)),
    "few examples": answers(8, examples=7, classes=3),
}
FOUND = {name: figures(*case) for name, case in CASES.items()}
every_case = pytest.mark.parametrize("name", CASES)


def value(name, score):
    return FOUND[name]["scores"][score]["value"]


@every_case
@pytest.mark.parametrize("average", ["micro", "macro", "weighted"])
def test_precision_recall_and_f1_are_averaged_as_scikit_learn_does(name, average):
    true, scores = CASES[name]
    told = scores.argmax(axis=1)
    expected = metrics.precision_recall_fscore_support(true, told, average=average, zero_division=0)
    found = [value(name, f"{part}_{average}") for part in ("precision", "recall", "f1")]
    assert found == pytest.approx(expected[:3], abs=1e-12)


@every_case
@pytest.mark.filterwarnings("ignore:y_pred contains classes not in y_true")
def test_accuracy_balanced_accuracy_and_log_loss_are_scikit_learns(name):
    true, scores = CASES[name]
    told, known = scores.argmax(axis=1), list(range(scores.shape[1]))
    assert value(name, "accuracy") == pytest.approx(metrics.accuracy_score(true, told))
    balanced = metrics.balanced_accuracy_score(true, told)
    assert value(name, "balanced_accuracy") == pytest.approx(balanced)
    loss = metrics.log_loss(true, y_proba=scores, labels=known)
    assert value(name, "log_loss") == pytest.approx(loss, abs=1e-12)


@every_case
def test_each_class_has_scikit_learns_figures(name):
    true, scores = CASES[name]
    told, known = scores.argmax(axis=1), list(range(scores.shape[1]))
    columns = metrics.precision_recall_fscore_support(true, told, labels=known, zero_division=0)
    rows = FOUND[name]["per_class"]
    for part, column in zip(("precision", "recall", "f1"), columns[:3], strict=True):
        assert [row[part]["value"] for row in rows] == pytest.approx(column, abs=1e-12)
    assert [row["support"] for row in rows] == columns[3].tolist()


@every_case
def test_areas_are_those_of_each_class_against_the_rest(name):
    true, scores = CASES[name]
    for at, row in enumerate(FOUND[name]["per_class"]):
        hit, score = true == at, scores[:, at]
        if 0 < hit.sum() < len(hit):
            roc, precision = (
                metrics.roc_auc_score(hit, score),
                metrics.average_precision_score(hit, score),
            )
            assert row["roc_auc"]["value"] == pytest.approx(roc)
            assert row["average_precision"]["value"] == pytest.approx(precision)
        else:
            assert row["roc_auc"]["value"] is row["average_precision"]["value"] is None
            assert FOUND[name]["roc"][at] is None


@pytest.mark.parametrize("name", ["four classes", "few examples"])
def test_the_macro_area_is_scikit_learns_where_that_is_defined(name):
    true, scores = CASES[name]
    whole = scores.astype("float64") / scores.sum(axis=1, keepdims=True, dtype="float64")
    expected = metrics.roc_auc_score(true, whole, multi_class="ovr", average="macro")
    assert value(name, "roc_auc_macro") == pytest.approx(expected)


@every_case
def test_curves_are_scikit_learns(name):
    true, scores = CASES[name]
    for at, curve in enumerate(FOUND[name]["roc"]):
        if curve is not None:
            x, y, _ = metrics.roc_curve(true == at, scores[:, at])
            assert curve["x"] == pytest.approx(x, abs=1e-5)
            assert curve["y"] == pytest.approx(y, abs=1e-5)
    for at, curve in enumerate(FOUND[name]["precision_recall"]):
        if curve is not None:
            y, x, _ = metrics.precision_recall_curve(
                true == at, scores[:, at], drop_intermediate=True
            )
            assert curve["x"] == pytest.approx(x, abs=1e-5)
            assert curve["y"] == pytest.approx(y, abs=1e-5)


@every_case
def test_calibration_is_scikit_learns(name):
    true, scores = CASES[name]
    for at, bins in enumerate(FOUND[name]["calibration"]["classes"]):
        share, mean = calibration_curve(true == at, scores[:, at], n_bins=10, pos_label=True)
        assert [each["share"] for each in bins] == pytest.approx(share)
        assert [each["mean"] for each in bins] == pytest.approx(mean, rel=1e-6)
        assert sum(each["count"] for each in bins) == len(true)


@every_case
def test_every_figure_lies_in_its_interval(name):
    rows = [FOUND[name]["scores"], *FOUND[name]["per_class"]]
    known = [each for row in rows for each in row.values() if isinstance(each, dict)]
    known = [each for each in known if each["value"] is not None and each["low"] is not None]
    assert len(known) > 10
    for each in known:
        assert each["low"] - 1e-9 <= each["value"] <= each["high"] + 1e-9


@every_case
def test_shares_have_wilsons_interval(name):
    true, scores = CASES[name]
    told = scores.argmax(axis=1)
    found = FOUND[name]["scores"]["accuracy"]
    expected = binomtest(int((told == true).sum()), len(true)).proportion_ci(method="wilson")
    assert [found["low"], found["high"]] == pytest.approx([expected.low, expected.high])
    for at, row in enumerate(FOUND[name]["per_class"]):
        right = int(((told == at) & (true == at)).sum())
        for part, of in (("precision", (told == at).sum()), ("recall", (true == at).sum())):
            if of:
                expected = binomtest(right, int(of)).proportion_ci(method="wilson")
                assert row[part]["low"] == pytest.approx(expected.low, abs=1e-12)
                assert row[part]["high"] == pytest.approx(expected.high, abs=1e-12)
            else:
                assert row[part]["low"] is None


def test_a_resample_has_the_figures_of_the_examples_it_draws():
    true, scores = CASES["equal scores"]
    counts = next(bootstrap.counts(len(true), times=3))
    for draw in range(3):
        rows = np.repeat(np.arange(len(true)), counts[:, draw].astype(int))
        for at in range(4):
            roc, precision = areas(ranking(true == at, scores[:, at]), counts)
            hit, score = true[rows] == at, scores[rows, at]
            assert roc[draw] == pytest.approx(metrics.roc_auc_score(hit, score))
            expected = metrics.average_precision_score(hit, score)
            assert precision[draw] == pytest.approx(expected)


def counted(true, told, drawn):
    cells = [np.bincount(true[rows] * 4 + told[rows], minlength=16) for rows in drawn]
    return np.stack(cells).reshape(-1, 4, 4)


def test_resampled_tables_spread_as_resampled_examples_do():
    true, scores = CASES["four classes"]
    told = scores.argmax(axis=1)
    table = metrics.confusion_matrix(true, told)
    tables = np.concatenate(list(bootstrap.tables(table, times=500)))
    quick = averages(tables)["balanced_accuracy"]
    generator = np.random.default_rng(5)
    drawn = [generator.integers(0, len(true), len(true)) for _ in range(500)]
    slow = averages(counted(true, told, drawn))
    assert quick.std() == pytest.approx(slow["balanced_accuracy"].std(), rel=0.15)
    assert quick.mean() == pytest.approx(slow["balanced_accuracy"].mean(), abs=0.01)


def test_the_same_answers_have_the_same_intervals():
    assert figures(*CASES["binary"]) == FOUND["binary"]


def test_curves_are_thinned_and_areas_are_not():
    true, scores = answers(9, examples=2000, classes=2)
    found = figures(true, scores)
    curve = found["roc"][1]
    assert 100 < len(curve["x"]) <= 201
    assert (curve["x"][0], curve["y"][-1]) == (0, 1)
    exact = metrics.roc_auc_score(true == 1, scores[:, 1])
    assert found["per_class"][1]["roc_auc"]["value"] == pytest.approx(exact)
    assert metrics.auc(curve["x"], curve["y"]) == pytest.approx(exact, abs=0.002)


def test_scores_that_are_no_probabilities_have_curves_but_no_log_loss():
    true, scores = CASES["four classes"]
    found = figures(true, scores * 30 - 4)
    assert "log_loss" not in found["scores"] and found["calibration"] is None
    expected = FOUND["four classes"]["scores"]["roc_auc_macro"]["value"]
    assert found["scores"]["roc_auc_macro"]["value"] == pytest.approx(expected)


def test_large_test_parts_are_resampled_less_often():
    assert bootstrap.resamples(1000) == bootstrap.RESAMPLES
    assert bootstrap.resamples(10**12) == bootstrap.FEWEST
