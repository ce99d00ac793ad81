"""The whole app in Streamlit's test runner: a fresh home folder, no engine, no browser."""

import shutil
from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from kt_core import client
from kt_core.runs import Store
from kt_core.templates import template
from tests.kt_core.engine.running_host import until

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    monkeypatch.chdir(APP.parent)
    st.cache_data.clear()  # answers of an engine that another test had
    return tmp_path


@pytest.fixture(scope="session")
def engine_home(tmp_path_factory):
    """The folder of the one engine of all pages that need one: it takes seconds to start.

    It has no network, and offers the files in its folder `offered`.
    """
    place = tmp_path_factory.mktemp("engine")
    (place / "keras").mkdir()
    (place / "offered").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        its_surroundings(patch, place)
        client.start_host()
        until(lambda: client.state() == "ready", seconds=240)
    yield place
    with pytest.MonkeyPatch.context() as patch:
        its_surroundings(patch, place)
        client.stop_host()


@pytest.fixture
def engine(home, engine_home, monkeypatch):
    """A real engine behind the pages of this test, which has fetched no data set yet."""
    its_surroundings(monkeypatch, engine_home)
    shutil.rmtree(engine_home / "data", ignore_errors=True)
    return engine_home


def its_surroundings(patch, place):
    """Makes this process one of those that share the engine's folder."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        patch.setenv(name, "http://127.0.0.1:9")
    patch.setenv("KT_HOME", str(place))
    patch.setenv("KERAS_HOME", str(place / "keras"))
    patch.setenv("KT_DATA", str(place / "offered"))


@pytest.fixture(autouse=True)
def app_around_every_page(monkeypatch):
    """Streamlit's test runner would run files of a folder called `pages` without app.py, which
    `components.launch` prevents in the real app."""
    begin = PagesManager.__init__

    def with_app(self, *arguments, **options):
        PagesManager.uses_pages_directory = False
        begin(self, *arguments, **options)

    monkeypatch.setattr(PagesManager, "__init__", with_app)


@pytest.fixture
def store(home):
    found = Store()
    yield found
    found.close()


@pytest.fixture
def draft(store):
    """The id of a draft that holds the digit CNN."""
    return store.create_draft(template("digit_cnn").document())


@pytest.fixture
def opened(draft):
    """Opens a page on the draft: `opened("network")`, with further query parameters by name.

    Of a run's results, what is behind the first look; `look=False` leaves that button alone.
    """

    def on(page: str, *, look: bool = True, **query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=120)
        app.query_params["draft"] = draft
        for name, value in query.items():
            app.query_params[name] = value
        if page != "data":
            app.switch_page(f"pages/{page}.py")
        app.run()
        if look and [button for button in app.button if button.key == "results.look"]:
            app.button(key="results.look").click().run()
        assert not app.exception, app.exception
        return app

    return on
