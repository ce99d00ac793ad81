"""The suggestion from a curve, and taking it over."""

import numpy as np
import pytest

from kt_core.figures import rate_search_figure
from kt_core.rate_finder import has_diverged, judged, planned_rates, smoothed, with_rate

RATES = planned_rates()
NOISE = np.random.RandomState(0).normal(0, 0.02, len(RATES))


def until_diverged(losses):
    """As the search does: the losses up to where it ends."""
    end = next((n for n in range(1, len(losses) + 1) if has_diverged(losses[:n])), len(losses))
    return losses[:end]


def bowl(at=1e-3, lowest=3e-2):
    """A loss of 2.3 that falls around `at` and grows beyond `lowest`."""
    falling = 2.3 - 2.0 / (1 + (at / RATES) ** 2)
    return list(falling + np.maximum(0, RATES / lowest - 1) ** 2 + NOISE)


def test_the_rate_is_suggested_at_which_the_loss_falls_fastest():
    found = judged(RATES, until_diverged(bowl()))
    assert found.reason == "steepest"
    assert 5e-4 < found.suggested < 2e-3
    assert found.suggested < found.lowest < found.ended < 1
    assert len(found.rates) == len(found.losses) == len(found.smoothed) < len(RATES)


def test_a_fall_right_before_the_growth_is_kept_away_from():
    found = judged(RATES, until_diverged(bowl(at=1e-2, lowest=1e-2)))
    assert found.reason == "near_lowest"
    assert found.suggested == pytest.approx(found.lowest / 3, rel=0.05)


def test_noise_is_no_fall():
    found = judged(RATES, list(2.3 + NOISE))
    assert (found.reason, found.suggested) == ("no_fall", None)


def test_a_loss_that_is_no_number_ends_the_search():
    losses = [*bowl()[:150], float("nan")]
    assert until_diverged(losses) == pytest.approx(losses, nan_ok=True)
    found = judged(RATES, losses)
    assert found.ended == RATES[150]
    assert len(found.losses) == 150
    assert judged(RATES, [2.3, float("inf")]).reason == "not_finite"


def test_smoothing_does_not_lag():
    line = np.arange(60.0)
    assert smoothed(line) == pytest.approx(line)


def schedule(kind, **params):
    rate = {"kind": kind, "params": params}
    return {"optimizer": {"kind": "SGD", "params": {"learning_rate": rate, "momentum": 0.9}}}


@pytest.mark.parametrize(
    ("document", "taken"),
    [
        ({"optimizer": "adam"}, {"kind": "Adam", "params": {"learning_rate": 0.02}}),
        (
            schedule("ExponentialDecay", initial_learning_rate=1.0, decay_steps=9, decay_rate=0.5),
            {"initial_learning_rate": 0.02, "decay_steps": 9, "decay_rate": 0.5},
        ),
        (
            schedule("CosineDecay", initial_learning_rate=0.0, decay_steps=9, warmup_target=1.0),
            {"initial_learning_rate": 0.0, "decay_steps": 9, "warmup_target": 0.02},
        ),
        (
            schedule("PiecewiseConstantDecay", boundaries=[5], values=[1.0, 0.1]),
            {"boundaries": [5], "values": [0.02, 0.002]},
        ),
    ],
)
def test_a_rate_is_taken_over_as_a_number_or_as_the_height_of_the_schedule(document, taken):
    optimizer = with_rate(document, 0.02)["optimizer"]
    if "kind" in taken:
        assert optimizer == taken
    else:
        assert optimizer["params"]["momentum"] == 0.9
        assert optimizer["params"]["learning_rate"]["params"] == taken


def test_the_figure_marks_the_suggestion_on_the_smoothed_curve():
    found = judged(RATES, until_diverged(bowl()))
    raw, curve, mark = rate_search_figure(found).data
    assert list(raw.y) == list(found.losses)
    assert list(curve.y) == list(found.smoothed)
    assert mark.x == (found.suggested,)
    none = judged(RATES, list(2.3 + NOISE))
    assert len(rate_search_figure(none).data) == 2
