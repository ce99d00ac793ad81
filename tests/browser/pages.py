"""What a person does on each page, in the words of the page."""

import base64
import io
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

import numpy as np
from PIL import Image
from playwright.sync_api import Locator, expect

from kt_core.texts import text
from tests.browser.person import Person
from tests.browser.resting import box


class DataPage:
    """The data sets."""

    def __init__(self, person: Person):
        self.person = person

    def chooses(self, kind: str) -> None:
        """Clicks the card of a set."""
        self.person.clicks(f"data.kind.{kind}")


class NetworkPage:
    """The list of layers and the form of the one that is open."""

    def __init__(self, person: Person):
        self.person, self.tab = person, person.tab
        self.list = self.tab.get_by_test_id("kt-network-list")

    def adds(self, kind: str, name: str) -> None:
        """Adds a layer behind the open one by the picker; it gets the name `name`."""
        self.person.clicks("add").clicks(f"add.{kind}")
        self.opened(name)

    def opens(self, name: str) -> None:
        """Clicks a row of the list."""
        self.row(name).get_by_role("button").click()
        self.opened(name)

    def opened(self, name: str) -> None:
        """Waits until the form is that of the layer."""
        expect(self.list).to_have_attribute("data-selected", name)
        self.person.widget(f"network.{name}.name").wait_for()
        self.person.idle()

    def presses(self, action: str) -> None:
        """One of the buttons above the list: up, down, duplicate, toggle, remove."""
        self.person.clicks(self.list.get_by_test_id(f"kt-{action}"))

    def removes(self, name: str) -> None:
        self.opens(name)
        self.presses("remove")
        expect(self.row(name)).to_have_count(0)

    def row(self, name: str) -> Locator:
        return self.list.locator(f'li[data-name="{name}"]')

    def has(self, *names: str) -> None:
        """Waits until the list shows these layers, from first to last."""
        for at, name in enumerate(names):
            expect(self.list.locator("li").nth(at)).to_have_attribute("data-name", name)
        expect(self.list.locator("li")).to_have_count(len(names))

    def has_shape(self, name: str, shape: str) -> None:
        """Waits until the layer is shown to pass that on."""
        expect(self.row(name).locator(".shape")).to_have_text(shape)


class GraphPage:
    """The network as a graph, and the form of the layer that is chosen."""

    def __init__(self, person: Person):
        self.person, self.tab = person, person.tab
        self.graph = self.tab.get_by_test_id("kt-graph-view")

    def shows(self) -> "GraphPage":
        """Switches from the list to the graph."""
        self.person.widget("network.view").get_by_text(text("network.views.graph")).click()
        self.graph.wait_for()
        self.person.idle()
        return self

    def node(self, name: str) -> Locator:
        return self.graph.get_by_test_id(f"kt-node-{name}")

    def adds(self, kind: str, *, after: str) -> None:
        """Adds a layer with the plus at a layer, and waits until its form is open."""
        self.node(after).hover()
        self.graph.get_by_test_id(f"kt-after-{after}").click()
        self.person.idle().clicks(f"add.{kind}")
        expect(self.graph.locator("[data-chosen] .kind")).to_have_text(kind)

    def connects(self, source: str, target: str) -> None:
        """Drags from the dot below a layer onto another one."""
        start, end = self.graph.get_by_test_id(f"kt-out-{source}"), self.node(target)
        for found in (start, end):
            box(found)
        start.hover()
        self.tab.mouse.down()
        end.hover(position={"x": 20, "y": 10}, force=True)
        end.hover(position={"x": 30, "y": 20}, force=True)
        self.tab.mouse.up()
        self.person.idle()

    def has_shape(self, name: str, shape: str) -> None:
        """Waits until the layer is shown to pass that on."""
        expect(self.node(name).locator(".shape")).to_have_text(shape)


class TrainingPage:
    """The settings, the run, its chart."""

    def __init__(self, person: Person):
        self.person, self.tab = person, person.tab
        self.chart = self.tab.get_by_test_id("kt-live-chart")

    def trains(self) -> str:
        """Clicks Train; the id of the run."""
        before = self.person.query("run")
        self.person.widget("train").get_by_role("button").click()
        self.tab.wait_for_url(lambda url: "run=" in url and not (before and before in url))
        self.person.idle()
        return self.person.query("run")

    def comes_to(self, *states: str) -> str:
        """Waits until the chart is in one of the states."""
        chosen = ", ".join(f'[data-testid=kt-live-chart][data-state="{state}"]' for state in states)
        self.tab.wait_for_selector(chosen)
        return self.state()

    def state(self) -> str:
        return self.chart.get_attribute("data-state")

    def points(self, kind: str, panel: str = "loss") -> list[float | None]:
        """The y values of a line of the chart as Plotly has drawn them.

        kind: batch, training, validation, remeasured.
        """
        return self.tab.evaluate(POINTS, [f"kt-plot-{panel}", text(f"live.lines.{kind}")])

    def pause(self) -> bool:
        """Lets the tab work on for a moment; True, to end a condition with."""
        self.tab.wait_for_timeout(50)
        return True

    def epochs(self, count: int | None = None) -> list[Mapping[str, str]]:
        """The table of epochs below the chart, first epoch first: column to shown text.

        count: how many there are in the end, for which the table is waited for.
        """
        table = self.tab.get_by_test_id("kt-table")
        if table.get_attribute("open") is None:
            table.locator("summary").click()
        table.locator("tbody tr").first.wait_for()
        if count is not None:
            expect(table.locator("tbody tr")).to_have_count(count)
        names = table.locator("thead th").all_inner_texts()
        lines = table.evaluate(LINES)  # at once: while a run goes on, rows are added on top
        return [dict(zip(names, line, strict=True)) for line in reversed(lines)]

    def downloads(self, what: str, to: Path) -> Path:
        """The file behind a download button: keras, weights, document, script, notebook."""
        button = self.person.widget(f"download.{what}").get_by_role("button")
        return self.person.downloads(button.click, to)


