"""The examples behind a mark are exactly those that its figure counts: as scikit-learn does."""

import numpy as np
import pytest
from sklearn import metrics
from sklearn.calibration import calibration_curve

from kt_core import gallery, thresholds
from kt_core.engine.measures import curves
from kt_core.results import Answers
from kt_core.selections import (
    ANY,
    DECIDED,
    AtThreshold,
    InkTenth,
    InTenth,
    OfClass,
    OffBy,
    PixelCell,
    PixelClass,
    residuals,
)
from kt_core.spread import STEPS, TENTHS, shares_of_ten, stepped, tenths
from kt_core.texts import text
from kt_core.whole import Pixels

CLASSES = 4


def answers(seed=0, examples=300):
    """Some probabilities lie just on the edge of a tenth; class 3 has no example."""
    generator = np.random.default_rng(seed)
    scores = generator.dirichlet(np.full(CLASSES, 0.4), examples).astype("float32")
    scores[:20] = np.float32([0.7, 0.1, 0.1, 0.1])
    scores[20:40] = np.float32([1, 0, 0, 0])
    true = generator.integers(0, CLASSES - 1, examples)
    told = scores.argmax(axis=1)
    sure = scores[np.arange(examples), told]
    return Answers(true, told, sure, np.arange(examples) + 7, scores)


def values(*off):
    predicted = np.array([off]).T + 10.0
    return Answers(np.full(predicted.shape, 10.0), predicted, None, np.arange(len(off)), None)


def pixels(seed=0):
    generator = np.random.default_rng(seed)
    true, told = generator.integers(0, 3, (2, 12, 3, 5))
    true[:3], told[:4] = 0, 0
    return Pixels(true, told, np.arange(12))


@pytest.mark.parametrize("at", range(CLASSES - 1))
@pytest.mark.parametrize("draw", [curves.roc, curves.precision_recall])
def test_every_point_of_a_curve_leads_to_just_the_examples_it_decides_wrongly(at, draw):
    found = answers()
    hit, score = found.true == at, found.probabilities[:, at]
    curve = draw(hit, score)
    assert len(curve["at"]) > 20
    for x, y, threshold in zip(curve["x"], curve["y"], curve["at"], strict=True):
        if threshold is None:  # the end at which nothing is called
            continue
        wrong = AtThreshold(at, threshold, 0.5)
        told = score >= np.float32(threshold)
        (_, false), (missed, right) = metrics.confusion_matrix(hit, told)
        assert wrong.numbers(found) == {"n": false + missed, "false": false, "missed": missed}
        assert np.array_equal(wrong.mask(found), told != hit)
        recall = right / hit.sum()
        other = false / (~hit).sum() if draw is curves.roc else right / (right + false)
        assert sorted((x, y)) == pytest.approx(sorted((recall, other)), abs=1e-5)


def test_wrong_ones_are_the_false_and_the_missed_and_nothing_is_counted_twice():
    found = answers()
    masks = {part: AtThreshold(1, 0.3, 0.5, part).mask(found) for part in DECIDED}
    assert np.array_equal(masks["wrong"], masks["false"] | masks["missed"])
    assert not (masks["false"] & masks["missed"]).any()
    moved = thresholds.changed(found.probabilities[:, 1], 0.5, 0.3)
    assert np.flatnonzero(masks["moved"]).tolist() == moved.tolist()


@pytest.mark.parametrize("at", [ANY, *range(CLASSES)])
def test_the_tenths_are_scikit_learns_bins_and_their_sum_is_all_examples(at):
    found = answers()
    hit = found.true == (found.predicted if at == ANY else at)
    score = found.confidence if at == ANY else found.probabilities[:, at]
    told = [InTenth(at, tenth).numbers(found) for tenth in range(TENTHS)]
    assert sum(one["n"] for one in told) == len(hit)
    share, _ = calibration_curve(hit, score, n_bins=TENTHS, strategy="uniform")
    assert [one["share"] for one in told if one["n"]] == pytest.approx(share.tolist())
    drawn = curves.calibration(hit, score)
    assert [one["n"] for one in told if one["n"]] == [one["count"] for one in drawn]
    assert np.add(*tenths(score, hit)).tolist() == [one["n"] for one in told]
    for tenth in range(TENTHS):
        parts = [InTenth(at, tenth, right).mask(found) for right in (True, False)]
        assert np.array_equal(parts[0] | parts[1], InTenth(at, tenth).mask(found))
        assert np.array_equal(parts[0], InTenth(at, tenth).mask(found) & hit)


