"""The network as a graph in a real browser: what is drawn, what mouse and keys tell."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.resting import box, middle
from tests.components.busy import busy, sent
from tests.components.keys import ARROWS

pytestmark = pytest.mark.browser


@pytest.fixture
def graph(page, small_app):
    """The graph of layer_0 (an Input) to layer_4 (an Add), each reading the one before."""

    def open_graph(count=5):
        page.goto(f"{small_app.address}/?part=graph&count={count}")
        found = page.get_by_test_id("kt-graph-view")
        expect(found).to_have_attribute("data-version", re.compile("."))
        expect(node(found, "layer_1")).to_be_visible()
        return found

    return open_graph


def node(graph, name):
    return graph.get_by_test_id(f"kt-node-{name}")


def told(page, pattern, *, count):
    expect(page.get_by_text(re.compile(rf"^told: {pattern}; {count} in all$"))).to_be_visible()


def drag(page, start, end):
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 8, start[1] + 8)
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def view(graph):
    return graph.locator(".react-flow__viewport").get_attribute("style")


def test_a_layer_shows_its_shape_its_share_and_its_problems_in_words(graph):
    found = node(graph(), "layer_2")
    expect(found).to_contain_text("layer_2")
    expect(found).to_contain_text("28×28×16")
    expect(found).to_contain_text("2,320 parameters")
    expect(found.get_by_label("Errors: 1")).to_have_text("✕ 1")
    expect(found.get_by_label("Warnings: 2")).to_have_text("! 2")


def test_dragging_from_a_dot_to_a_layer_connects_them(graph, page):
    found = graph()
    drag(page, middle(found.get_by_test_id("kt-out-layer_1")), middle(node(found, "layer_4")))
    told(page, "connect .*'source': 'layer_1', 'target': 'layer_4'.*", count=1)
    expect(found.get_by_test_id("kt-edge-layer_4-1")).to_be_attached()


def test_a_connection_is_chosen_and_cut(graph, page):
    found = graph()
    x, y = middle(found.get_by_test_id("kt-insert-layer_3-0"))
    page.mouse.click(x, y - 15)
    expect(found.get_by_role("status")).to_contain_text("layer_2 → layer_3")
    found.get_by_test_id("kt-graph-disconnect").click()
    told(page, "disconnect .*'target': 'layer_3', 'slot': '0'.*", count=1)
    expect(found.get_by_test_id("kt-edge-layer_3-0")).to_have_count(0)


def test_a_layer_on_one_tensor_asks_what_becomes_of_what_it_reads(graph, page):
    found = graph()
    node(found, "layer_1").click()
    told(page, "select .*layer_1.*", count=1)
    found.get_by_test_id("kt-graph-connect").click()
    node(found, "layer_3").click()
    expect(found.get_by_role("status")).to_contain_text("“layer_3” already reads another layer.")
    found.get_by_test_id("kt-graph-join_add").click()
    told(page, "connect .*'target': 'layer_3'.*'joined': 'Add'.*", count=2)
    expect(node(found, "add")).to_be_visible()


def test_a_dragged_layer_stays_where_it_was_dropped_and_is_told_once(graph, page):
    found = graph()
    x, y = middle(node(found, "layer_2"))
    drag(page, (x, y), (x + 180, y + 10))
    told(page, "move .*'layer_2': .*", count=1)
    assert middle(node(found, "layer_2")) == pytest.approx((x + 180, y + 10), abs=12)


def test_zoom_and_place_stay_over_reruns_and_nothing_is_made_anew(graph, page):
    found = graph()
    before = view(found)
    found.get_by_test_id("kt-graph-farther").click()
    expect(found.locator(".react-flow__viewport")).not_to_have_attribute("style", before)
    box(node(found, "layer_0"))  # comes to rest
    before = view(found)
    found.locator(".layer").evaluate_all("(all) => all.forEach((one) => { one.mark = true; })")
    node(found, "layer_3").click()
    told(page, "select .*layer_3.*", count=1)
    assert view(found) == before
    assert found.locator(".layer").evaluate_all("(all) => all.every((one) => one.mark)")


def test_keys_walk_move_connect_and_remove(graph, page):
    found = graph()
    found.locator(".react-flow__node").nth(1).focus()
    found.evaluate(ARROWS, 2)
    expect(node(found, "layer_3")).to_have_attribute("data-chosen", "true")
    told(page, "select .*layer_3.*", count=1)
    page.keyboard.press("Alt+ArrowRight")
    told(page, "move .*", count=2)
    page.keyboard.press("ArrowUp")
    told(page, "select .*layer_2.*", count=3)
    page.keyboard.press("c")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    told(page, "connect .*'source': 'layer_2', 'target': 'layer_4'.*", count=4)
    page.keyboard.press("Delete")
    told(page, "remove .*'names': .'layer_2'.*", count=5)


def test_a_connection_is_reached_and_removed_by_keys(graph, page):
    found = graph()
    found.locator(".react-flow__node").nth(3).focus()
    page.keyboard.press("Shift+ArrowUp")
    edge = found.get_by_label("Connection from layer_2 to layer_3")
    expect(edge).to_be_focused()
    page.keyboard.press("Enter")
    expect(found.get_by_role("status")).to_contain_text("layer_2 → layer_3")
    page.keyboard.press("ArrowUp")
    expect(found.locator(".react-flow__node").nth(2)).to_be_focused()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Delete")
    told(page, "disconnect .*'target': 'layer_3', 'slot': '0'.*", count=1)
    expect(edge).to_have_count(0)
    expect(found.locator(".react-flow__node").nth(3)).to_be_focused()


@pytest.mark.parametrize("menu", [True, False], ids=["own menu", "no menu"])
def test_a_long_press_chooses_several_whether_or_not_the_browser_has_a_menu_for_it(
    graph, page, menu
):
    found = graph()
    if not menu:  # as on an iPhone
        page.evaluate(
            "addEventListener('contextmenu', (event) => event.stopImmediatePropagation(), true)"
        )
    x, y = middle(node(found, "layer_3"))
    touch = page.context.new_cdp_session(page)
    touch.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    expect(found.get_by_role("status")).to_contain_text("2 layers chosen")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(300)  # a click might come after it
    expect(found.get_by_role("status")).to_contain_text("2 layers chosen")


def test_what_is_done_while_the_server_is_busy_all_counts_and_stays_as_it_was_put(
    graph, page, small_app
):
    found = graph()
    with busy(small_app):
        node(found, "layer_2").click()
        told(page, "select .*layer_2.*", count=1)
        found.get_by_test_id("kt-graph-duplicate").click()
        for target in ("layer_3", "layer_2"):
            found.get_by_test_id(f"kt-disconnect-{target}-0").dispatch_event("click")
        node(found, "layer_1").click()
        sent(page)
    told(page, "select .*layer_1.*", count=5)
    expect(node(found, "layer_1")).to_have_attribute("data-chosen", "true")
    for target in ("layer_3", "layer_2"):
        expect(found.get_by_test_id(f"kt-edge-{target}-0")).to_have_count(0)


def test_several_layers_are_chosen_with_shift_and_brought_together(graph, page):
    found = graph()
    node(found, "layer_3").click(modifiers=["Shift"])
    expect(found.get_by_role("status")).to_contain_text("2 layers chosen")
    found.get_by_test_id("kt-graph-concatenate_them").click()
    told(page, "join .*'layer_1', 'layer_3'.*'kind': 'Concatenate'.*", count=1)
    found.get_by_test_id("kt-graph-skip").click()
    told(page, "skip .*'layer_1', 'layer_3'.*", count=2)


def test_a_large_network_is_readable_at_first_and_whole_on_request(graph, page):
    found = graph(80)
    assert box(node(found, "layer_1"))["width"] > 180
    expect(node(found, "layer_79")).not_to_be_in_viewport()
    found.get_by_test_id("kt-graph-whole").click()
    expect(node(found, "layer_79")).to_be_in_viewport()
    expect(node(found, "layer_0")).to_be_in_viewport()
