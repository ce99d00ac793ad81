"""One app for all browser tests; a new tab for each."""

import pytest

from kt_core import client
from tests.browser.documents import small_cnn
from tests.browser.person import Person
from tests.browser.running_app import ROOT, RunningApp

ONE_THREAD = {"TF_NUM_INTRAOP_THREADS": "1", "TF_NUM_INTEROP_THREADS": "1"}
"""A training that goes on behind a page leaves the browser a processor."""
FAILED = pytest.StashKey[bool]()
PICTURES = ROOT / "build" / "browser"
WIDE = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def app(tmp_path_factory):
    with RunningApp(tmp_path_factory.mktemp("home"), **ONE_THREAD) as running:
        running.engine_ready()
        yield running


@pytest.fixture(scope="session")
def trained(app):
    """The id of a finished run of the small CNN."""
    document = small_cnn(name="A trained CNN")
    run = app.store.create_run(document, draft=app.store.create_draft(document))
    client.submit(run)
    app.comes_to(run, "finished")
    return run


@pytest.fixture(scope="session")
def context(browser):
    """What all tabs share: the cache, so that the app's scripts are loaded once."""
    opened = browser.new_context(viewport=WIDE, accept_downloads=True)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def kept_open(app, context):
    """A tab that asks nothing and stays: while there is one, the next begins in half the time."""
    tab = context.new_page()
    tab.goto(f"{app.address}/_stcore/health")
    return tab


@pytest.fixture
def person(app, context, kept_open, request):
    """Somebody with a new tab, who must have nothing to complain of in the end."""
    app.start()  # a test that failed may have left it dead
    visitor, printed = Person(context, app.address), len(app.log())
    yield visitor
    if request.node.stash.get(FAILED, False):
        PICTURES.mkdir(parents=True, exist_ok=True)
        visitor.tab.screenshot(path=PICTURES / f"{request.node.name}.png", full_page=True)
    for tab in context.pages:
        if tab is not kept_open:
            tab.close()
    context.clear_cookies()
    assert visitor.complaints == []
    assert "Traceback" not in app.log()[printed:]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A test that fails leaves a picture of what its browser showed."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report
