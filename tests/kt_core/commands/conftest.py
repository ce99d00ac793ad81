"""A home folder of commands, and the one engine that serves it where a test wants one."""

from contextlib import contextmanager

import pytest

from kt_core import client
from tests.kt_core.engine.running_host import until


@contextmanager
def at_home(folder):
    """KT_HOME is the folder meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(folder))
        patch.delenv("KT_STORE", raising=False)
        yield


@pytest.fixture(scope="session")
def home_folder(tmp_path_factory):
    """Where the engine of these tests is, if one is running."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def engine(home_folder):
    """A running engine, which commands ask instead of starting processes of their own."""
    with at_home(home_folder):
        client.start_host()
        until(client.serves, seconds=240)
    yield
    with at_home(home_folder):
        client.stop_host()
