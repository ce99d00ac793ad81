"""Modules of the browser parts, run where they will run: in a browser."""

import itertools
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[3] / "components" / "frontend" / "src"
SITE = "http://kt.test/"
NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def blank(context):
    """An empty page whose site has the modules, and the errors that it had.

    Below each number the site has them anew: what one test has imported, no other has.
    """

    def serve(route):
        name = route.request.url.removeprefix(SITE).partition("/")[2]
        if not name:
            return route.fulfill(body="", content_type="text/html")
        if not (SOURCES / name).is_file():
            return route.fulfill(status=404)
        return route.fulfill(path=SOURCES / name, content_type="text/javascript")

    page, failed = context.new_page(), []
    page.on("pageerror", lambda error: failed.append(str(error)))
    page.route(SITE + "**", serve)
    page.goto(SITE)
    yield page, failed
    page.close()


@pytest.fixture
def run(blank):
    """`run(module, expression, argument)`: evaluates it with the module's names, in the browser.

    In the expression `m` is the module, and `root` is before the paths of all of them.
    """
    page, failed = blank
    number = next(NUMBERS)
    failed.clear()

    def run(module, expression, argument=None):
        imported = f"const root = '/{number}', m = await import(`${{root}}/{module}`);"
        return page.evaluate(f"async (given) => {{ {imported} return {expression}; }}", argument)

    yield run
    assert not failed
