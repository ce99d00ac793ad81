"""`kill -9` to the app in the middle of a training."""

import pytest

from tests.browser.documents import small_cnn
from tests.browser.pages import TrainingPage
from tests.browser.running_app import until

pytestmark = pytest.mark.browser

MANY = 5000  # epochs: more than the test waits for


def test_training_outlives_a_killed_app_and_the_restarted_one_shows_every_epoch(app, person):
    draft = app.store.create_draft(small_cnn(epochs=MANY))
    page = TrainingPage(person.opens("training", draft=draft).engine_answers())
    run = page.trains()
    until(lambda: app.store.run(run).epochs_done >= 1)

    with person.without_server():
        app.kill()
        before = app.store.run(run).epochs_done
        until(lambda: app.store.run(run).epochs_done > before)
        app.start()
    page.comes_to("running")
    person.clicks("stop")
    page.comes_to("stopped")
    person.reloads()
    page.comes_to("stopped")

    ended = app.comes_to(run, "stopped")
    done = ended.epochs_done
    assert ended.attempt == 1 and done > before
    assert [row["epoch"] for row in page.epochs(done)] == [str(n + 1) for n in range(done)]
    assert [epoch["epoch"] for epoch in app.store.epochs(run)] == list(range(done))
    assert app.store.draft(draft).document["network"] == small_cnn()["network"]
    assert person.query("draft") == draft
