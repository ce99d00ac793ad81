import base64
import json

import numpy as np
import pytest

from kt_core import surfaces, web
from kt_core.runs import Store
from tests.kt_core.test_web import get, served


@pytest.mark.parametrize("epochs", [1, 3, 24, 100, 10_000])
def test_a_bounded_number_of_epochs_is_planned_and_the_last_is_one(epochs):
    found = surfaces.planned(epochs)
    assert max(found) == epochs and min(found) == max(1, -(-epochs // 576))
    assert len(found) <= surfaces.EVEN


def test_thinning_keeps_the_first_and_the_last_and_halves_the_rest():
    assert surfaces.thinned(range(60)) == list(range(60))
    found = surfaces.thinned(range(61))
    assert found == [*range(0, 60, 2), 60]
    assert len(surfaces.thinned(range(5000))) <= surfaces.MOST


def test_an_exact_array_comes_back_to_the_last_bit():
    values = np.random.RandomState(0).normal(size=(2, 3, 4)).astype("float32")
    values[0, 0, 0] = np.nan
    told = json.loads(surfaces.written(surfaces.exact(values)))
    back = np.frombuffer(base64.b64decode(told["float32"]), "<f4").reshape(told["shape"])
    assert np.array_equal(back, values, equal_nan=True)


def test_a_coarse_picture_is_off_by_half_a_step_and_what_is_no_number_is_said():
    values = np.random.RandomState(0).normal(size=(4, 5, 5))
    values[1] = 3.5
    values[2, 0, 0], values[3, 0, 0] = np.nan, np.inf
    told = json.loads(surfaces.written(surfaces.coarse(values)))
    steps = np.frombuffer(base64.b64decode(told["uint8"]), "uint8").reshape(told["shape"])
    low, high = told["low"], told["high"]
    back = low[0] + steps[0] / 255 * (high[0] - low[0])
    assert abs(back - values[0]).max() <= (high[0] - low[0]) / 255 / 2 + 1e-12
    assert (low[1], high[1]) == (3.5, 3.5) and not steps[1].any()
    assert low[2:] == high[2:] == [None, None] and not steps[2:].any()


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A run's folder with two surfaces, and a secret beside them."""
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    place = tmp_path / ("r" * 24)
    (place / surfaces.FOLDER).mkdir(parents=True)
    for name in (surfaces.name(0), surfaces.name(12), surfaces.POINTS, "secret.json"):
        (place / surfaces.FOLDER / name).write_text(json.dumps({"name": name}))
    (place / "experiment.json").write_text("{}")
    return place


@pytest.mark.process
def test_browsers_get_the_list_and_the_files_and_nothing_else(place):
    with served(web.routes(store=Store())) as host:
        base = f"/kt/surfaces/{place.name}"
        listed = get(host, base)
        assert listed.headers["cache-control"] == "no-store"
        assert surfaces.listed(place) == {"epochs": [0, 12], "final": False, "points": True}
        for name in (surfaces.name(12), surfaces.POINTS):
            assert get(host, f"{base}/{name}").status == 200
        wrong = ["secret.json", surfaces.FINAL, surfaces.name(1), "..%2fexperiment.json", "%2e%2e"]
        assert [get(host, f"{base}/{name}").status for name in wrong] == [404] * len(wrong)
        assert get(host, "/kt/surfaces/" + "q" * 24).status == 200
        assert not (place.parent / ("q" * 24)).exists()
        assert get(host, "/kt/surfaces/..").status == 404
