"""Points go into the store in few rows, none is lost, and a short training is drawn at once."""

import pytest

from kt_core.engine.points import Points


def waits(passed):
    points, now = Points(0.0), 0.0
    points.add(0.5, step=1, seconds=passed, values={"loss": 1.0})
    while not points.due(now, passed):
        now += 0.05
    return now


def test_a_row_waits_longer_the_longer_the_training_lasts():
    assert waits(1) == pytest.approx(0.1, abs=0.06)
    assert waits(30) == pytest.approx(0.5, abs=0.06)
    assert waits(10_000) == pytest.approx(1.0, abs=0.06)


def test_all_points_since_the_last_row_make_one_chunk():
    points = Points(0.0)
    for step in (1, 2):
        points.add(step / 4, step=step, seconds=step * 0.1, values={"loss": 1 / step, "mae": 3.0})
    assert points.take(5.0) == {
        "x": [0.25, 0.5],
        "step": [1, 2],
        "seconds": [0.1, 0.2],
        "values": {"loss": [1.0, 0.5], "mae": [3.0, 3.0]},
    }
    assert points.take(6.0) is None


def test_nothing_is_due_without_points():
    assert not Points(0.0).due(100.0, 1.0)
