"""The decision surface in a real browser, fed by files as the engine writes them."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from kt_core import surfaces

pytestmark = pytest.mark.browser

COLOUR = """(canvas, [x, y]) => {
  const ratio = canvas.width / canvas.clientWidth;
  const paper = canvas.getContext("2d");
  return [...paper.getImageData(x * ratio, y * ratio, 1, 1).data].slice(0, 3);
}"""


class Engine:
    """A run whose network says class B to the right of a border that moves."""

    def __init__(self, store, home):
        document = {
            "format": "kt-experiment",
            "version": 1,
            "data": {"kind": "moons"},
            "network": [],
            "fit": {"epochs": 3},
        }
        self.store, self.run = store, store.create_run(document, handle={"pid": 0})
        self.change("queued", state="running", start_epoch=0, epochs=3, steps=1, examples=8)
        self.folder = home / self.run / surfaces.FOLDER
        self.folder.mkdir(parents=True)
        self.write(surfaces.POINTS, self.points())

    def change(self, *states, **new):
        assert self.store.change(self.run, states=states, attempt=1, **new)

    def points(self):
        part = {"x": [[-0.5, 0.5], [0.5, -0.5]], "y": [0, 1], "rows": [0, 1], "all": 2}
        test = {"x": [[0.0, 0.0]], "y": [1], "rows": [17], "all": 1}
        return {
            "columns": ["x", "<b>y</b>"],
            "classes": ["A", "B"],
            "low": [-1.0, -1.0],
            "high": [1.0, 1.0],
            "values": [0, 1],
            "parts": {"train": part, "test": test},
        }

    def write(self, name, content):
        (self.folder / name).write_bytes(surfaces.written(content))

    def surface(self, border, *, name=None, epoch=None):
        across = np.linspace(-1, 1, 61)
        right = np.broadcast_to(1 / (1 + np.exp(-9 * (across - border))), (61, 61))
        unit = np.broadcast_to(across[::2] - border, (31, 31))
        layers = [{"name": "hidden", "units": 2} | surfaces.coarse(np.stack([unit, -unit]))]
        found = {"output": surfaces.exact(np.stack([1 - right, right])), "layers": layers}
        wrong = {"train": [], "test": [0] if border > 0 else []}
        self.write(name or surfaces.name(epoch), {"epoch": epoch, **found, "wrong": wrong})

    def epoch(self, number):
        self.store.record_epoch(self.run, 1, number, {"loss": 1.0})


def test_the_surface_follows_the_training_and_can_be_gone_through_again(page, small_app):
    engine = Engine(small_app.store, small_app.home)
    engine.surface(0.6, epoch=0)
    page.goto(f"{small_app.address}/?part=surface&run={engine.run}")
    view = page.get_by_test_id("kt-surface")
    expect(view).to_have_attribute("data-moment", "0")
    plane = page.get_by_test_id("kt-surface-plane")
    plane.evaluate("node => { node.first = true; }")
    size = plane.evaluate("node => [node.clientWidth, node.clientHeight]")
    place = [46 + 0.7 * (size[0] - 52), 0.3 * size[1]]  # x = 0.4, away from points
    blue = plane.evaluate(COLOUR, place)
    engine.surface(-0.2, epoch=1)
    engine.epoch(0)
    expect(view).to_have_attribute("data-moment", "1")
    orange = plane.evaluate(COLOUR, place)
    assert blue[2] > blue[0] and orange[0] > orange[2]
    assert plane.evaluate("node => node.first")
    expect(page.get_by_text("script runs 1")).to_be_visible()
    page.get_by_test_id("kt-surface-slider").focus()
    page.keyboard.press("ArrowLeft")
    expect(view).to_have_attribute("data-moment", "0")
    expect(page.get_by_test_id("kt-surface-moment")).to_have_text("Before training")
    expect(plane).to_have_attribute("aria-label", re.compile("Test 1, 1 wrong"))
    page.get_by_test_id("kt-unit-0-1").hover()
    expect(page.get_by_test_id("kt-surface-words")).to_contain_text("hidden, unit 2: from")
    page.get_by_test_id("kt-surface-train").click()
    expect(plane).to_have_attribute("aria-label", re.compile("Training 2, 0 wrong"))
    engine.surface(-0.3, name=surfaces.FINAL)
    engine.change("running", state="finished")
    page.reload()
    expect(view).to_have_attribute("data-moment", "final")
    plane.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("kt-surface-words")).to_contain_text("0, 0: B, Test")
    page.keyboard.press("Enter")
    expect(page.get_by_text("example 17, script runs 2")).to_be_visible()
