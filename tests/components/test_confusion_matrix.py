"""The confusion matrix in a real browser: by mouse and by keys, drawn in place, saved."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.resting import box
from tests.browser.running_app import until

pytestmark = pytest.mark.browser
BRIGHTNESS = """(node) => getComputedStyle(node).fill
  .match(/\\d+/g).slice(0, 3).reduce((sum, each) => sum + Number(each) / 3, 0)"""


@pytest.fixture
def cells(page, small_app):
    page.goto(f"{small_app.address}/?part=matrix")
    cells = page.get_by_test_id("kt-confusion-cells")
    expect(cells).to_have_attribute("width", re.compile("."))
    return cells


def click(cells, true, predicted):
    """The middle of a cell of three classes."""
    place = box(cells)
    x, y = place["width"] * (predicted + 0.5) / 3, place["height"] * (true + 0.5) / 3
    cells.click(position={"x": x, "y": y})


def test_a_cell_with_examples_is_chosen_by_a_click_and_let_go_of_by_another(page, cells):
    for cell in ((0, 0), (0, 1), (2, 0), (2, 2)):
        click(cells, *cell)
        expect(page.get_by_text(f"cell {cell}")).to_be_visible()
    click(cells, 1, 1)  # without examples: nothing happens
    click(cells, 2, 2)
    expect(page.get_by_text("cell None")).to_be_visible()


def test_the_keys_walk_through_the_cells_and_say_what_is_in_them(page, cells):
    matrix = page.get_by_test_id("kt-confusion")
    matrix.get_by_role("application").focus()
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(matrix.get_by_role("status")).to_have_text("cat → dog, 2 examples, 20.0% of all cat")
    page.keyboard.press("Enter")
    expect(page.get_by_text("cell (0, 1)")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("cell None")).to_be_visible()


def test_new_numbers_are_drawn_in_place_and_the_chosen_cell_stays(page, cells):
    click(cells, 2, 2)
    expect(page.get_by_text("cell (2, 2)")).to_be_visible()
    cells.evaluate("(node) => { node.mine = true; }")
    page.get_by_role("button", name="Twice").click()
    matrix = page.get_by_test_id("kt-confusion")
    expect(matrix.get_by_text("18", exact=True)).to_be_visible()
    expect(matrix).to_have_attribute("data-chosen", "2,2")
    assert cells.evaluate("(node) => node.mine")


def test_the_picture_is_saved_in_the_format_that_was_chosen(page, cells, tmp_path):
    with page.expect_download() as download:
        page.get_by_test_id("kt-confusion").get_by_role("button").click()
    assert download.value.suggested_filename == "confusion.png"
    download.value.save_as(tmp_path / "confusion.png")
    assert (tmp_path / "confusion.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_letters_have_the_colour_of_the_theme(page, small_app, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{small_app.address}/?part=matrix")
    title = page.get_by_test_id("kt-confusion").get_by_text("predicted class")
    title.wait_for()
    until(lambda: (title.evaluate(BRIGHTNESS) > 140) == (scheme == "dark"))
    assert not 80 <= title.evaluate(BRIGHTNESS) <= 200
