"""The search for a learning rate by the engine: a curve, and nothing else changed."""

import json

import numpy as np
import pytest

from kt_core.commands import main
from kt_core.data import available
from kt_core.engine.find_rate import find_rate
from tests.kt_core.engine.test_controls import ALL, table

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("home")]


@pytest.fixture
def home(tmp_path, monkeypatch):
    from kt_core.engine.fetch import fetch

    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    fetch("iris")
    return tmp_path / "home"


def files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_table_with_a_schedule_of_rates_and_weights_gets_a_rate_that_trains(capsys, home):
    before = files(home)
    spec = home / "spec.json"
    spec.write_text(json.dumps(ALL))
    assert main(["find-rate", str(spec), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert 1e-3 < found["suggested"] < 1
    assert found["suggested"] < found["lowest"]
    assert f"{found['suggested']:.4g}" in found["why"]
    assert np.all(np.diff(found["rates"]) > 0)
    spec.unlink()
    assert files(home) == before


def test_a_file_calls_the_search_off(home):
    (home / "stop").touch()
    assert find_rate(table(), stop=str(home / "stop")) == {"cancelled": True}


def test_a_set_that_came_with_a_package_is_written_when_it_is_needed(home):
    (home / "stop").touch()
    assert not available("wine")
    assert find_rate(table(kind="wine"), stop=str(home / "stop")) == {"cancelled": True}
    assert available("wine")
