"""The curve of a schedule over the planned steps."""

import pytest

from kt_core.experiment import Component, parse
from kt_core.figures import rate_figure
from kt_core.rate_curve import rate_curve
from kt_core.templates import template


def planned(schedule, *, epochs=4, batch_size=100):
    document = template("digit_cnn").document()
    document["optimizer"] = {"kind": "SGD", "params": {"learning_rate": schedule}}
    document["fit"] = {"epochs": epochs, "batch_size": batch_size}
    return parse(document)


def exponential(**params):
    usual = {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5}
    return {"kind": "ExponentialDecay", "params": {**usual, **params}}


def test_a_curve_goes_from_the_first_to_the_last_planned_step():
    curve = rate_curve(planned(exponential()))
    assert curve.steps[0] == 0
    assert curve.steps[-1] == 4 * curve.per_epoch - 1
    assert curve.rates[:2] == pytest.approx((0.1, 0.1 * 0.5**0.1))


def test_a_long_training_is_thinned_but_keeps_its_end():
    curve = rate_curve(planned(exponential(decay_steps=10**6), epochs=1000, batch_size=1))
    assert len(curve.steps) < 3100
    assert curve.steps[-1] == 1000 * curve.per_epoch - 1


def test_both_sides_of_a_jump_are_on_the_curve_of_a_long_training():
    params = {"boundaries": [100_001], "values": [0.1, 0.01]}
    schedule = {"kind": "PiecewiseConstantDecay", "params": params}
    curve = rate_curve(planned(schedule, epochs=1000, batch_size=1))
    at = dict(zip(curve.steps, curve.rates, strict=True))
    assert (at[100_001], at[100_002]) == (0.1, 0.01)


@pytest.mark.parametrize(
    "rate",
    [0.1, None, exponential(decay_steps=0), exponential(decay_rate="x"), {"kind": "Unknown"}],
)
def test_without_a_schedule_that_can_be_computed_there_is_no_curve(rate):
    assert rate_curve(planned(rate)) is None


def test_without_data_there_is_no_curve():
    experiment = planned(exponential()).model_copy(update={"data": None})
    assert rate_curve(experiment) is None


def test_the_figure_shows_each_point_with_its_epoch():
    curve = rate_curve(planned(exponential()))
    line = rate_figure(curve).data[0]
    assert list(line.y) == list(curve.rates)
    assert (line.customdata[0][0], line.customdata[-1][0]) == (1, 4)
    assert list(line.x) == [step for _, step in line.customdata] == list(curve.steps)


def test_a_table_by_epochs_is_a_staircase():
    rows = [{"from_epoch": 1, "factor": 0.5, "every": 2}, {"from_epoch": 5, "value": 0.3}]
    table = {"kind": "LearningRateScheduler", "params": {"schedule": rows}}
    experiment = planned(0.1, epochs=6).model_copy(update={"callbacks": (Component(**table),)})
    curve = rate_curve(experiment)
    assert curve.rates[::2] == (0.1, 0.05, 0.05, 0.025, 0.025, 0.3)
    assert curve.rates[::2] == curve.rates[1::2]
    assert curve.steps[-1] == 6 * curve.per_epoch - 1
    line = rate_figure(curve).data[0]
    assert (line.line.shape, line.x[2], line.x[10]) == ("hv", 1, 5)


def test_the_curve_of_a_formula_is_its_value_in_each_epoch_and_there_is_none_without_one():
    document = template("digit_cnn").document()
    document["fit"] = {"epochs": 3, "batch_size": 100}
    for formula, rates in (("rate / (1 + epoch)", [0.001, 0.0005, 0.001 / 3]), ("1 / epoch", None)):
        document["callbacks"] = [{"kind": "LearningRateScheduler", "params": {"schedule": formula}}]
        curve = rate_curve(parse(document))
        assert (curve and list(curve.rates[::2])) == (rates and pytest.approx(rates))
