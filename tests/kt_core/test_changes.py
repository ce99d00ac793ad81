"""Changes of a run: which are possible, how they are kept, and which stages follow from them."""

import pytest

from kt_core import changes
from kt_core.changes import RATE, Change
from kt_core.changes.asking import ask, take_back
from kt_core.changes.words import change_words, trained_words
from kt_core.code import script
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Store
from tests.kt_core.engine.small_documents import experiment

STOP = {"kind": "EarlyStopping", "params": {"patience": 2}}
PLATEAU = {"kind": "ReduceLROnPlateau", "params": {}}
DECAY = {"kind": "ExponentialDecay", "params": {
    "initial_learning_rate": 0.01, "decay_steps": 20, "decay_rate": 0.9}}  # fmt: skip
DROP = ("network", "n3", "params", "rate")


def document(*nodes, **more):
    return experiment(
        *nodes, **{"callbacks": [STOP], "fit": {"epochs": 6, "batch_size": 64}, **more}
    )


def several(given, *told):
    """Changes from (epoch, where, value), each made on the document with those before."""
    found = []
    for number, (epoch, where, value) in enumerate(told):
        patch = changes.setting(changes.wished(given, found), where, value)
        found.append(Change(f"c{number}", 0.0, tuple(patch), epoch))
    return found


def codes(error):
    return [problem.code for problem in error.value.problems]


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    monkeypatch.delenv("KT_STORE", raising=False)
    return Store()


@pytest.mark.parametrize(
    ("where", "value", "label"),
    [
        (RATE, 0.1, "learning_rate"),
        (RATE, DECAY, "learning_rate"),
        (DROP, 0.5, "n3.rate"),
        (("network", "n2", "trainable"), False, "n2.trainable"),
        (("callbacks", "EarlyStopping", "params", "patience"), 4, "EarlyStopping.patience"),
        (("callbacks", "EarlyStopping"), None, "EarlyStopping"),
        (("callbacks", "ReduceLROnPlateau"), PLATEAU, "ReduceLROnPlateau"),
    ],
)
def test_rate_dropout_frozen_layers_and_callbacks_can_change(where, value, label):
    given = document()
    after = changes.refuse(given, changes.setting(given, where, value))
    assert [each.label for each in changes.differences(given, after)] == [label]


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        ([{"op": "replace", "path": "/network/2/params/units", "value": 3}], "change_not_possible"),
        ([{"op": "remove", "path": "/network/3"}], "change_not_possible"),
        ([{"op": "add", "path": "/fit/epochs", "value": 9}], "change_not_possible"),
        ([{"op": "add", "path": "/fit/threads", "value": 1}], "change_not_possible"),
        ([{"op": "replace", "path": "/optimizer", "value": "sgd"}], "change_not_possible"),
        ([{"op": "add", "path": "/network/2/params/rate", "value": 0.5}], "change_not_possible"),
        ([{"op": "replace", "path": "/network/3/params/rate", "value": 0.3}], "change_nothing"),
        ([{"op": "add", "path": "/optimizer/params", "value": {"learning_rate": 0.001}}],
         "change_nothing"),
        ([{"op": "remove", "path": "/network/9"}], "change_unreadable"),
        ([{"path": "/seed"}], "change_unreadable"),
    ],
)  # fmt: skip
def test_what_no_training_can_follow_is_refused(patch, code):
    with pytest.raises(ProblemError) as error:
        changes.refuse(document(), patch)
    assert set(codes(error)) == {code}


def test_the_rate_can_be_set_again_where_a_callback_has_moved_it():
    given = document(callbacks=[PLATEAU])
    again = changes.setting(given, RATE, 0.001)
    assert changes.refuse(given, again)
    found = [Change("c", 0.0, tuple(again), 3)]
    assert changes.turn(given, found, 3) == changes.Turn(rate=0.001)


def test_forms_give_what_a_training_can_take_and_say_the_rest():
    adam = {"kind": "Adam", "params": {"learning_rate": 0.5}}
    longer = {"epochs": 9, "batch_size": 64}
    given, wanted = document(), document(optimizer=adam, callbacks=[PLATEAU], fit=longer)
    wanted["network"][2]["trainable"] = False
    patch, yes, no = changes.possible_part(given, wanted)
    assert [each.label for each in no] == ["fit.epochs"]
    after = changes.refuse(given, patch)
    assert {each.label for each in yes} == {
        *("learning_rate", "n2.trainable", "EarlyStopping", "ReduceLROnPlateau")
    }
    assert [each.label for each in changes.differences(after, wanted)] == ["fit.epochs"]
    assert changes.possible_part(after, after) == ([], [], [])


