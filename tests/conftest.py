"""What tests of all parts share."""

import pytest


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all browser tests of a process: Playwright allows no second one."""
    from tests.browser.chromium import chromium

    with chromium() as opened:
        yield opened
