"""Groups: runs that were asked for together, kept together, told things together."""

import pytest

DOCUMENT = {"name": "CV", "fit": {"epochs": 4}}


@pytest.fixture
def group(store):
    return made(store)


def made(store, count=3, **more):
    members = [({"fold": fold}, {**DOCUMENT, "seed": fold}) for fold in range(count)]
    return store.create_group(DOCUMENT, members, params={"folds": count}, **more)


def states(store, group):
    return [run.state for run in store.members(group)]


def test_a_group_is_kept_with_its_runs_in_their_order(store):
    group = made(store, draft="d", owner="someone")
    found = store.group(group)
    assert (found.kind, found.name, found.draft, found.owner) == ("k_fold", "CV", "d", "someone")
    assert (dict(found.document), dict(found.params)) == (DOCUMENT, {"folds": 3})
    runs = store.members(group)
    assert [run.place for run in runs] == [{"fold": 0}, {"fold": 1}, {"fold": 2}]
    assert {(run.group, run.draft, run.owner, run.state) for run in runs} == {
        (group, "d", "someone", "queued")
    }
    assert store.run(runs[2].id).document["seed"] == 2


def test_the_runs_of_a_group_wait_in_their_order(store, group):
    waiting = [place.run.id for place in store.queue()]
    assert waiting == [run.id for run in store.members(group)]


def test_groups_and_single_runs_are_listed_apart(store):
    group, single = made(store, draft="d"), store.create_run({}, draft="d")
    other = made(store, draft="e")
    assert [each.id for each in store.groups(draft="d")] == [group]
    assert [each.id for each in store.groups()] == [other, group]
    assert [run.id for run in store.runs(draft="d", grouped=False)] == [single]
    assert len(store.runs(draft="d")) == 4
    assert store.group("unknown") is None and store.members("unknown") == []


def test_a_group_is_paused_stopped_and_resumed_as_a_whole(store, group):
    first, second, third = store.members(group)
    store.change(first.id, states="queued", state="running")
    store.change(first.id, states="running", state="finished")
    store.change(second.id, states="queued", state="running")
    assert store.wish_group(group, "pause") == 2
    assert {store.run(run.id).wish for run in (second, third)} == {"pause"}
    assert store.resume_group(group) == [second.id, third.id]
    assert {run.wish for run in store.members(group)} == {"run"}
    assert store.wish_group(group, "stop") == 2
    assert states(store, group) == ["finished", "running", "stopped"]
    store.change(second.id, states="running", state="stopped")
    assert store.resume_group(group) == [second.id, third.id]
    assert states(store, group) == ["finished", "queued", "queued"]


def test_runs_that_somebody_trains_one_after_the_other_do_not_wait_in_the_queue(store):
    group = made(store, waits=False)
    assert store.queue() == [] and states(store, group) == ["stopped"] * 3
    run = store.members(group)[0].id
    assert store.resume(run, handle={"pid": 1})
    assert (store.run(run).state, store.run(run).attempt) == ("queued", 1)


def test_the_last_figures_of_each_run_are_read_at_once(store, group):
    first, second, _ = (run.id for run in store.members(group))
    for run, epochs in ((first, 3), (second, 1)):
        store.change(run, states="queued", state="running", attempt=0)
        for epoch in range(epochs):
            store.record_epoch(run, 0, epoch, {"loss": float(epoch)})
    assert store.last_values([first, second, "none"]) == {
        first: {"loss": 2.0},
        second: {"loss": 0.0},
    }
