"""A KT_HOME in which scikit-learn's sets are stored, for checks that look at the data."""

import pytest

from kt_core.data import cards
from kt_core.engine.fetch import fetch


@pytest.fixture(scope="session")
def home_with_sets(tmp_path_factory):
    home = tmp_path_factory.mktemp("home_of_checks")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(home))
        for card in cards():
            if card.offline:
                fetch(card.kind)
    return home


@pytest.fixture
def stored(home_with_sets, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(home_with_sets))