LINES = """table => [...table.querySelectorAll("tbody tr")].map(
  row => [...row.querySelectorAll("th, td")].map(cell => cell.innerText)
)"""

POINTS = """([panel, name]) => {
  const plot = document.querySelector(`[data-testid=${panel}]`);
  return plot?.data?.find((trace) => trace.name === name)?.y ?? [];
}"""


class ResultsPage:
    """The confusion matrix and the pictures of a cell, behind the first look at the test part."""

    def __init__(self, person: Person):
        self.person, self.tab = person, person.tab
        look = person.widget("results.look").get_by_role("button")
        if look.is_visible():
            look.click()
            person.idle()

    def clicks_cell(self, true: int, predicted: int) -> None:
        """Clicks a cell of the confusion matrix that has examples."""
        cells = self.tab.locator("[class*=st-key-confusion]").get_by_test_id("kt-confusion-cells")
        expect(cells).to_have_attribute("width", re.compile("."))
        corner, size = box(cells), int(cells.get_attribute("data-size") or 0)
        place = {"x": corner["width"] * (predicted + 0.5) / size}
        cells.click(position={**place, "y": corner["height"] * (true + 0.5) / size})
        self.person.idle()

    def pictures(self) -> list[np.ndarray]:
        """The pictures of the clicked cell as they are shown, each (height, width) of uint8."""
        shown = self.person.widget("results.cell").get_by_test_id("stImage").locator("img")
        shown.first.wait_for()
        sources = [image.get_attribute("src") for image in shown.all()]
        return [self._pixels(source) for source in sources]

    def _pixels(self, source: str) -> np.ndarray:
        answer = self.tab.request.get(urljoin(self.tab.url, source))
        return np.asarray(Image.open(io.BytesIO(answer.body())).convert("L"))


COPY = """async (picture) => {
  const blob = await (await fetch("data:image/png;base64," + picture)).blob();
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}"""


class PredictPage:
    """A model, a picture, an answer."""

    def __init__(self, person: Person):
        self.person, self.tab = person, person.tab

    def uploads(self, model: Path) -> None:
        """Gives a saved model; comes back when it is open or refused."""
        self._picks("predict.way", text("predict.ways.file"))
        self.person.gives_file("predict.file", model)

    def gives(self, *pictures: Path) -> None:
        """Gives picture files to the model."""
        self._picks("predict.picture", text("predict.picture_ways.files"))
        self.person.gives_file("predict.pictures", *pictures)

    def pastes(self, picture: Path) -> None:
        """Copies the picture elsewhere and presses Ctrl+V."""
        self.tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self._picks("predict.picture", text("predict.picture_ways.paste"))
        expect(self.tab.get_by_test_id("kt-paste")).to_be_visible()
        self.tab.evaluate(COPY, base64.b64encode(picture.read_bytes()).decode())
        self.tab.keyboard.press("Control+v")

    def draws(self) -> None:
        """Draws a seven."""
        pad = box(self.tab.get_by_test_id("kt-digit-pad").locator("canvas").first)
        x, y, side, mouse = pad["x"], pad["y"], pad["width"], self.tab.mouse
        mouse.move(x + 0.3 * side, y + 0.3 * side)
        mouse.down()
        mouse.move(x + 0.7 * side, y + 0.3 * side, steps=10)
        mouse.move(x + 0.45 * side, y + 0.8 * side, steps=10)
        mouse.up()
        self.person.idle()

    def says(self, words: str | re.Pattern[str]) -> None:
        """Waits until the answer is that."""
        heading = self.tab.get_by_role("heading", level=2)
        expect(heading.filter(has_text=words).first).to_be_visible()
        self.person.idle()

    def answer(self) -> list[tuple[str, str]]:
        """Class and probability of each bar as they are written, from top to bottom."""
        bars = self.person.widget("predict.bars")
        bars.locator(".barlayer .point text").first.wait_for()
        names = bars.locator(".ytick text").all_text_contents()
        shares = bars.locator(".barlayer .point text").all_text_contents()
        return list(zip(names, shares, strict=True))

    def refused(self, key: str) -> str:
        """Waits for the sentence about what could not be read; what it says."""
        problem = self.tab.locator(f"[class*=st-key-problem-{key.replace('.', '-')}]").first
        problem.wait_for()
        assert "Traceback" not in self.tab.locator("body").inner_text()
        return problem.inner_text()

    def shows_steps(self) -> None:
        """Waits until pictures show what became of the given one."""
        self.person.widget("predict.strip").get_by_test_id("stImage").first.wait_for()

    def _picks(self, key: str, option: str) -> None:
        self.person.widget(key).get_by_text(option, exact=True).click()
        self.person.idle()
