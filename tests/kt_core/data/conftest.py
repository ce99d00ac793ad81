"""A KT_HOME of its own for every test, and one in which scikit-learn's sets are stored."""

import pytest

from kt_core.data import cards
from kt_core.engine.fetch import fetch
from kt_core.experiment import parse

OFFLINE = [card.kind for card in cards() if card.offline]


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))


@pytest.fixture(scope="session")
def home_with_sets(tmp_path_factory):
    """A KT_HOME in which every set that needs no network is stored. Not to be changed."""
    home = tmp_path_factory.mktemp("home_with_sets")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(home))
        for kind in OFFLINE:
            fetch(kind)
    return home


@pytest.fixture
def stored(home_with_sets, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(home_with_sets))


@pytest.fixture(params=OFFLINE)
def kind(request, stored):
    """Each set that needs no network, ready to be loaded."""
    return request.param


@pytest.fixture
def experiment_with():
    """Makes an experiment from the keys of its `data` part and a seed."""

    def make(kind, *, seed=0, **data):
        document = {"format": "kt-experiment", "version": 1, "network": [], "seed": seed}
        return parse({**document, "data": {"kind": kind, **data}})

    return make
