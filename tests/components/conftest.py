"""A browser, and a small real app with our components, for the tests of their browser parts."""

import os
import shutil
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from kt_core.runs import Store
from tests.browser.chromium import PATIENCE
from tests.browser.running_app import STREAMLIT

ROOT = Path(__file__).parents[2]
START_SECONDS = 120.0


@pytest.fixture(scope="session")
def context(browser):
    """One for all tests: what was loaded once stays in its cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="session")
def kept_open(context, small_app):
    """A tab that asks nothing and stays: while there is one, the next begins in half the time."""
    context.new_page().goto(f"{small_app.address}/_stcore/health")


@pytest.fixture
def page(context, kept_open):
    """A page on which no script may fail, and which may ask nobody but its own server."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    failed, asked = [], set()
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.on("request", lambda request: asked.add(urlsplit(request.url).hostname))
    yield page
    page.close()
    assert not failed
    assert asked <= {"127.0.0.1", "kt.test", None}


@pytest.fixture(scope="session")
def small_app(tmp_path_factory):
    with running(tmp_path_factory.mktemp("small_app")) as app:
        yield app


@contextmanager
def running(folder, base_url=""):
    """The small app, started as people start ours; its address and its store."""
    shutil.copy(Path(__file__).with_name("small_app.py"), folder / "app.py")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    port, log = free_port(), folder / "server.log"
    options = ["--server.port", str(port), "--server.baseUrlPath", base_url]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [STREAMLIT, "run", "app.py", *options],
            cwd=folder,
            env={**os.environ, "KT_HOME": str(folder), "PYTHONPATH": str(ROOT)},
            stdout=output,
            stderr=output,
        )
    store = Store(f"sqlite:///{folder / 'kt.db'}")
    address = f"http://127.0.0.1:{port}/{base_url}".rstrip("/")
    try:
        wait_for(address, server, log)
        yield SimpleNamespace(address=address, store=store, home=folder)
    finally:
        server.terminate()
        server.wait()
        store.close()


def wait_for(address, server, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        with suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The app did not come up:\n{log.read_text('utf-8')}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
