"""What tests of all parts share."""

import gc
import sys

import pytest

SLOW = {"engine", "process"}


def pytest_collection_modifyitems(items):
    """Files with slow tests come first: in the end no worker waits for another's long file."""
    slow = {item.path for item in items if SLOW & {mark.name for mark in item.iter_markers()}}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True, scope="module")
def only_its_own_garbage():
    """What tests before this module have left is not looked through again and again.

    Hundreds of models leave millions of objects in a process, TensorFlow's functions above all.
    """
    if "keras" in sys.modules or "streamlit" in sys.modules:
        gc.collect()
        gc.freeze()


@pytest.fixture(autouse=True)
def no_variable_waits():
    """Keras would fill a variable that one test left waiting in whichever test comes next."""
    yield
    if "keras" in sys.modules:
        from keras.src.backend.common import global_state

        assert not global_state.get_global_attribute("uninitialized_variables")


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all browser tests of a process: Playwright allows no second one."""
    from tests.browser.chromium import chromium

    with chromium() as opened:
        yield opened
