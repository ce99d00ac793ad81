"""From clicking Train to the first batch on the chart: the real app in a real browser."""

import time
from pathlib import Path

from kt_core import client
from tests.browser.chromium import chromium
from tests.browser.pages import TrainingPage
from tests.browser.person import Person
from tests.browser.running_app import RunningApp, until


def click_to_chart(document: dict, home: Path) -> float:
    """Seconds from the click until a batch is drawn, by an engine that is warm."""
    with RunningApp(home) as app, chromium() as browser:
        app.engine_ready()
        draft = app.store.create_draft(document)
        person = Person(browser.new_context(), app.address)
        person.opens("training", draft=draft).engine_answers()
        page, train = TrainingPage(person), person.widget("train").get_by_role("button")
        began = time.perf_counter()
        train.click()
        page.chart.wait_for()
        until(lambda: page.points("batch") or not page.pause())
        seconds = time.perf_counter() - began
        app.comes_to(person.query("run"), "finished")
        assert client.state() == "ready"
    return seconds
