"""What happens once, when the app comes up: warm imports, the engine, our own routes."""

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.routing import BaseRoute

from kt_core import keeper, web

WARM = ("numpy", "pandas", "plotly.graph_objects", "sqlalchemy", "components.shell")


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Imports what every page needs and starts the engine, so that the first visitor does not wait.

    What is imported here is then frozen: the garbage collector never looks at it again.
    """
    keeper.keep()
    for module in WARM:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()
    yield


def routes() -> list[BaseRoute]:
    """The live channel and the assets of our own components, below `server.baseUrlPath`."""
    return web.routes(st.get_option("server.baseUrlPath"))
