"""Results of 10,000 test pictures: from the address or another page to the matrix, from a click on
a cell to its pictures, on to all of them in the gallery, and from page to page there. The real app
in a real browser."""

import statistics
from collections.abc import Callable
from pathlib import Path

import psutil
from playwright.sync_api import Locator

from benchmarks.planted_results import planted
from tests.browser.chromium import chromium
from tests.browser.pages import ResultsPage
from tests.browser.person import Person
from tests.browser.running_app import RunningApp

EXAMPLES = 10_000
CLASSES = {"10 classes": 10, "100 classes": 100}
MATRIX = "[class*=st-key-confusion] [data-testid=kt-confusion-cells][width]"
CELLS = ((0, 0), (1, 1))  # clicked in turn
WINDOW = {"width": 1280, "height": 1300}  # the whole matrix is to be seen
OPENED = """selector => document.querySelector(selector) && new Promise(resolve =>
  requestAnimationFrame(() => setTimeout(  // behind the frame in which it is painted
    () => resolve(performance.now() - (window.began ?? 0)))))"""
BEGIN = """() => document.addEventListener(
  "pointerdown", () => { window.began = performance.now(); }, { once: true, capture: true })"""
PAGES = ("2", "3")  # of the gallery, gone through in turn
TURNED = """before => {  // the gallery's first picture is there, and another one than before
  const nodes = [...document.querySelectorAll(".st-key-gallery-grid *")];
  const card = nodes.find((node) => node.shadowRoot)?.shadowRoot.querySelector("button[data-row]");
  const drawn = card?.querySelector("img").complete && card.dataset.row !== before;
  return drawn && { row: card.dataset.row, after: performance.now() - window.began };
}"""
WATCH = """name => {
  window.began = window.shown = undefined;
  const look = () => {
    const cell = document.querySelector(".st-key-results-cell");
    const pictures = [...(cell?.querySelectorAll("img") ?? [])];
    if (window.began !== undefined && cell?.innerText.includes(name) && pictures.length
        && pictures[0].complete) window.shown = performance.now() - window.began;
    else requestAnimationFrame(look);
  };
  look();
}"""


def results(home: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Medians in milliseconds for each number of classes: "new tab" (from the address to the drawn
    matrix), "from another page", "click" (to the cell's pictures), "gallery" (to all of a cell),
    "gallery page" (to another page of those), and the server's CPU time."""
    with RunningApp(home) as app, chromium() as browser:
        app.engine_ready()
        found = {}
        for name, classes in CLASSES.items():
            run = planted(app.store, classes=classes, examples=EXAMPLES)
            draft = app.store.run(run).draft
            measured = []
            for _ in range(rounds + 1):  # the first one fills what every later one has
                person = Person(browser.new_context(viewport=WINDOW), app.address)
                server = psutil.Process(app.server_pid)
                measured.append(_round(person, server, run=run, draft=draft))
                person.tab.context.close()
            found[name] = _medians(measured[1:])
    return found


def _round(person: Person, server: psutil.Process, *, run: str, draft: str) -> dict[str, float]:
    address = f"{person.address}/results?run={run}&draft={draft}"
    person.opens("results", run=run, draft=draft).clicks("results.look")
    found = _timed(server, "new tab", lambda: _new_tab(person, address))
    person.idle()
    person.goes_to("Data")
    found |= _timed(server, "from another page", lambda: _from_another(person))
    page = ResultsPage(person)
    page.clicks_cell(*CELLS[1])  # loads the pictures, as every first click does
    clicks = [_timed(server, "click", lambda at=at: _click(person, page, at)) for at in CELLS]
    return found | _medians(clicks) | _gallery(person, server)


def _new_tab(person: Person, address: str) -> float:
    person.tab.goto(address, wait_until="commit")
    return _seen(person, OPENED, MATRIX)


def _from_another(person: Person) -> float:
    person.tab.evaluate(BEGIN)
    person.tab.get_by_test_id("stTopNavLink").filter(has_text="Results").first.click()
    return _seen(person, OPENED, MATRIX)


def _click(person: Person, page: ResultsPage, cell: tuple[int, int]) -> float:
    person.tab.evaluate(WATCH, f"class {cell[0]},")
    person.tab.evaluate(BEGIN)
    page.clicks_cell(*cell)
    return _seen(person, "() => window.shown", None)


def _gallery(person: Person, server: psutil.Process) -> dict[str, float]:
    """From the clicked cell to all its examples, then through their pages."""
    rows: list[str] = [""]
    button = person.widget("results.gallery").get_by_role("button")
    found = _timed(server, "gallery", lambda: _turned(person, button, rows))
    person.idle()
    pages = person.tab.locator("[class*=st-key-gallery-page]")
    turns = []
    for page in PAGES:
        to = pages.get_by_text(page, exact=True)
        turns.append(_timed(server, "gallery page", lambda to=to: _turned(person, to, rows)))
        person.idle()
    return found | _medians(turns)


def _turned(person: Person, button: Locator, rows: list[str]) -> float:
    """Milliseconds from the click until another picture stands first; its row joins `rows`."""
    person.tab.evaluate(BEGIN)
    button.click()
    seen = person.tab.wait_for_function(TURNED, arg=rows[-1]).json_value()
    rows.append(seen["row"])
    return float(seen["after"])


def _seen(person: Person, when: str, about: str | None) -> float:
    """Milliseconds, as soon as the browser knows them."""
    return float(person.tab.wait_for_function(when, arg=about).json_value())


def _timed(server: psutil.Process, name: str, deed: Callable[[], float]) -> dict[str, float]:
    """What the browser measured, and CPU time of the server meanwhile, in milliseconds."""
    before = server.cpu_times()
    seen = deed()
    after = server.cpu_times()
    spent = 1000 * (after.user + after.system - before.user - before.system)
    return {name: seen, f"{name}, server CPU": spent}


def _medians(found: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(one[name] for one in found) for name in found[0]}
