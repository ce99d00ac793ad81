"""All folds in one chart, in a real browser, fed by the real store through the real channel."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LINES = """() => [...document.querySelector("[data-testid=kt-folds-loss]").data]
  .map(({ name, x, y, visible }) => [name ?? "", [...y], visible])"""


def epoch(store, run, number, loss):
    store.record_epoch(run, 0, number, {"loss": loss, "val_loss": loss + 1.0})


def test_every_fold_and_their_mean_are_drawn_live(page, small_app):
    store = small_app.store
    members = [({"fold": fold}, {"fit": {"epochs": 2}}) for fold in range(2)]
    group = store.create_group({}, members, params={"folds": 2})
    first, second = (run.id for run in store.members(group))
    for run in (first, second):
        store.change(run, states="queued", state="running", epochs=2)
    epoch(store, first, 0, 2.0)
    page.goto(f"{small_app.address}/?part=folds&group={group}")
    chart = page.get_by_test_id("kt-fold-chart")
    expect(chart).to_have_attribute("data-epochs", "1")
    epoch(store, second, 0, 4.0)
    expect(chart).to_have_attribute("data-epochs", "2")
    drawn = {name: y for name, y, _ in page.evaluate(LINES)}
    assert (drawn["Fold 1"], drawn["Fold 2"], drawn["mean of the folds"]) == ([3.0], [5.0], [4.0])
    page.get_by_label("rows learned from").check()
    page.get_by_role("button", name="Fold 2 · Training").click()
    page.wait_for_function(f"({LINES})().some(([name, y, shown]) => name === 'Fold 2' && !shown)")
    drawn = {name: y for name, y, _ in page.evaluate(LINES)}
    assert (drawn["Fold 1"], drawn["mean of the folds"]) == ([2.0], [3.0])
