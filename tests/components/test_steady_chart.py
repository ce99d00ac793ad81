"""A figure of ours in a real browser: changed in place, clicked, in the colours of the page."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PATIENCE = 30_000  # milliseconds


@pytest.fixture
def figure(page, small_app):
    page.goto(f"{small_app.address}/?part=figure")
    figure = page.get_by_test_id("kt-figure")
    expect(figure).to_have_attribute("data-version", "1", timeout=PATIENCE)
    return figure


def test_new_numbers_change_the_figure_in_place(page, figure):
    plot = figure.locator(".plot svg").first
    plot.evaluate("(node) => { node.mine = true; }")
    page.get_by_role("button", name="Farther").click()
    expect(figure).to_have_attribute("data-version", "2", timeout=PATIENCE)
    drawn = figure.locator(".plot").evaluate("(plot) => Math.max(...plot._fullData[1].y)")
    assert drawn == 2
    assert plot.evaluate("(node) => node.mine")


def test_a_click_on_a_mark_tells_what_it_stands_for(page, figure):
    box = figure.locator(".scatterlayer .point").nth(1).bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(*middle)
    expect(figure.locator(".hoverlayer .hovertext")).to_have_count(1, timeout=PATIENCE)
    page.mouse.click(*middle)
    expect(page.get_by_text("told (1,)")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(("scheme", "ink"), [("light", "#0f1518"), ("dark", "#e6ebed")])
def test_letters_have_the_colour_of_the_page(browser, small_app, scheme, ink):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{small_app.address}/?part=figure")
    title = page.get_by_test_id("kt-figure").locator(".xtitle")
    title.wait_for(timeout=PATIENCE)
    red, green, blue = (int(ink[at : at + 2], 16) for at in (1, 3, 5))
    colour = title.evaluate("(node) => getComputedStyle(node).fill")
    assert colour == f"rgb({red}, {green}, {blue})"
    context.close()
