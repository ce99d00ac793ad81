"""The learning rate without Keras is Keras' own at every step."""

import pytest

from kt_core import catalog
from kt_core.experiment import Component
from kt_core.schedules import RATES, rate

STEPS = (0, 1, 4, 5, 6, 10, 11, 25, 50, 99, 100, 101, 250)
FALLING = {"initial_learning_rate": 0.1, "decay_steps": 100}
CASES = [
    ("CosineDecay", {**FALLING, "alpha": 0.1}),
    ("CosineDecay", {**FALLING, "warmup_target": 0.5, "warmup_steps": 10}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 10, "t_mul": 1.0}),
    ("CosineDecayRestarts", {"initial_learning_rate": 0.1, "first_decay_steps": 10, "m_mul": 0.5}),
    ("ExponentialDecay", {**FALLING, "decay_rate": 0.5}),
    ("ExponentialDecay", {**FALLING, "decay_steps": 10, "decay_rate": 0.5, "staircase": True}),
    ("InverseTimeDecay", {**FALLING, "decay_rate": 0.5}),
    ("InverseTimeDecay", {**FALLING, "decay_steps": 10, "decay_rate": 0.5, "staircase": True}),
    ("PiecewiseConstantDecay", {"boundaries": [5, 50], "values": [0.1, 0.01, 0.001]}),
    ("PolynomialDecay", {**FALLING, "end_learning_rate": 0.01, "power": 2.0}),
    ("PolynomialDecay", {**FALLING, "decay_steps": 30, "cycle": True}),
]


def test_every_schedule_of_the_catalog_can_be_worked_out():
    assert {entry.kind for entry in catalog.entries("schedule")} == set(RATES)
    assert {kind for kind, _ in CASES} == set(RATES)


@pytest.mark.engine
@pytest.mark.parametrize(("kind", "params"), CASES)
def test_each_step_has_the_rate_that_keras_gives_it(kind, params):
    import keras

    keras_own = getattr(keras.optimizers.schedules, kind)(**params)
    ours = [rate(Component(kind=kind, params=params), step) for step in STEPS]
    theirs = [float(keras_own(step)) for step in STEPS]
    assert ours == pytest.approx(theirs, rel=1e-4, abs=1e-7)


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 0}),
        ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": "many"}),
        ("PiecewiseConstantDecay", {"boundaries": [5], "values": [0.1]}),
        ("LinearDecay", {}),
    ],
)
def test_values_that_give_no_rate_give_none(kind, params):
    assert rate(Component(kind=kind, params=params), 50) is None
