"""Pictures to open one of, in a real browser: by mouse and by keys."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_picture_is_opened_by_a_click_and_by_keys_and_names_are_text(page, small_app):
    page.goto(f"{small_app.address}/?part=grid")
    cards = page.get_by_test_id("kt-picture-grid").get_by_role("button")
    expect(cards).to_have_count(3)
    expect(cards.nth(1)).to_contain_text("<img src=x onerror=alert(1)>")
    expect(cards.nth(1).locator("img")).to_have_count(1)
    cards.nth(1).click()
    expect(page.get_by_text("opened 10")).to_be_visible()
    expect(cards.nth(1)).to_have_attribute("aria-pressed", "true")
    expect(cards.nth(1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("opened 20")).to_be_visible()
