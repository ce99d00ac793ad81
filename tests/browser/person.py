"""What a person does in one tab of a browser, on any page, and what went wrong meanwhile."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.answers import Answers
from tests.browser.chromium import PATIENCE

READY = (
    "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
)
PROBE = re.compile(r"/(_stcore/health|_stcore/host-config)$")
"""On a page's own address Streamlit's browser part looks for the app's base path by trying."""
DRAWN = """() => new Promise((done) => {
  setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 30);
})"""
"""Streamlit puts what came together for some milliseconds before it draws it."""


class Person:
    """One tab on the app at `address`. `complaints` must stay empty."""

    def __init__(self, context: BrowserContext, address: str):
        self.address, self.complaints = address, []
        self.tab: Page = context.new_page()
        self.tab.set_default_timeout(PATIENCE)
        self._answers = Answers(self.tab)
        self.tab.on("console", self._console)
        self.tab.on("pageerror", lambda error: self.complaints.append(f"uncaught: {error}"))
        self.tab.on("request", lambda request: self._address(request.url))
        self.tab.on("websocket", lambda socket: self._address(socket.url))

    def opens(self, page: str = "", **query: str) -> "Person":
        """Types the address of a page."""
        self.tab.goto(f"{self.address}/{page}" + (f"?{urlencode(query)}" if query else ""))
        return self.idle()

    def goes_to(self, page: str) -> "Person":
        """Clicks on a page in the navigation at the top."""
        links = self.tab.get_by_test_id("stTopNavLink").filter(has_text=re.compile(f"^{page}$"))
        if links.first.is_visible():
            links.first.click()
        else:
            self.tab.get_by_test_id("stExpandSidebarButton").click()
            self.tab.get_by_test_id("stSidebarNavLink").get_by_text(page, exact=True).click()
        return self.idle()

    def reloads(self) -> "Person":
        """Presses F5."""
        self.tab.reload()
        return self.idle()

    def idle(self) -> "Person":
        """Waits until the app has drawn everything it was asked for."""
        self.tab.wait_for_selector(READY)
        self.tab.evaluate(DRAWN)
        self._until(lambda: not self._answers.outstanding)
        self.tab.evaluate(DRAWN)
        expect(self.tab.get_by_test_id("stSkeleton")).to_have_count(0)
        self.tab.wait_for_selector(READY)
        return self

    def engine_answers(self) -> "Person":
        """Waits until the bar says how many problems the document has."""
        self.tab.locator(".st-key-problems, .st-key-warnings").or_(
            self.tab.locator(".st-key-bar").get_by_text("No problems")
        ).first.wait_for()
        return self.idle()

    def widget(self, key: str) -> Locator:
        """The widget with that key: `network.conv.filters`, as the document's path is written."""
        return self.tab.locator(f".st-key-{re.sub(r'[^a-zA-Z0-9_-]', '-', key)}")

    def clicks(self, what: str | Locator) -> "Person":
        """Clicks a button, found by its key or given."""
        button = self.widget(what).get_by_role("button").first if isinstance(what, str) else what
        button.click()
        return self.idle()

    def types(self, key: str, value: object) -> "Person":
        """Writes into a field and leaves it."""
        field = self.widget(key).locator("input").first
        field.fill(str(value))
        field.press("Enter")
        field.press("Tab")
        return self.idle()

    def chooses(self, key: str, option: str) -> "Person":
        """Picks an option of a select box by typing its name."""
        field = self.widget(key).get_by_role("combobox")
        field.click()
        field.fill(option)
        name = re.compile(rf"^{re.escape(option)}( |$)")  # what it is good for stands behind it
        self.tab.get_by_role("option", name=name).click()
        return self.idle()

    def switches(self, key: str) -> "Person":
        """Clicks a switch or a box to tick."""
        self.widget(key).locator("label").first.click()
        return self.idle()

    def gives_file(self, key: str, *files: Path) -> "Person":
        """Gives files to an upload field; comes back when the app has taken them up."""
        before = self._answers.asked
        self.widget(key).locator("input[type=file]").set_input_files([str(file) for file in files])
        self._until(lambda: self._answers.asked > before)
        return self.idle()

    def downloads(self, click: Callable[[], object], to: Path) -> Path:
        """The file that the browser saves after `click`, at `to`."""
        with self.tab.expect_download() as download:
            click()
        download.value.save_as(to)
        return to

    def sees(self, words: str | re.Pattern[str], *, within: Locator | None = None) -> Locator:
        """Waits until the words are to be seen."""
        found = (within or self.tab).get_by_text(words).first
        found.wait_for(state="visible")
        return found

    def query(self, name: str) -> str:
        """What the address of the tab says about `name`, "" if nothing."""
        return parse_qs(urlsplit(self.tab.url).query).get(name, [""])[0]

    def scrolls_sideways(self) -> bool:
        """Whether the page, or the part of it that scrolls, is wider than the window."""
        return self.tab.evaluate(
            "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".some((node) => node.scrollWidth > node.clientWidth + 1)"
        )

    def height(self) -> int:
        """How many pixels high the window must be to show the whole page."""
        return self.tab.evaluate(
            "() => { const main = document.querySelector('[data-testid=stMain]');"
            "return Math.ceil(main.scrollHeight + main.getBoundingClientRect().top); }"
        )

    @contextmanager
    def without_server(self) -> Iterator[None]:
        """While the test kills and restarts the server, errors in the tab are no complaints.

        Comes to an end when the open tab has found the new server by itself.
        """
        kept = list(self.complaints)
        yield
        self.idle()
        self.complaints = kept

    def _until(self, condition: Callable[[], bool]) -> None:
        """Lets the tab work on until the condition is true."""
        deadline = time.monotonic() + PATIENCE / 1000
        while not condition():
            assert time.monotonic() < deadline, "the app did not answer"
            self.tab.wait_for_timeout(20)

    def _console(self, message) -> None:
        place = message.location.get("url", "") if message.location else ""
        if message.type == "error" and not PROBE.search(urlsplit(place).path):
            self.complaints.append(f"console: {message.text} ({place})")

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("data", "blob"):
            return
        if parts.netloc != urlsplit(self.address).netloc:
            self.complaints.append(f"foreign host: {url}")
