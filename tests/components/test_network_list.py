"""The list of layers in a real browser: what is shown, what keys and buttons tell."""

import pytest
from playwright.sync_api import expect

from tests.browser.resting import box
from tests.components.busy import busy, sent
from tests.components.keys import ARROWS

pytestmark = pytest.mark.browser


@pytest.fixture
def layers(page, small_app):
    def open_list(count=4):
        page.goto(f"{small_app.address}/?part=layers&count={count}")
        found = page.get_by_test_id("kt-network-list")
        expect(found).to_have_attribute("data-version", "1")
        return found

    return open_list


def row(layers, name):
    return layers.locator(f"li[data-name={name}]")


def has(layers, *names):
    """Waits until the list shows these layers, from first to last."""
    for at, name in enumerate(names):
        expect(layers.locator("li").nth(at)).to_have_attribute("data-name", name)
    expect(layers.locator("li")).to_have_count(len(names))


def told(page, last, *, count):
    expect(page.get_by_text(f"{last}; {count} in all")).to_be_visible()


def test_a_row_shows_what_flows_through_the_layer(layers):
    found = row(layers(), "layer_1")
    expect(found).to_contain_text("Conv2D")
    expect(found).to_contain_text("28×28×1 → 26×26×1")
    expect(found).to_contain_text("100 parameters")


def test_problems_and_being_off_are_words_and_signs_not_only_colours(layers):
    found = row(layers(), "layer_2")
    expect(found.get_by_label("Errors: 2")).to_have_text("✕ 2")
    expect(found).to_contain_text("off")


def test_a_layer_that_is_off_is_passed_by(layers):
    expect(row(layers(), "layer_3")).to_contain_text("26×26×1 → 26×26×3")


def test_names_are_text_never_markup(layers):
    found = layers()
    expect(found).to_contain_text("<img src=x onerror=alert(1)>")
    assert found.locator("img").count() == 0


def test_a_click_selects_at_once_and_tells(layers, page):
    found = layers()
    row(found, "layer_2").get_by_role("button").click()
    expect(found).to_have_attribute("data-selected", "layer_2")
    told(page, "select layer_2", count=1)


def test_arrow_keys_move_the_selection_and_tell_only_where_it_rests(layers, page):
    found = layers()
    row(found, "layer_1").get_by_role("button").focus()
    found.evaluate(ARROWS, 2)
    expect(found).to_have_attribute("data-selected", "layer_3")
    told(page, "select layer_3", count=1)
    page.keyboard.press("Home")
    expect(found).to_have_attribute("data-selected", "layer_0")


def test_keys_move_duplicate_and_remove_the_selected_layer(layers, page):
    found = layers()
    row(found, "layer_1").get_by_role("button").focus()
    page.keyboard.press("Alt+ArrowDown")
    told(page, "down layer_1", count=1)
    has(found, "layer_0", "layer_2", "layer_1", "layer_3")
    page.keyboard.press("Control+d")
    told(page, "duplicate layer_1", count=2)
    page.keyboard.press("Delete")
    told(page, "remove layer_1", count=3)
    has(found, "layer_0", "layer_2", "layer_3")


def test_keys_pressed_while_the_server_is_busy_all_count_once_and_in_order(layers, page, small_app):
    found = layers()
    row(found, "layer_1").get_by_role("button").focus()
    with busy(small_app):
        page.keyboard.press("Alt+ArrowDown")
        told(page, "down layer_1", count=1)
        page.keyboard.press("Alt+ArrowDown")
        page.keyboard.press("Control+d")
        page.keyboard.press("Delete")
        page.keyboard.press("Delete")  # of what the key before has removed
        sent(page)
    told(page, "told: down layer_1, duplicate layer_1, remove layer_1", count=4)
    has(found, "layer_0", "layer_2", "layer_3")
    away = page.get_by_text("away")
    away.click()
    expect(found).to_have_count(0)
    away.click()
    found.get_by_test_id("kt-toggle").click()
    told(page, "told: duplicate layer_1, remove layer_1, toggle layer_3", count=5)
    page.reload()
    found.get_by_test_id("kt-toggle").click()
    told(page, "told: toggle layer_1", count=1)


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0], start[1] + 8)
    page.mouse.move(*end, steps=4)


