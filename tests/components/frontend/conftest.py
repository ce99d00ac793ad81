"""Modules of the browser parts, run where they will run: in a browser."""

from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[3] / "components" / "frontend" / "src"
SITE = "http://kt.test/"


@pytest.fixture
def run(page):
    """`run(module, expression, argument)`: evaluates it with the module's names, in the browser."""

    def serve(route):
        name = route.request.url.removeprefix(SITE)
        if not name:
            return route.fulfill(body="", content_type="text/html")
        return route.fulfill(path=SOURCES / name, content_type="text/javascript")

    page.route(SITE + "**", serve)
    page.goto(SITE)

    def run(module, expression, argument=None):
        program = (
            f"async (given) => {{ const m = await import('/{module}'); return {expression}; }}"
        )
        return page.evaluate(program, argument)

    return run
