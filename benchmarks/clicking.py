"""From a click on a layer of a large network to its form: the real app in a real browser."""

import statistics
from pathlib import Path

import psutil

from benchmarks.checking import chain
from tests.browser.chromium import chromium
from tests.browser.pages import NetworkPage
from tests.browser.person import Person
from tests.browser.running_app import RunningApp

LAYERS = ("n0", "n1")  # a convolution and a normalization, opened in turn
WATCH = """(list, name) => {
  let began;
  const there = () => document.querySelector(`.st-key-network-${name}-name input`);
  const begin = () => { began = performance.now(); };
  list.addEventListener("pointerdown", begin, { once: true, capture: true });
  window.opened = new Promise(done => {
    const look = () => {
      if (began !== undefined && there()) done(performance.now() - began);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}"""


def clicks(home: Path, rounds: int) -> dict[str, float]:
    """Medians in milliseconds: until the form is there, and CPU time of the server meanwhile.

    The first two clicks, which load what every later one has, are not counted.
    """
    with RunningApp(home) as app, chromium() as browser:
        app.engine_ready()
        person = Person(browser.new_context(), app.address)
        person.opens("network", draft=app.store.create_draft(chain())).engine_answers()
        page, server = NetworkPage(person), psutil.Process(app.server_pid)
        found = [_click(person, page, server, LAYERS[at % 2]) for at in range(rounds + 2)][2:]
    return {name: statistics.median(one[name] for one in found) for name in found[0]}


def _click(
    person: Person, page: NetworkPage, server: psutil.Process, name: str
) -> dict[str, float]:
    before = _spent(server)
    page.list.evaluate(WATCH, name)
    page.row(name).click()
    opened = float(person.tab.evaluate("() => window.opened"))
    person.idle()
    return {"form": opened, "server CPU": _spent(server) - before}


def _spent(process: psutil.Process) -> float:
    """CPU time of the process so far, in milliseconds."""
    times = process.cpu_times()
    return 1000 * (times.user + times.system)
