"""Each page on a phone, in light and dark: nothing scrolls sideways, colours are the theme's."""

import pytest

from tests.browser.documents import small_cnn
from tests.browser.person import Person

pytestmark = pytest.mark.browser

PAGES = ("", "network", "training", "results", "predict")
GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 27)"}
LONG = "手写数字识别" * 12 + "_and_a_name_without_a_single_blank_" * 3


@pytest.fixture(scope="module")
def long_names(app):
    """The id of a draft whose names are as long as names may be."""
    document = small_cnn(name=LONG)
    document["network"][1]["name"] = LONG[:100]
    return app.store.create_draft(document)


@pytest.fixture(params=["light", "dark"])
def visitor(app, browser, request):
    """A tab on a phone, in light and in dark."""
    size = {"width": 400, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=request.param)
    tab = Person(context, app.address)
    tab.scheme = request.param
    yield tab
    context.close()
    assert tab.complaints == []


def test_no_page_scrolls_sideways_on_a_phone(visitor, trained, long_names):
    for page in PAGES:
        visitor.opens(page, run=trained).engine_answers()
        assert not visitor.scrolls_sideways(), page
        assert visitor.ground() == GROUNDS[visitor.scheme]
    visitor.opens("network", draft=long_names).engine_answers()
    assert not visitor.scrolls_sideways()
