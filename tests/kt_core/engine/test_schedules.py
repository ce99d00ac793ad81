"""The six schedules without Keras give the rates that Keras computes."""

import pytest

from kt_core.catalog import entries
from kt_core.experiment import Component
from kt_core.schedules import rate

pytestmark = pytest.mark.engine

START = {"initial_learning_rate": 0.2}
SCHEDULES = [
    ("CosineDecay", START | {"decay_steps": 50}),
    ("CosineDecay", START | {"decay_steps": 50, "alpha": 0.1}),
    ("CosineDecay", START | {"decay_steps": 50, "warmup_target": 0.5, "warmup_steps": 20}),
    ("CosineDecayRestarts", START | {"first_decay_steps": 13}),
    ("CosineDecayRestarts", START | {"first_decay_steps": 13, "t_mul": 1.0, "m_mul": 0.8}),
    ("CosineDecayRestarts", START | {"first_decay_steps": 13, "t_mul": 1.5, "alpha": 0.2}),
    ("ExponentialDecay", START | {"decay_steps": 10, "decay_rate": 0.9}),
    ("ExponentialDecay", START | {"decay_steps": 10, "decay_rate": 0.9, "staircase": True}),
    ("InverseTimeDecay", START | {"decay_steps": 10, "decay_rate": 0.9}),
    ("InverseTimeDecay", START | {"decay_steps": 10, "decay_rate": 0.9, "staircase": True}),
    ("PiecewiseConstantDecay", {"boundaries": [10, 40], "values": [0.3, 0.1, 0.02]}),
    ("PolynomialDecay", START | {"decay_steps": 50}),
    ("PolynomialDecay", START | {"decay_steps": 30, "power": 2.0, "end_learning_rate": 0.01}),
    ("PolynomialDecay", START | {"decay_steps": 30, "cycle": True}),
]


@pytest.mark.parametrize(("kind", "params"), SCHEDULES)
def test_a_schedule_is_keras_own(kind, params):
    import keras

    schedule = getattr(keras.optimizers.schedules, kind)(**params)
    component = Component(kind=kind, params=params)
    for step in range(0, 130, 3):
        assert rate(component, step) == pytest.approx(float(schedule(step)), rel=2e-5, abs=1e-7)


def test_every_schedule_of_the_catalog_is_compared():
    assert {kind for kind, _ in SCHEDULES} == {entry.kind for entry in entries("schedule")}
