"""One app and one browser for all browser tests; a fresh tab without any past for each."""

import pytest

from tests.browser.chromium import chromium
from tests.browser.person import Person
from tests.browser.running_app import RunningApp

WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    with RunningApp(tmp_path_factory.mktemp("home")) as running:
        running.engine_ready()
        yield running


@pytest.fixture(scope="session")
def browser():
    with chromium() as opened:
        yield opened


@pytest.fixture
def person(app, browser):
    """Somebody with a tab, who must have nothing to complain of in the end."""
    context = browser.new_context(viewport=WIDE, accept_downloads=True)
    visitor = Person(context, app.address)
    yield visitor
    context.close()
    assert visitor.complaints == []
