"""Cross-validation on the training page: asked for, told together, opened singly, and concluded."""

import math

import pytest

from kt_core import cross_validation

pytestmark = pytest.mark.process

PAGE = "training"
CALLBACKS = [{"kind": "EarlyStopping", "params": {"patience": 2}}]


@pytest.fixture
def group(store, draft):
    """Three folds, none of them begun."""
    document = {**store.draft(draft).document, "callbacks": CALLBACKS}
    members = cross_validation.members(document, {"folds": 3})
    return store.create_group(document, members, params={"folds": 3}, draft=draft)


def folds(store, group):
    return [run.id for run in store.members(group)]


def trains(store, run, *losses):
    store.change(run, states="queued", state="running")
    for epoch, loss in enumerate(losses):
        store.record_epoch(run, 0, epoch, {"loss": loss, "val_loss": loss + 1})


def ends(store, run, *losses):
    trains(store, run, *losses)
    result = {"test": {}, "validation": {"loss": losses[-1] + 1}}
    store.change(run, states="running", state="finished", result=result)


def words(app):
    kinds = (app.markdown, app.caption, app.success, app.warning, app.error)
    return " ".join(element.value for kind in kinds for element in kind)


def test_the_form_says_what_is_wrong_and_waits_for_the_engine(opened):
    app = opened(PAGE)
    assert app.button(key="folds.start").label == "Train 5 models"
    app.number_input(key="folds.repeats").set_value(2).run()
    assert app.button(key="folds.start").label == "Train 10 models"
    app.number_input(key="folds.folds").set_value(1).run()
    assert app.button(key="folds.start").disabled
    assert "has one fold" in words(app)


def test_it_is_offered_on_the_data_page_beside_the_share_held_out(opened):
    app = opened("data")
    assert app.number_input(key="data.validation.fraction").value == 20
    app.number_input(key="folds.folds").set_value(4).run()
    assert app.button(key="folds.start").label == "Train 4 models"
    assert not app.exception


def test_each_fold_that_waits_says_where_it_stands_among_everybodys_runs(opened, store, group):
    trains(store, folds(store, group)[0], 1.0)
    store.create_run(store.run(folds(store, group)[1]).document, owner="another")
    expected = {place.run.id: f"waits, {place.position} of 3" for place in store.queue()}
    states = list(opened(PAGE).dataframe[0].value["state"])
    assert states[1:3] == [expected[run] for run in folds(store, group)[1:]]
    assert len(expected) == 3


def test_the_newest_group_is_shown_with_every_folds_figures(opened, store, group):
    first, second, _ = folds(store, group)
    ends(store, first, 2.0, 1.0)
    trains(store, second, 3.0)
    app = opened(PAGE)
    table = app.dataframe[0].value
    assert list(table.index) == ["Fold 1", "Fold 2", "Fold 3", "mean", "std. dev."]
    assert list(table["val_loss"])[:2] == [2.0, 4.0]
    assert table["val_loss"]["mean"] == 3.0
    assert app.metric[0].value == "3 ± 1.4"
    assert "not independent" in words(app)
    assert "flatters" in words(app)


def test_all_folds_are_paused_stopped_and_resumed_together(opened, store, group):
    first, *others = folds(store, group)
    trains(store, first, 1.0)
    app = opened(PAGE, group=group)
    app.button(key="group.pause").click().run()
    assert {run.wish for run in store.members(group)} == {"pause"}
    app.button(key="group.go_on").click().run()
    assert {run.wish for run in store.members(group)} == {"run"}
    app.session_state["kt"].pressed = -math.inf
    app.button(key="group.stop").click().run()
    assert [store.run(run).state for run in others] == ["stopped", "stopped"]
    store.change(first, states="running", state="stopped")
    app.run()
    app.button(key="group.resume").click().run()
    assert {run.state for run in store.members(group)} == {"queued"}
    assert not app.exception


def test_a_fold_is_opened_with_its_own_controls_and_there_is_a_way_back(opened, store, group):
    second = folds(store, group)[1]
    trains(store, second, 1.0)
    app = opened(PAGE, run=second)
    app.button(key="stop").click().run()
    assert [run.wish for run in store.members(group)] == ["run", "stop", "run"]
    app.button(key="folds.back").click().run()
    assert app.query_params["group"] in (group, [group])
    assert "run" not in app.query_params
    assert app.button(key="group.stop")


def test_a_single_run_and_a_group_are_chosen_from_one_list(opened, store, draft, group):
    single = store.create_run(store.draft(draft).document, draft=draft)
    app = opened(PAGE)
    choice = app.selectbox(key="training.run")
    assert choice.value == single
    assert [("cross-validation" in option) for option in choice.options] == [False, True]
    choice.set_value(group).run()
    assert app.query_params["group"] in (group, [group])
    assert not app.exception


def test_the_final_model_is_trained_on_all_rows_for_as_long_as_the_folds_say(opened, store, group):
    first, second, third = folds(store, group)
    ends(store, first, 2.0, 1.0, 3.0)
    ends(store, second, 3.0, 2.0, 1.0, 2.0)
    trains(store, third, 1.0)
    store.change(third, states="running", state="stopped")
    app = opened(PAGE, group=group)
    assert "Left out, because they watch validation: EarlyStopping" in words(app)
    app.button(key="folds.final").click().run()
    [made] = store.runs(grouped=False)
    final = store.run(made.id).document
    assert final["data"]["validation"] is None
    assert (final["callbacks"], final["fit"]["epochs"]) == ([], 3)
    assert app.query_params["run"] in (made.id, [made.id])


def test_a_fold_has_no_results_on_the_test_part_and_says_why(opened, store, group):
    run = folds(store, group)[0]
    ends(store, run, 1.0)
    assert "leaves the test part alone" in words(opened("results", run=run))
