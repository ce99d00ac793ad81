"""A training that goes on, is stopped by a person, or loses its process."""

import os
import signal

import pytest
from playwright.sync_api import expect

from kt_core import client
from kt_core.texts import text
from tests.browser.documents import small_cnn
from tests.browser.pages import TrainingPage
from tests.browser.person import Person
from tests.browser.running_app import until

pytestmark = pytest.mark.browser

MANY = 5000  # epochs: more than a test waits for


@pytest.fixture
def run(app):
    """The id of a run that has finished its first epoch and goes on."""
    document = small_cnn(epochs=MANY)
    started = app.store.create_run(document, draft=app.store.create_draft(document))
    client.submit(started)
    until(lambda: app.store.run(started).epochs_done >= 1)
    until(lambda: app.store.run(started).handle["kind"] == "local")  # the host has noted it
    yield started
    app.store.wish(started, "stop")
    app.comes_to(started, "stopped", "interrupted", "finished")


def test_a_training_is_seen_from_every_page_and_stopped_by_its_button(app, person, run):
    person.opens("network", run=run)
    person.clicks("chip")
    page = TrainingPage(person)
    page.comes_to("running")
    person.clicks("stop")
    page.comes_to("stopped")
    person.sees(text("training.ended.stopped", done=app.store.run(run).epochs_done))
    expect(person.widget("download.keras")).to_be_visible()
    expect(person.widget("chip")).to_have_count(0)
    done = app.store.run(run).epochs_done
    assert len(page.epochs(done)) == done


def test_two_viewers_see_the_same_points(app, person, run):
    page = TrainingPage(person.opens("training", run=run))
    second = Person(person.tab.context, app.address)
    other = TrainingPage(second.opens("training", run=run))
    until(lambda: len(page.points("training")) >= 3 and page.pause())
    until(lambda: len(other.points("training")) >= 3 and other.pause())
    count = min(len(page.points("training")), len(other.points("training")))
    kept = [epoch["values"]["loss"] for epoch in app.store.epochs(run)][:count]
    assert page.points("training")[:count] == other.points("training")[:count] == kept
    assert second.complaints == []


def test_a_killed_workers_run_goes_on_by_itself_with_each_epoch_once(app, person, run):
    page = TrainingPage(person.opens("training", run=run))
    page.comes_to("running")
    os.kill(app.store.run(run).handle["pid"], signal.SIGKILL)
    until(lambda: app.store.run(run).attempt == 2 and app.store.run(run).state == "running")
    page.comes_to("running")
    done = app.store.run(run).epochs_done
    until(lambda: app.store.run(run).epochs_done > done)
    until(lambda: len(page.points("training")) > done)
    shown = [int(epoch["epoch"]) for epoch in page.epochs()]
    assert shown == list(range(shown[0], shown[0] + len(shown)))


def test_a_run_ended_from_outside_says_so_and_is_resumed_by_its_button(app, person, run):
    page = TrainingPage(person.opens("training", run=run))
    page.comes_to("running")
    os.kill(app.store.run(run).handle["pid"], signal.SIGTERM)
    page.comes_to("interrupted")
    done = app.store.run(run).epochs_done
    person.sees(text("training.ended.interrupted", done=done))
    assert done >= 1
    person.clicks("resume")
    page.comes_to("running")
    until(lambda: app.store.run(run).epochs_done > done)
    # a checkpoint is written before its epoch's row: the signal may fall between the two
    assert app.store.run(run).start_epoch in (done, done + 1)
    assert [each["epoch"] for each in app.store.epochs(run)][: done + 1] == list(range(done + 1))


def test_a_paused_training_waits_until_it_is_told_to_go_on(app, person, run):
    page = TrainingPage(person.opens("training", run=run))
    page.comes_to("running")
    person.clicks("pause")
    page.comes_to("paused")
    done = app.store.run(run).epochs_done
    person.clicks("go_on")
    page.comes_to("running")
    until(lambda: app.store.run(run).epochs_done > done)
    assert app.store.run(run).attempt == 1