def test_what_holds_in_an_epoch_is_the_document_with_the_changes_until_then():
    given = document()
    found = several(given, (2, RATE, 0.1), (4, DROP, 0.6), (None, DROP, 0.7))
    rates = [changes.as_of(given, found, epoch)["network"][3]["params"] for epoch in (3, 4, 9)]
    assert rates == [{"rate": 0.3}, {"rate": 0.6}, {"rate": 0.6}]
    assert changes.wished(given, found)["network"][3]["params"] == {"rate": 0.7}


def test_a_rate_is_set_and_all_else_begins_a_stage():
    given = document()
    found = several(given, (0, DROP, 0.1), (1, RATE, 0.1), (3, DROP, 0.6), (3, RATE, 0.2),
                    (9, RATE, 0.3), (None, RATE, 0.4))  # fmt: skip
    first, second = changes.stages(given, found)
    assert (first.start, first.end, first.rates) == (0, 3, {1: 0.1})
    assert (second.start, second.end, second.rates) == (3, None, {3: 0.2})


def test_a_rate_under_a_schedule_or_a_table_needs_another_model():
    decaying = document(optimizer={"kind": "SGD", "params": {"learning_rate": DECAY}})
    table = {"kind": "LearningRateScheduler",
             "params": {"schedule": [{"from_epoch": 2, "factor": 0.5}]}}  # fmt: skip
    for given in (decaying, document(callbacks=[table])):
        found = several(given, (2, RATE, 0.1))
        assert changes.turn(given, found, 2) == changes.Turn(rebuild=True, rate=0.1)


def test_words_say_what_changed_and_from_which_epoch():
    given = document()
    found = several(given, (2, RATE, 0.1), (3, ("callbacks", "EarlyStopping"), None))
    assert change_words(given, found, found[0]) == "learning_rate 0.001 → 0.1"
    assert trained_words(given, found) == (
        "Changed while it trained: learning_rate 0.001 → 0.1 from epoch 3 on; "
        "EarlyStopping removed from epoch 4 on."
    )


def test_a_layer_called_like_what_carries_over_does_not_hide_it():
    nodes = [{"name": name, "kind": "Dense", "params": {"units": 4}} for name in ("kept", "state")]
    twice = {"name": "both", "kind": "Add", "inputs": ["kept", "state"]}
    given = document(("Flatten", {}), *nodes, twice, ("Dense", {"units": 10}))
    found = several(given, (2, ("network", "kept", "trainable"), False))
    words = script(parse(given), changes=found)
    assert "\nkept = " not in words
    assert "kept_tensor = " in words


def test_of_two_who_ask_at_once_none_is_lost(store):
    run = store.create_run(document())
    asked = []

    def patch(now):
        if not asked:  # somebody else is faster
            asked.append(ask(store, run, patch=lambda one: changes.setting(one, DROP, 0.6),
                             check=lambda _: []))  # fmt: skip
        return changes.setting(now, RATE, 0.1)

    ask(store, run, patch=patch, check=lambda _: [])
    found = changes.read(store.run(run).changes)
    assert found[0].id == asked[0].id
    assert changes.wished(document(), found)["optimizer"]["params"]["learning_rate"] == 0.1
    assert changes.wished(document(), found)["network"][3]["params"]["rate"] == 0.6


def test_a_change_that_the_engine_refuses_is_not_kept(store):
    run = store.create_run(document())
    faults = [Problem("rank", severity="warning"), Problem("schedule_and_plateau")]
    with pytest.raises(ProblemError) as error:
        ask(store, run, patch=lambda now: changes.setting(now, DROP, 0.6), check=lambda _: faults)
    assert codes(error) == ["schedule_and_plateau"]
    assert store.changes(run) == []


def test_only_what_waits_can_be_taken_back(store):
    run = store.create_run(document(), handle={"pid": 1})
    one, other = (
        ask(store, run, patch=lambda now, v=v: changes.setting(now, DROP, v), check=lambda _: [])
        for v in (0.6, 0.7)
    )
    take_back(store, run, change=other.id, check=lambda _: [])
    assert [each["id"] for each in store.changes(run)] == [one.id]
    store.take_changes(run, 1, 2, lambda *_: {"n3.rate": 0.6})
    for change, code in ((one.id, "change_holds"), (other.id, "change_unknown")):
        with pytest.raises(ProblemError) as error:
            take_back(store, run, change=change, check=lambda _: [])
        assert codes(error) == [code]


def test_a_superseded_worker_takes_up_nothing(store):
    run = store.create_run(document(), handle={"pid": 1})
    ask(store, run, patch=lambda now: changes.setting(now, DROP, 0.6), check=lambda _: [])
    assert store.take_changes(run, 2, 1, lambda *_: {}) is None
    assert [each["epoch"] for each in store.changes(run)] == [None]
    found = store.take_changes(run, 1, 1, lambda *_: {"n3.rate": 0.6})
    assert [each["epoch"] for each in found] == [1]
    row = store.rows(run)[-1]
    assert (row["kind"], row["epoch"], row["values"]) == ("change", 1, {"n3.rate": 0.6})
    assert row["change"] == found[0]["id"]
