"""The digit pad and the confusion matrix in a real browser."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def pad(page, small_app):
    page.goto(f"{small_app.address}/?part=pad")
    pad = page.get_by_test_id("kt-digit-pad")
    expect(pad).to_have_attribute("data-strokes", "0", timeout=30_000)
    return pad


def draw(page, pad):
    box = pad.locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 220, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()


def test_the_drawing_arrives_when_the_pen_is_lifted(page, pad):
    draw(page, pad)
    expect(page.get_by_text("drawn (280, 280) corner 0 middle 255")).to_be_visible(timeout=10_000)


def test_the_drawing_stays_on_the_pad_over_reruns(page, pad):
    draw(page, pad)
    expect(page.get_by_text("middle 255")).to_be_visible(timeout=10_000)
    draw(page, pad)
    expect(pad).to_have_attribute("data-strokes", "2")


def test_the_button_clears_the_drawing(page, pad):
    expect(pad.get_by_test_id("kt-clear")).to_be_disabled()
    draw(page, pad)
    pad.get_by_test_id("kt-clear").click()
    expect(page.get_by_text("nothing drawn")).to_be_visible(timeout=10_000)


def test_the_delete_key_clears_the_drawing(page, pad):
    draw(page, pad)
    expect(page.get_by_text("middle 255")).to_be_visible(timeout=10_000)
    pad.locator("canvas").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_text("nothing drawn")).to_be_visible(timeout=10_000)


@pytest.fixture
def matrix(page, small_app):
    """Clicks the middle of a cell of the matrix of three classes."""
    page.goto(f"{small_app.address}/?part=matrix")
    page.locator(".js-plotly-plot .nsewdrag").first.wait_for(state="attached", timeout=30_000)
    page.wait_for_timeout(1000)

    def click(true, predicted):
        box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
        x = box["x"] + box["width"] * (predicted + 0.5) / 3
        y = box["y"] + box["height"] * (true + 0.5) / 3
        page.mouse.move(x, y)
        page.wait_for_timeout(300)
        page.mouse.click(x, y)

    return click


@pytest.mark.parametrize("cell", [(0, 0), (0, 1), (2, 0), (2, 2)])
def test_a_click_on_a_cell_gives_its_true_and_predicted_class(page, matrix, cell):
    matrix(*cell)
    expect(page.get_by_text(f"cell {cell}")).to_be_visible(timeout=10_000)


def test_a_cell_without_examples_cannot_be_chosen(page, matrix):
    matrix(1, 1)
    page.wait_for_timeout(1000)
    expect(page.get_by_text("cell None")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_in_figures_have_the_colour_of_the_theme(browser, small_app, scheme):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{small_app.address}/?part=matrix")
    title = page.locator(".js-plotly-plot .xtitle")
    title.wait_for(timeout=30_000)
    colour = title.evaluate("(node) => getComputedStyle(node).fill")
    brightness = sum(map(int, re.findall(r"\d+", colour)[:3])) / 3
    assert (brightness > 200) if scheme == "dark" else (brightness < 80)
    context.close()
