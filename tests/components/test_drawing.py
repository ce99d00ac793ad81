"""The digit pad in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.resting import box

pytestmark = pytest.mark.browser


@pytest.fixture
def pad(page, small_app):
    page.goto(f"{small_app.address}/?part=pad")
    pad = page.get_by_test_id("kt-digit-pad")
    expect(pad).to_have_attribute("data-strokes", "0")
    return pad


def draw(page, pad):
    place = box(pad.locator("canvas"))
    page.mouse.move(place["x"] + 60, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.mouse.move(place["x"] + 220, place["y"] + place["height"] / 2, steps=6)
    page.mouse.up()


def test_the_drawing_arrives_when_the_pen_is_lifted(page, pad):
    draw(page, pad)
    expect(page.get_by_text("drawn (280, 280) corner 0 middle 255")).to_be_visible()


def test_the_drawing_stays_on_the_pad_over_reruns(page, pad):
    draw(page, pad)
    expect(page.get_by_text("middle 255")).to_be_visible()
    draw(page, pad)
    expect(pad).to_have_attribute("data-strokes", "2")


def test_the_button_clears_the_drawing(page, pad):
    expect(pad.get_by_test_id("kt-clear")).to_be_disabled()
    draw(page, pad)
    expect(page.get_by_text("middle 255")).to_be_visible()
    pad.get_by_test_id("kt-clear").click()
    expect(page.get_by_text("nothing drawn")).to_be_visible()


def test_the_delete_key_clears_the_drawing(page, pad):
    draw(page, pad)
    expect(page.get_by_text("middle 255")).to_be_visible()
    pad.locator("canvas").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_text("nothing drawn")).to_be_visible()
