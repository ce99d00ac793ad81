"""What tests of all parts share."""

import sys

import pytest


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
