"""From an edit of a large network to the new shapes on the screen: the real app in a browser."""

from pathlib import Path

from tests.browser.chromium import chromium
from tests.browser.pages import NetworkPage
from tests.browser.person import Person
from tests.browser.running_app import RunningApp

WATCH = """(list, name) => {
  const shape = () => list.querySelector(`li[data-name="${name}"] .shape`)?.textContent;
  const before = shape();
  let began;
  addEventListener("keydown", event => {
    if (event.key === "Enter" && began === undefined) began = performance.now();
  }, true);
  window.painted = new Promise(done => {
    const behindFrame = new MessageChannel();  // its message comes when the frame is painted
    behindFrame.port1.onmessage = () => done(performance.now() - began);
    const watch = new MutationObserver(() => {
      if (!shape() || shape() === before) return;
      watch.disconnect();
      requestAnimationFrame(() => behindFrame.port2.postMessage(0));
    });
    watch.observe(list, { subtree: true, childList: true, characterData: true });
  });
}"""


def edit_to_painted(document: dict, home: Path, *, node: str, rounds: int) -> list[float]:
    """Milliseconds from Enter in the field `filters` of `node` until its new shape is painted."""
    with RunningApp(home) as app, chromium() as browser:
        app.engine_ready()
        draft = app.store.create_draft(document)
        person = Person(browser.new_context(), app.address)
        person.opens("network", draft=draft).engine_answers()
        page = NetworkPage(person)
        page.opens(node)
        return [_round(person, page, node, filters) for filters in range(20, 20 + rounds)]


def _round(person: Person, page: NetworkPage, node: str, filters: int) -> float:
    field = person.widget(f"network.{node}.filters").locator("input").first
    field.fill(str(filters))
    page.list.evaluate(WATCH, node)
    field.press("Enter")
    milliseconds = float(person.tab.evaluate("() => window.painted"))
    person.idle()
    return milliseconds
