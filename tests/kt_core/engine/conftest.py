"""A home folder of its own for every engine test, and a real host where one is asked for."""

import pytest

from kt_core.runs import Store
from tests.kt_core.engine.running_host import RunningHost
from tests.kt_core.engine.scripts import Elsewhere


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    for name in ("KT_STORE", "KT_EXECUTOR", "KT_START", "KT_MEMORY", "KT_RUN_MEMORY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def store(home):
    store = Store()
    yield store
    store.close()


@pytest.fixture
def host(home):
    running = RunningHost(home)
    yield running
    running.close()


@pytest.fixture(scope="session")
def elsewhere():
    """A warm process far from this project that runs exported scripts, each in a fork of its own.

    One for all tests: it takes seconds to import keras.
    """
    process = Elsewhere()
    yield process
    process.close()
