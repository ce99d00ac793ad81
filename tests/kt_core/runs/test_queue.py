"""The queue: people in turn, priorities first, and the same order for everybody who asks."""

import time

import pytest

from kt_core.runs.process import identity


def queue(store, owner, count=1):
    return [store.create_run({"name": owner}, owner=owner) for _ in range(count)]


def owners(store):
    return [place.run.owner for place in store.queue()]


def begins(store, run):
    attempt = store.claim(store.run(run), identity())
    store.change(run, states="queued", attempt=attempt, state="running")
    return run


def ends(store, run):
    store.change(run, states="running", state="finished")


def test_one_person_with_many_runs_does_not_stand_before_the_others(store):
    queue(store, "many", 4)
    queue(store, "one")
    queue(store, "other")
    assert owners(store) == ["many", "one", "other", "many", "many", "many"]


def test_who_has_a_run_at_work_comes_after_those_who_have_none(store):
    first, _ = queue(store, "busy", 2)
    queue(store, "idle")
    begins(store, first)
    assert owners(store) == ["idle", "busy"]


def test_with_a_single_place_people_still_take_turns(store):
    queue(store, "many", 3)
    queue(store, "one", 2)
    served = []
    while places := store.queue():
        run = places[0].run
        served.append(run.owner)
        ends(store, begins(store, run.id))
        time.sleep(0.002)
    assert served == ["many", "one", "many", "one", "many"]


def test_a_paused_run_is_not_held_against_its_owner(store):
    first, _ = queue(store, "patient", 2)
    queue(store, "later")
    begins(store, first)
    store.change(first, states="running", state="paused")
    assert store.queue()[0].at_work == 0
    assert owners(store) == ["later", "patient"]  # it was served last


def test_a_higher_priority_goes_first_and_a_lower_one_last(store):
    first, second, third = (queue(store, name)[0] for name in ("a", "b", "c"))
    assert store.set_priority(third, 5)
    assert store.set_priority(first, -1)
    assert [place.run.id for place in store.queue()] == [third, second, first]
    with pytest.raises(ValueError, match="10000"):
        store.set_priority(first, 10_000)


def test_everybody_learns_where_their_run_stands(store):
    runs = queue(store, "mine", 2)
    queue(store, "other")
    place = store.place_of(runs[1])
    assert (place.position, place.waiting, place.ahead_of_mine) == (3, 3, 1)
    begins(store, runs[0])
    assert store.place_of(runs[0]) is None


def test_what_is_known_of_the_memory_stays_with_its_attempt(store):
    run = queue(store, "a")[0]
    assert store.note_memory(run, 0, {"need": 5})
    store.claim(store.run(run), identity())
    assert not store.note_memory(run, 0, {"need": 6})
    assert store.run(run).memory == {"need": 5}
