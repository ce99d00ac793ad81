"""A figure of ours in a real browser: changed in place, clicked, in the colours of the page."""

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import PATIENCE
from tests.browser.resting import middle

pytestmark = pytest.mark.browser


@pytest.fixture
def figure(page, small_app):
    page.goto(f"{small_app.address}/?part=figure")
    figure = page.get_by_test_id("kt-figure")
    expect(figure).to_have_attribute("data-version", "1")
    return figure


def test_new_numbers_change_the_figure_in_place(page, figure):
    plot = figure.locator(".plot svg").first
    plot.evaluate("(node) => { node.mine = true; }")
    page.get_by_role("button", name="Farther").click()
    expect(figure).to_have_attribute("data-version", "2")
    drawn = figure.locator(".plot").evaluate("(plot) => Math.max(...plot._fullData[1].y)")
    assert drawn == 2
    assert plot.evaluate("(node) => node.mine")


def test_a_click_on_a_mark_tells_what_it_stands_for(page, figure):
    place = middle(figure.locator(".scatterlayer .point").nth(1))
    page.mouse.move(*place)
    expect(figure.locator(".hoverlayer .hovertext")).to_have_count(1)
    page.mouse.click(*place)
    expect(page.get_by_text("told (1,)")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(("scheme", "ink"), [("light", "#0f1518"), ("dark", "#e6ebed")])
def test_letters_have_the_colour_of_the_page(page, small_app, scheme, ink):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{small_app.address}/?part=figure")
    title = page.get_by_test_id("kt-figure").locator(".xtitle")
    title.wait_for()
    red, green, blue = (int(ink[at : at + 2], 16) for at in (1, 3, 5))
    expect(title).to_have_css("fill", f"rgb({red}, {green}, {blue})")