@pytest.mark.parametrize("at", range(CLASSES))
def test_behind_a_figure_of_a_class_are_the_examples_it_is_made_of(at):
    found = answers()
    told = {name: OfClass(at, name).numbers(found) for name in ("precision", "recall", "f1")}
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        found.true, found.predicted, labels=[at], zero_division=0
    )
    assert told["precision"]["share"] == pytest.approx(precision[0])
    assert told["recall"]["share"] == pytest.approx(recall[0])
    both = told["precision"]["n"] + told["recall"]["n"]
    assert 2 * told["f1"]["right"] / both == pytest.approx(f1[0])
    assert told["f1"]["n"] == both - told["f1"]["right"]
    assert OfClass(at, "support").numbers(found)["n"] == support[0]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("scale", [1e-6, 1.0, 3e7])
def test_errors_are_parted_in_round_steps_whose_sum_is_all_examples(seed, scale):
    off = np.random.default_rng(seed).normal(0.3, scale, 200)
    found = values(*off)
    drawn = stepped(residuals(found))
    bars = len(drawn.counts)
    assert 8 <= bars <= STEPS + 2
    assert float(f"{drawn.step:.0e}") == pytest.approx(drawn.step)
    told = [OffBy(drawn.step, drawn.first + at).numbers(found) for at in range(bars)]
    assert [one["n"] for one in told] == drawn.counts.tolist()
    assert drawn.counts.sum() == 200
    edges = [one["low"] for one in told] + [told[-1]["high"]]
    assert drawn.counts.tolist() == np.histogram(residuals(found), edges)[0].tolist()


@pytest.mark.parametrize("off", [(0.0,), (2.0, 2.0), (3e38, 3e38), (-3e38, 3e38), (1e-300, 0.0)])
def test_errors_without_a_range_or_with_a_huge_one_are_all_in_some_bar(off):
    found = values(*off)
    drawn = stepped(residuals(found))
    numbers = (drawn.first + at for at in range(len(drawn.counts)))
    assert sum(OffBy(drawn.step, at).numbers(found)["n"] for at in numbers) == len(off)


def test_a_cell_of_pixels_leads_to_the_pictures_and_counts_its_pixels():
    found = pixels()
    counts = metrics.confusion_matrix(found.true.ravel(), found.predicted.ravel())
    for true, predicted in np.ndindex(3, 3):
        one = PixelCell(true, predicted)
        assert one.numbers(found)["pixels"] == counts[true, predicted]
        assert set(np.flatnonzero(one.mask(found))) == set(found.in_cell(true, predicted))


def test_behind_a_bar_of_iou_are_the_pictures_its_two_counts_are_of():
    found = pixels()
    wanted = metrics.jaccard_score(found.true.ravel(), found.predicted.ravel(), average=None)
    for at, iou in enumerate(wanted):
        one = PixelClass(at)
        told, without = one.numbers(found), ~one.mask(found)
        assert told["right"] / told["union"] == pytest.approx(iou)
        assert not (found.true[without] == at).any()
        assert not (found.predicted[without] == at).any()
    assert InkTenth(9).mask(found)[:3].all()  # nothing there, and nothing answered
    assert sum(InkTenth(at).numbers(found)["n"] for at in range(TENTHS)) == 12
    assert shares_of_ten(found.right).max() < TENTHS


def test_the_gallery_shows_what_is_selected_and_further_filters_leave_less():
    found = answers()
    every, one = gallery.examples(found), AtThreshold(1, 0.3, 0.5)
    choice = gallery.Choice("all", order="rows", selection=one)
    places = gallery.chosen(every, choice, within=one.mask(found))
    assert every.rows[places].tolist() == found.rows[one.mask(found)].tolist()
    wrong = gallery.chosen(every, gallery.Choice("wrong", selection=one), within=one.mask(found))
    assert set(wrong) == set(np.flatnonzero(one.mask(found) & (found.true != found.predicted)))


def test_each_selection_has_its_sentence():
    found, drawn = answers(), pixels()
    every = [AtThreshold(1, 0.3, 0.5, part) for part in DECIDED]
    every += [InTenth(at, 8, right) for at in (ANY, 1) for right in (None, True, False)]
    every += [OfClass(1, name) for name in ("precision", "recall", "f1", "support")]
    told = [(one, one.numbers(found)) for one in every]
    told += [(one, one.numbers(drawn)) for one in (PixelCell(1, 2), PixelClass(1), InkTenth(3))]
    told.append((OffBy(0.5, 1), OffBy(0.5, 1).numbers(values(0.7))))
    for one, numbers in told:
        words = text(f"selections.{one.code}", name="cat", true="a", predicted="b", **numbers)
        assert f"{numbers['n']}" in words