def place(layers, name, share):
    """A point on the row, at this share of its height."""
    there = box(row(layers, name))
    return there["x"] + there["width"] / 2, there["y"] + share * there["height"]


def test_a_row_is_dragged_to_where_the_line_is_and_only_that_is_told(layers, page):
    found = layers()
    drag(page, place(found, "layer_1", 0.5), place(found, "layer_3", 0.8))
    expect(row(found, "layer_3")).to_have_attribute("data-drop", "after")
    page.mouse.up()
    told(page, "move layer_1", count=1)
    has(found, "layer_0", "layer_2", "layer_3", "layer_1")
    drag(page, place(found, "layer_1", 0.5), place(found, "layer_0", 0.2))
    page.mouse.up()
    told(page, "move layer_1 layer_0", count=2)


def test_escape_ends_a_drag_and_nothing_has_moved(layers, page):
    found = layers()
    drag(page, place(found, "layer_1", 0.5), place(found, "layer_3", 0.8))
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(found.locator("[data-dragged], [data-drop]")).to_have_count(0)
    row(found, "layer_2").get_by_role("button").click()
    told(page, "select layer_2", count=1)


def test_a_finger_drags_a_row_at_its_grip(browser, small_app):
    context = browser.new_context(has_touch=True, viewport={"width": 400, "height": 800})
    page = context.new_page()
    page.goto(f"{small_app.address}/?part=layers&count=4")
    found = page.get_by_test_id("kt-network-list")
    expect(found).to_have_attribute("data-version", "1")
    grip = box(row(found, "layer_2").locator(".grip"))
    x, y = grip["x"] + 12, grip["y"] + grip["height"] / 2
    finger = context.new_cdp_session(page)

    def touch(kind, *points):
        at = [{"x": x, "y": point} for point in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", y)
    touch("touchMove", y - 10)
    touch("touchMove", y - 2.3 * grip["height"])
    touch("touchEnd")
    told(page, "move layer_2 layer_0", count=1)
    context.close()


def test_the_focus_stays_in_the_list_when_its_row_is_removed(layers, page):
    found = layers()
    row(found, "layer_1").get_by_role("button").focus()
    page.keyboard.press("Delete")
    expect(row(found, "layer_1")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(found).to_have_attribute("data-selected", "layer_3")


@pytest.mark.parametrize("action", ["up", "down", "duplicate", "toggle", "remove", "add-after"])
def test_each_button_tells_its_action_for_the_selected_layer(layers, page, action):
    layers().get_by_test_id(f"kt-{action}").click()
    told(page, f"{action.replace('-', '_')} layer_1", count=1)


def test_the_first_layer_cannot_go_up_nor_the_last_down(layers, page):
    found = layers()
    row(found, "layer_0").get_by_role("button").click()
    expect(found.get_by_test_id("kt-up")).to_be_disabled()
    row(found, "layer_3").get_by_role("button").click()
    expect(found.get_by_test_id("kt-down")).to_be_disabled()
    expect(found.get_by_test_id("kt-up")).to_be_enabled()


def test_rows_are_updated_in_place(layers, page):
    found = layers()
    found.locator("li").evaluate_all("(rows) => rows.forEach((row) => { row.mark = true; })")
    found.get_by_test_id("kt-down").click()
    has(found, "layer_0", "layer_2", "layer_1", "layer_3")
    assert found.locator("li").evaluate_all("(rows) => rows.map((row) => row.mark)") == [True] * 4


def test_an_empty_list_says_so_and_offers_a_first_layer(layers, page):
    found = layers(0)
    expect(found).to_contain_text("No layers yet")
    found.get_by_test_id("kt-add-after").click()
    told(page, "add_after", count=1)


def test_two_hundred_layers_are_one_scrolling_list_with_the_selected_row_in_view(layers, page):
    found = layers(200)
    row(found, "layer_1").get_by_role("button").focus()
    page.keyboard.press("End")
    expect(row(found, "layer_199")).to_be_in_viewport()
    expect(row(found, "layer_0")).not_to_be_in_viewport()
    assert box(found)["height"] < 900
