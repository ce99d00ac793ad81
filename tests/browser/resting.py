"""Where something is once it has come to rest: what still moves is clicked beside."""

from playwright.sync_api import Locator

STILL = """(node) => new Promise((done) => {
  const place = () => JSON.stringify(node.getBoundingClientRect());
  let [before, frames] = [place(), 0];
  const look = () => {
    frames = place() === before ? frames + 1 : 0;
    before = place();
    if (frames >= 15) done(); else requestAnimationFrame(look);
  };
  look();
})"""


def box(found: Locator) -> dict[str, float]:
    """Its x, y, width and height in pixels of the window, in sight."""
    found.scroll_into_view_if_needed()
    found.evaluate(STILL)
    return dict(found.bounding_box() or {})


def middle(found: Locator) -> tuple[float, float]:
    """x and y of its middle, in pixels of the window."""
    place = box(found)
    return place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
