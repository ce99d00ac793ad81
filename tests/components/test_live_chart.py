"""The live chart in a real browser, fed by the real store through the real channel."""

import math
import re

import pytest
from playwright.sync_api import expect

from tests.browser.resting import box
from tests.components.conftest import running

pytestmark = pytest.mark.browser

REMEMBER = """(chart) => {
  window.links = [];
  const note = () => window.links.push(chart.dataset.link);
  new MutationObserver(note).observe(chart, { attributeFilter: ["data-link"] });
}"""
CHART = "[data-testid=kt-live-chart]"
RANGES = """() => [...document.querySelectorAll(".js-plotly-plot")]
  .map((figure) => figure._fullLayout.xaxis.range)"""
ONE_RANGE = f"""() => {{
  const lengths = ({RANGES})().map(([from, to]) => to - from);
  return Math.min(...lengths) === Math.max(...lengths) ? lengths[0] : NaN;
}}"""
LINES = """() => [...document.querySelector(".js-plotly-plot").data]
  .map((trace) => [trace.name, trace.x.length])"""


class Trainer:
    """Writes a run's rows, as the engine's recorder does."""

    def __init__(self, store, *, epochs=4, steps=20, metrics=()):
        self.store, self.epochs, self.steps = store, epochs, steps
        document = {"fit": {"epochs": epochs}, "metrics": list(metrics)}
        self.run = store.create_run(document, handle={"pid": 0})
        self.done = 0

    def begin(self):
        plan = {"epochs": self.epochs, "steps": self.steps, "examples": 32 * self.steps}
        self.change("queued", state="running", start_epoch=0, **plan)

    def batches(self, *, points=5, loss=None):
        at = [(number + 1) * self.steps // points for number in range(points)]
        for step in at:
            x = self.done + step / self.steps
            values = {"loss": [2 * math.exp(-x) if loss is None else loss], "accuracy": [0.5]}
            place = {"step": [self.done * self.steps + step], "seconds": [x], "x": [x]}
            self.store.record_batch(self.run, 1, epoch=self.done, values=values, **place)

    def epoch(self, *, loss=None, learning_rate=0.001, **more):
        value = 2 * math.exp(-self.done) if loss is None else loss
        values = {"loss": value, "accuracy": 0.6, "val_loss": value + 0.1, "val_accuracy": 0.55}
        figures = {"seconds": 1.0, "elapsed": self.done + 1.0, "examples_per_second": 640.0}
        self.store.record_epoch(
            self.run,
            1,
            self.done,
            values,
            remeasured={"loss": value - 0.05, "accuracy": 0.65},
            learning_rate=learning_rate,
            eta=float(self.epochs - self.done - 1),
            **figures,
            **more,
        )
        self.done += 1

    def train(self, epochs=None):
        for _ in range(self.epochs if epochs is None else epochs):
            self.batches()
            self.epoch()

    def change(self, *states, **new):
        assert self.store.change(self.run, states=states, attempt=1, **new)


@pytest.fixture
def trainer(small_app):
    return Trainer(small_app.store)


@pytest.fixture
def chart(page, small_app, trainer):
    """Opens the trainer's run; gives the chart."""

    def open_chart(address=small_app.address):
        page.goto(f"{address}/?part=chart&run={trainer.run}")
        chart = page.locator(CHART)
        expect(chart).to_have_attribute("data-state", re.compile("."))
        return chart

    return open_chart


def length(ranges):
    """How long the stretch is that all panels show."""
    return ranges[0][1] - ranges[0][0]


def has_rows(chart, count):
    expect(chart).to_have_attribute("data-painted-rows", str(count))


def test_a_run_that_waits_says_what_it_waits_for(chart, page):
    expect(chart()).to_have_attribute("data-state", "queued")
    expect(page.get_by_test_id("kt-message")).to_contain_text("Waiting to be trained")


def test_history_is_there_at_once_and_new_rows_follow_without_a_rerun(chart, page, trainer):
    trainer.begin()
    trainer.train(2)
    shown = chart()
    has_rows(shown, 14)
    trainer.batches()
    has_rows(shown, 19)
    expect(page.get_by_test_id("kt-epoch")).to_contain_text("3 of 4")
    expect(page.get_by_text("script runs 1")).to_be_visible()


def test_the_page_is_run_again_once_when_the_run_ends(chart, page, trainer):
    trainer.begin()
    trainer.train(3)
    shown = chart()
    has_rows(shown, 20)
    trainer.train(1)
    trainer.change("running", state="finished")
    expect(page.get_by_text("ended 1, script runs 2, finished")).to_be_visible()
    expect(shown).to_have_attribute("data-state", "finished")
    page.wait_for_timeout(1500)
    expect(page.get_by_text("ended 1, script runs 2, finished")).to_be_visible()


def test_a_run_that_had_ended_before_asks_for_no_rerun(chart, page, trainer):
    trainer.begin()
    trainer.train()
    trainer.change("running", state="finished")
    has_rows(chart(), 27)
    page.wait_for_timeout(1000)
    expect(page.get_by_text("ended 0, script runs 1, finished")).to_be_visible()


def test_the_end_is_told_in_a_hidden_tab_too(chart, page, trainer):
    page.add_init_script("Object.defineProperty(document, 'hidden', {get: () => window.away})")
    trainer.begin()
    trainer.train(1)
    shown = chart()
    has_rows(shown, 8)
    page.evaluate("window.away = true; document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("() => new Promise((done) => setTimeout(done, 600))")  # a paint that was due
    painted = shown.get_attribute("data-paints")
    trainer.train(3)
    trainer.change("running", state="finished")
    expect(page.get_by_text("ended 1, script runs 2, finished")).to_be_visible()
    assert shown.get_attribute("data-paints") == painted
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    has_rows(shown, 27)


def test_a_failed_run_leaves_its_chart(chart, page, trainer):
    trainer.begin()
    trainer.train(2)
    shown = chart()
    has_rows(shown, 14)
    trainer.change("running", state="failed", why=None)
    expect(shown).to_have_attribute("data-state", "failed")
    expect(page.get_by_test_id("kt-message")).to_be_hidden()
    assert dict(page.evaluate(LINES))["training, each batch"] == 10


def test_zoom_and_figure_survive_reruns_and_new_rows(chart, page, trainer):
    trainer.begin()
    trainer.train(2)
    shown = chart()
    has_rows(shown, 14)
    page.evaluate("window.figure = document.querySelector('.js-plotly-plot')")
    whole = page.evaluate(RANGES)
    place = box(page.locator("[data-testid=kt-plot-loss] .nsewdrag").first)
    page.mouse.move(place["x"] + 40, place["y"] + 40)
    page.mouse.down()
    page.mouse.move(place["x"] + 180, place["y"] + 200, steps=5)
    page.mouse.up()
    expect(page.get_by_test_id("kt-reset-zoom")).to_be_visible()
    page.wait_for_function(f"(whole) => ({ONE_RANGE})() < whole", arg=length(whole))
    zoomed = page.evaluate(RANGES)
    page.get_by_text("unrelated").click()
    expect(page.get_by_text("script runs 2")).to_be_visible()
    trainer.batches()
    has_rows(shown, 19)
    assert page.evaluate(RANGES) == zoomed
    assert page.evaluate("window.figure === document.querySelector('.js-plotly-plot')")
    page.get_by_test_id("kt-reset-zoom").click()
    expect(page.get_by_test_id("kt-reset-zoom")).to_be_hidden()
    page.wait_for_function(f"(zoomed) => ({ONE_RANGE})() > zoomed", arg=length(zoomed))


def test_both_panels_show_the_same_stretch(chart, page, trainer):
    trainer.begin()
    trainer.train(2)
    has_rows(chart(), 14)
    first, second = page.evaluate(RANGES)
    assert first == second
    assert first[0] == 0
    assert first[1] == pytest.approx(4, rel=0.05)


def test_room_is_kept_for_the_metric_before_its_first_value(small_app, page):
    metric = {"kind": "SparseCategoricalAccuracy", "params": {}}
    trainer = Trainer(small_app.store, metrics=[metric])
    page.goto(f"{small_app.address}/?part=chart&run={trainer.run}")
    expect(page.get_by_test_id("kt-plot-metric")).to_be_visible()
    before = box(page.get_by_test_id("kt-plot-loss"))
    trainer.begin()
    trainer.train(1)
    has_rows(page.locator(CHART), 8)
    assert box(page.get_by_test_id("kt-plot-loss")) == before


def test_reloading_in_mid_run_brings_everything_back(chart, page, trainer):
    trainer.begin()
    trainer.train(2)
    has_rows(chart(), 14)
    page.reload()
    has_rows(page.locator(CHART), 14)


def test_a_broken_connection_is_said_and_mended_from_the_cursor_on(chart, page, trainer):
    addresses, links = [], []

    def forward(socket):
        addresses.append(socket.url)
        links.append(socket)
        socket.connect_to_server()

    page.route_web_socket(re.compile("/kt/live/"), forward)
    trainer.begin()
    trainer.train(1)
    shown = chart()
    has_rows(shown, 8)
    shown.evaluate(REMEMBER)
    links[0].close(code=1011)
    page.wait_for_function("() => window.links.includes('lost')")
    trainer.train(1)
    has_rows(shown, 14)
    expect(shown).to_have_attribute("data-link", "open")
    assert re.search(r"from=8$", addresses[1])


def test_what_is_no_number_is_marked_and_said(chart, page, trainer):
    trainer.begin()
    trainer.train(1)
    trainer.batches(loss=math.nan)
    has_rows(chart(), 13)
    expect(page.get_by_test_id("kt-note")).to_contain_text("loss is NaN from epoch 1.2 on")
    assert dict(page.evaluate(LINES))["not a number"] == 1


def test_a_learning_rate_that_changes_has_a_panel_of_its_own(chart, page, trainer):
    trainer.begin()
    trainer.epoch()
    has_rows(chart(), 3)
    expect(page.get_by_text("Learning rate 0.001 in every epoch.")).to_be_visible()
    trainer.epoch(learning_rate=0.0001)
    expect(page.get_by_test_id("kt-plot-learning-rate")).to_be_visible()


def test_the_numbers_are_in_a_table_too(chart, page, trainer):
    trainer.begin()
    trainer.train(2)
    has_rows(chart(), 14)
    page.get_by_test_id("kt-table").locator("summary").click()
    table = page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(3)
    expect(table.get_by_role("columnheader").nth(1)).to_have_text("loss")
    expect(table.get_by_role("row").nth(2)).to_contain_text("2.000")


def test_layers_are_drawn_while_they_are_measured_and_read_by_the_keyboard(chart, page, trainer):
    trainer.begin()
    trainer.train(1)
    has_rows(chart(), 8)
    shown = page.get_by_test_id("kt-layers")
    expect(shown).to_be_hidden()
    figures = {"gradient_norm": 0.5, "update_ratio": 0.002, "dead_share": None}
    relu = {**figures, "dead_share": 0.25}
    layers = {"values": {"dense": figures, "relu": relu}, "examples": 256, "seconds": 0.1}
    trainer.epoch(layers=layers, memory={"resident": 8.9e8, "peak": 9.1e8, "free": 2.1e10})
    expect(shown).to_have_attribute("data-measured", "1")
    expect(page.get_by_test_id("kt-memory")).to_contain_text("890 MB, at most 910 MB")
    page.get_by_test_id("kt-layers-quantity").select_option("dead_share")
    page.get_by_test_id("kt-layers-map").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    readout = page.get_by_test_id("kt-layers-readout")
    expect(readout).to_contain_text("relu, epoch 2: Dead units 25 %")


def test_long_lines_are_drawn_with_a_bounded_number_of_points(small_app, page):
    trainer = Trainer(small_app.store, epochs=2, steps=8000)
    trainer.begin()
    for start in range(0, 8000, 1000):
        steps = list(range(start + 1, start + 1001))
        values = {"loss": [90.0 if step == 4321 else 1.0 + step % 3 for step in steps]}
        place = {"x": [step / 8000 for step in steps], "step": steps, "seconds": steps}
        small_app.store.record_batch(trainer.run, 1, epoch=0, values=values, **place)
    page.goto(f"{small_app.address}/?part=chart&run={trainer.run}")
    has_rows(page.locator(CHART), 10)
    assert dict(page.evaluate(LINES))["training, each batch"] <= 1502
    drawn = page.evaluate("document.querySelector('.js-plotly-plot').data[0].y")
    assert max(drawn) == 90.0


def test_axis_scale_and_smoothing_change_the_drawing_not_the_values(chart, page, trainer):
    trainer.begin()
    trainer.train(2)
    has_rows(chart(), 14)
    raw = page.evaluate("document.querySelector('.js-plotly-plot').data[0].y")
    page.get_by_test_id("kt-axis-step").click()
    page.get_by_test_id("kt-scale-log").click()
    page.get_by_test_id("kt-smoothing").fill("0.5")
    kind = "document.querySelector('.js-plotly-plot')._fullLayout"
    page.wait_for_function(f"() => {kind}.yaxis.type === 'log' && {kind}.xaxis.range[1] > 50")
    page.wait_for_function("() => document.querySelector('.js-plotly-plot').data[1].y.length > 0")
    data = page.evaluate("document.querySelector('.js-plotly-plot').data.map((trace) => trace.y)")
    assert data[0] == raw
    assert data[1] != raw
    assert page.evaluate("document.querySelector('.js-plotly-plot').data[0].visible") is True


def test_lines_can_be_hidden_by_the_keyboard(chart, page, trainer):
    trainer.begin()
    trainer.train(2)
    has_rows(chart(), 14)
    button = page.get_by_test_id("kt-legend-validation")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    visible = "document.querySelector('.js-plotly-plot').data.map((trace) => trace.visible)"
    page.wait_for_function(f"() => {visible}[6] === false")


def test_a_change_to_dark_repaints_the_same_figure(chart, page, trainer):
    page.emulate_media(color_scheme="light")
    trainer.begin()
    trainer.train(2)
    has_rows(chart(), 14)
    page.evaluate("window.figure = document.querySelector('.js-plotly-plot')")
    light = page.evaluate("window.figure.data[2].line.color")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"() => window.figure.data[2].line.color !== '{light}'")
    assert page.evaluate("document.contains(window.figure)")


def test_two_viewers_see_the_same(chart, context, page, trainer):
    trainer.begin()
    trainer.train(1)
    first = chart()
    other = context.new_page()
    other.goto(page.url)
    trainer.train(1)
    has_rows(first, 14)
    has_rows(other.locator(CHART), 14)
    other.close()


def test_the_chart_works_below_a_base_path(tmp_path, page):
    with running(tmp_path, "class/room") as app:
        trainer = Trainer(app.store)
        trainer.begin()
        trainer.train(1)
        page.goto(f"{app.address}/?part=chart&run={trainer.run}")
        has_rows(page.locator(CHART), 8)
        assert dict(page.evaluate(LINES))["training, each batch"] == 5
