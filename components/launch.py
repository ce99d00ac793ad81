"""What happens once, when the app comes up: warm imports, the engine, our own routes."""

import argparse
import gc
import importlib
import logging
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from streamlit.runtime.pages_manager import PagesManager

from kt_core import client, own_parts, web
from kt_core.problems import ProblemError
from kt_core.texts import render
from kt_core.visitors import Visitors

FIRST = "data"  # of `shell.PAGES`, which would import too much too early
WARM = ("numpy", "pandas", "plotly.graph_objects", "sqlalchemy", "components.shell")


def take_own_parts() -> None:
    """Heed `--parts FOLDER` behind the `--` of `streamlit run app.py --`, or KT_PARTS."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--parts", metavar="FOLDER")
    named, _others = parser.parse_known_args(sys.argv[1:])
    try:
        own_parts.enter(named.parts)
    except ProblemError as error:
        words = render(error.problems[0])
        raise SystemExit(f"{words.what} {words.expected}") from error


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Imports what every page needs and starts the engine, so that the first visitor does not wait.

    What is imported here is then frozen: the garbage collector never looks at it again.
    """
    # Until the first st.navigation, Streamlit would run files of a folder called `pages` by
    # themselves, and the first visitor's link to a page would miss the app around it.
    PagesManager.uses_pages_directory = False
    threading.Thread(target=_start_engine, name="engine-start", daemon=True).start()
    for module in WARM:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    yield


def _start_engine() -> None:
    try:
        client.start_host()
    except client.EngineAway:
        logging.getLogger(__name__).exception("The engine did not come up; it is tried again")


def routes() -> list[BaseRoute]:
    """Our own addresses, below `server.baseUrlPath`."""
    return web.routes(st.get_option("server.baseUrlPath"), first_page=FIRST)


def middleware() -> list[Middleware]:
    """What every request passes: browsers are told apart, for the queue."""
    return [Middleware(Visitors)]
