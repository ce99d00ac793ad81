"""Each page on a phone, in light and dark: nothing scrolls sideways, colours are the theme's."""

import pytest
from playwright.sync_api import expect

from tests.browser.documents import small_cnn

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


def test_no_page_scrolls_sideways_on_a_phone_in_light_and_dark(person, trained, long_names):
    person.tab.set_viewport_size({"width": 400, "height": 800})
    visits = [(page, {"run": trained}) for page in PAGES] + [("network", {"draft": long_names})]
    for page, query in visits:
        person.opens(page, **query).engine_answers()
        for scheme, ground in GROUNDS.items():
            person.tab.emulate_media(color_scheme=scheme)
            app = person.tab.get_by_test_id("stApp")
            expect(app).to_have_css("background-color", ground)
            assert not person.idle().scrolls_sideways(), (page, scheme)
