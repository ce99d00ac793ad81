"""The training page: choices are written to the document, runs are queued, stopped and shown."""

import math

import pytest
from streamlit.testing.v1 import AppTest

from kt_core.problems import Problem
from kt_core.runs import folder
from kt_core.texts import text

pytestmark = pytest.mark.process

PAGE = "training"


def document(store, draft):
    return store.draft(draft).document


@pytest.fixture
def run(store, draft):
    return store.create_run(document(store, draft), draft=draft)


def end(store, run, state, **more):
    store.change(run, states="queued", state="running")
    store.change(run, states="running", state=state, **more)


def words(app):
    kinds = (app.markdown, app.caption, app.success, app.warning, app.error)
    return " ".join(element.value for kind in kinds for element in kind)


def test_epochs_batch_size_and_seed_are_written(opened, store, draft):
    app = opened(PAGE)
    app.number_input(key="fit.epochs").set_value(3).run()
    app.number_input(key="fit.batch_size").set_value(64).run()
    app.number_input(key="seed").set_value(11).run()
    written = document(store, draft)
    assert (written["fit"], written["seed"]) == ({"epochs": 3, "batch_size": 64}, 11)


def test_layers_are_measured_at_a_chosen_interval(opened, store, draft):
    app = opened(PAGE)
    app.toggle(key="fit.layer_figures").set_value(True).run()
    app.number_input(key="fit.layer_figures.every").set_value(5).run()
    assert document(store, draft)["fit"]["layer_figures"] == {"every": 5}
    assert "layers measured every 5 epochs" in words(app)
    app.toggle(key="fit.layer_figures").set_value(False).run()
    assert "layer_figures" not in document(store, draft)["fit"]


def test_weights_for_looking_back_are_kept_at_an_interval_that_fits_the_epochs(
    opened, store, draft
):
    app = opened(PAGE)
    app.number_input(key="fit.epochs").set_value(100).run()
    app.toggle(key="fit.snapshots").set_value(True).run()
    assert document(store, draft)["fit"]["snapshots"] == {"every": 5}
    assert "weights kept every 5 epochs" in words(app)
    app.toggle(key="fit.snapshots").set_value(False).run()
    assert "snapshots" not in document(store, draft)["fit"]


def test_threads_are_chosen_and_left_to_tensorflow_again(opened, store, draft, monkeypatch):
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1}, raising=False)
    app = opened(PAGE)
    assert app.selectbox(key="fit.threads").value is None
    app.selectbox(key="fit.threads").select(1).run()
    assert document(store, draft)["fit"]["threads"] == 1
    assert "threads 1" in words(app)
    app.selectbox(key="fit.threads").set_value(None).run()
    assert "threads" not in document(store, draft)["fit"]


def test_more_threads_than_this_machine_has_cores_are_shown_with_a_word(
    opened, store, draft, monkeypatch
):
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1}, raising=False)
    found = document(store, draft)
    store.save_draft(draft, {**found, "fit": {**found["fit"], "threads": 8}})
    app = opened(PAGE)
    assert app.selectbox(key="fit.threads").value == 8
    assert "This machine has 2 cores" in words(app)


def test_another_optimizer_begins_with_its_own_parameters(opened, store, draft):
    app = opened(PAGE)
    app.number_input(key="optimizer.learning_rate").set_value(0.01).run()
    assert document(store, draft)["optimizer"]["params"] == {"learning_rate": 0.01}
    app.selectbox(key="optimizer.kind").select("SGD").run()
    assert document(store, draft)["optimizer"] == {"kind": "SGD", "params": {}}
    app.number_input(key="optimizer.momentum").set_value(0.9).run()
    assert document(store, draft)["optimizer"]["params"] == {"momentum": 0.9}


def test_a_schedule_takes_the_place_of_the_learning_rate(opened, store, draft):
    app = opened(PAGE)
    app.selectbox(key="optimizer.learning_rate.kind").select("ExponentialDecay").run()
    rate = document(store, draft)["optimizer"]["params"]["learning_rate"]
    assert rate["kind"] == "ExponentialDecay"
    app.number_input(key="optimizer.learning_rate.decay_rate").set_value(0.5).run()
    rate = document(store, draft)["optimizer"]["params"]["learning_rate"]
    assert rate["params"]["decay_rate"] == 0.5


def test_losses_and_metrics_that_fit_come_first_and_all_are_found_by_purpose(opened):
    app = opened(PAGE)
    losses, metrics = app.selectbox(key="loss.kind"), app.multiselect(key="metrics")
    assert losses.options[0] == "SparseCategoricalCrossentropy"  # what is chosen has no purposes
    rare = [option for option in losses.options if "imbalanced" in option]
    assert any(option.startswith("CategoricalFocalCrossentropy") for option in rare)
    assert metrics.options[1].startswith("SparseTopKCategoricalAccuracy")
    assert any("imbalanced" in option for option in metrics.options)


def test_a_loss_found_by_its_purpose_is_chosen(opened, store, draft):
    app = opened(PAGE)
    app.selectbox(key="loss.kind").select("CategoricalFocalCrossentropy").run()
    assert document(store, draft)["loss"]["kind"] == "CategoricalFocalCrossentropy"
    assert "CategoricalFocalCrossentropy" in app.selectbox(key="loss.kind").options


def test_metrics_are_chosen_and_keep_their_parameters(opened, store, draft):
    app = opened(PAGE)
    top = {"kind": "SparseTopKCategoricalAccuracy", "params": {"k": 3}}
    store.save_draft(draft, {**document(store, draft), "metrics": [top]})
    app.run()
    chosen = app.multiselect(key="metrics")
    chosen.set_value([*chosen.value, "SparseCategoricalAccuracy"]).run()
    kinds = [metric["kind"] for metric in document(store, draft)["metrics"]]
    assert kinds == ["SparseTopKCategoricalAccuracy", "SparseCategoricalAccuracy"]
    assert document(store, draft)["metrics"][0]["params"] == {"k": 3}


def test_a_callback_is_switched_on_set_and_switched_off(opened, store, draft):
    app = opened(PAGE)
    app.toggle(key="callbacks.EarlyStopping").set_value(True).run()
    app.number_input(key="callbacks.0.patience").set_value(4).run()
    assert document(store, draft)["callbacks"] == [
        {"kind": "EarlyStopping", "params": {"patience": 4}}
    ]
    app.toggle(key="callbacks.EarlyStopping").set_value(False).run()
    assert document(store, draft)["callbacks"] == []


def test_any_other_callback_is_found_and_switched_on(opened, store, draft):
    app = opened(PAGE)
    others = app.selectbox(key="callbacks.another")
    assert any(option.startswith("CSVLogger") for option in others.options)
    others.select("TerminateOnNaN").run()
    assert document(store, draft)["callbacks"] == [{"kind": "TerminateOnNaN", "params": {}}]
    assert app.toggle(key="callbacks.TerminateOnNaN").value


def test_a_learning_rate_by_epoch_is_given_as_a_formula(opened, store, draft):
    app = opened(PAGE)
    app.toggle(key="callbacks.LearningRateScheduler").set_value(True).run()
    app.segmented_control(key="rates.by").set_value("formula").run()
    app.text_input(key="rates.formula").set_value("rate / (1 + epoch)").run()
    assert document(store, draft)["callbacks"][0]["params"] == {"schedule": "rate / (1 + epoch)"}
    assert not app.exception


def test_a_callback_watches_what_will_be_logged(opened, store, draft):
    app = opened(PAGE)
    app.toggle(key="callbacks.EarlyStopping").set_value(True).run()
    monitor = app.selectbox(key="callbacks.0.monitor")
    assert monitor.value == "val_loss"
    assert "val_sparse_categorical_accuracy" in monitor.options
    monitor.select("loss").run()
    assert document(store, draft)["callbacks"][0]["params"]["monitor"] == "loss"


def test_a_very_large_or_small_number_is_shown_whole(opened):
    app = opened(PAGE)
    app.number_input(key="optimizer.learning_rate").set_value(1e12).run()
    assert app.number_input(key="optimizer.learning_rate").proto.format == "%.0e"
    assert "learning\\_rate 1e\\+12" in words(app)
    app.number_input(key="optimizer.learning_rate").set_value(0.000012345678).run()
    assert app.number_input(key="optimizer.learning_rate").proto.format == "%.7e"
    assert app.number_input(key="optimizer.learning_rate").value == 0.000012345678


def test_what_differs_from_the_defaults_is_shown_beside_the_button(opened):
    app = opened(PAGE)
    app.number_input(key="optimizer.beta_1").set_value(0.8).run()
    assert "beta\\_1 0\\.8" in words(app)


def test_without_the_engine_training_waits_with_a_reason(opened):
    app = opened(PAGE)
    assert app.button(key="train").disabled
    assert "Keras" in words(app)


def test_a_run_that_is_going_on_can_be_stopped(opened, store, run):
    store.change(run, states="queued", state="running")
    app = opened(PAGE, run=run)
    app.button(key="stop").click().run()
    assert store.run(run).wish == "stop"
    assert app.button(key="stop").disabled


def test_a_run_that_is_going_on_is_seen_from_other_pages(opened, store, run):
    store.change(run, states="queued", state="running")
    assert "epoch 1 of" in opened("network").button(key="chip").label


def test_a_run_can_be_paused_and_goes_on(opened, store, run):
    store.change(run, states="queued", state="running")
    app = opened(PAGE, run=run)
    app.button(key="pause").click().run()
    assert store.run(run).wish == "pause"
    app.button(key="go_on").click().run()
    assert store.run(run).wish == "run"
    assert app.button(key="pause")


def test_the_second_click_of_a_double_click_does_not_end_what_the_first_began(opened, store, run):
    end(store, run, "stopped")
    app = opened(PAGE, run=run)
    app.button(key="resume").click().run()
    app.session_state["kt"].pressed = math.inf  # seconds: whatever time the page took
    app.button(key="cancel").click().run()
    assert store.run(run).state == "queued"
    app.session_state["kt"].pressed = -math.inf
    app.button(key="cancel").click().run()
    assert store.run(run).state == "stopped"


def test_stop_is_heard_at_once_behind_go_on_since_it_stands_beside_it(opened, store, run):
    store.change(run, states="queued", state="running")
    store.change(run, states="running", state="paused", wish="pause")
    app = opened(PAGE, run=run)
    app.button(key="go_on").click().run()
    app.session_state["kt"].pressed = math.inf
    app.button(key="pause").click().run()
    assert store.run(run).wish == "run"
    app.button(key="stop").click().run()
    assert store.run(run).wish == "stop"


@pytest.mark.parametrize("state", ["stopped", "interrupted", "failed"])
def test_a_run_that_was_broken_off_can_be_resumed(opened, store, run, state):
    end(store, run, state, epochs_done=1)
    app = opened(PAGE, run=run)
    app.button(key="resume").click().run()
    assert (store.run(run).state, store.run(run).retries) == ("queued", 0)


@pytest.mark.parametrize("code", ["memory_weights", "checkpoint_of_another_model"])
def test_what_would_fail_again_is_trained_anew_first(opened, store, run, code):
    values = dict.fromkeys(("taken", "there", "name", "kept", "wanted"), "1")
    end(store, run, "failed", epochs_done=1, why=Problem(code, values=values))
    app = opened(PAGE, run=run)
    assert app.button(key="train").label == text("training.train_anew")
    kinds = [app.button(key=key).proto.type for key in ("train", "resume")]
    assert kinds == ["primary", "secondary"]


def test_a_run_that_failed_before_its_first_epoch_is_trained_and_not_resumed(opened, store, run):
    end(store, run, "failed")
    app = opened(PAGE, run=run)
    assert "resume" not in [each.key for each in app.button]
    assert app.button(key="train").label == "Train"


def test_a_finished_run_can_be_trained_further(opened, store, run):
    end(store, run, "finished")
    app = opened(PAGE, run=run)
    app.number_input(key=f"further.{run}").set_value(3).run()
    app.button(key="further.go").click().run()
    found = store.run(run)
    assert (found.state, found.document["fit"]["epochs"]) == ("queued", found.epochs_done + 3)


@pytest.mark.parametrize("state", ["finished", "stopped", "interrupted", "failed"])
def test_how_a_run_ended_is_said(opened, store, run, state):
    end(store, run, state)
    app = opened(PAGE, run=run)
    found = {"finished": app.success, "failed": app.error}.get(state, app.warning)
    assert len(found) == 1


def test_why_a_run_failed_is_said(opened, store, run):
    end(store, run, "failed", why=Problem("disk_full", values={"path": "x"}))
    assert "The disk is full" in words(opened(PAGE, run=run))


def test_a_finished_run_offers_its_files(opened, store, run):
    end(store, run, "finished")
    (folder(run) / "model.keras").write_bytes(b"model")
    app = opened(PAGE, run=run)
    keys = {button.key for button in app.get("download_button")}
    offered = ("keras", "weights", "document", "script", "epochs", "batches")
    assert {f"download.{what}" for what in offered} <= keys
    assert "download.layers" not in keys


def test_a_run_with_a_model_offers_to_begin_a_new_one_with_its_weights(opened, store, run):
    end(store, run, "stopped")
    (folder(run) / "model.keras").write_bytes(b"model")
    assert opened(PAGE, run=run).button(key="predict.begin_run").label == text("starting.begin")


def test_the_log_of_a_run_is_shown_from_its_end(opened, store, run):
    end(store, run, "finished")
    (folder(run) / "log.txt").write_text("early\n" * 10_000 + "late\n")
    shown = opened(PAGE, run=run).code[0].value
    assert shown.endswith("late")
    assert len(shown) < 20_000


def test_the_newest_run_is_shown_without_being_named(opened, store, run):
    end(store, run, "finished")
    app = opened(PAGE)
    assert len(app.success) == 1
    assert "download.document" in {button.key for button in app.get("download_button")}


def test_an_earlier_run_can_be_chosen(opened, store, draft, run):
    newer = store.create_run(document(store, draft), draft=draft)
    app = opened(PAGE)
    assert app.selectbox(key="training.run").value == newer
    app.selectbox(key="training.run").set_value(run).run()
    assert app.query_params["run"] in (run, [run])


def test_a_draft_without_runs_says_so(opened):
    assert "Nothing has been trained yet" in words(opened(PAGE))


def test_an_empty_network_document_can_be_given_all_it_needs(opened, store, draft):
    store.save_draft(draft, {"format": "kt-experiment", "version": 1, "network": []})
    app = opened(PAGE)
    app.selectbox(key="optimizer.kind").set_value("Adam").run()
    app.number_input(key="fit.epochs").set_value(4).run()
    written = document(store, draft)
    assert written["optimizer"]["kind"] == "Adam"
    assert written["fit"] == {"epochs": 4}
    assert not app.exception


def test_each_output_is_given_a_loss_and_metrics_of_its_own(opened, store, draft):
    two = document(store, draft)
    more = {"name": "值 <b>", "kind": "Dense", "params": {"units": 10}, "inputs": ["flatten"]}
    two["network"].append(more)
    store.save_draft(draft, {**two, "outputs": ["output", "值 <b>"]})
    app = opened(PAGE)
    app.button(key="goals.divide").click().run()
    app.selectbox(key="loss.值 <b>.kind").set_value(None).run()
    app.multiselect(key="metrics.值 <b>").set_value([]).run()
    written = document(store, draft)
    assert list(written["loss"]) == ["output"]
    assert written["metrics"]["值 <b>"] == []
    assert not app.exception
    app.button(key="goals.join").click().run()
    assert document(store, draft)["loss"]["kind"] == "SparseCategoricalCrossentropy"


def test_with_one_output_there_is_nothing_to_divide(opened):
    assert "goals.divide" not in [button.key for button in opened(PAGE).button]


def test_a_schedule_shows_its_curve_over_the_planned_steps(opened):
    app = opened(PAGE)
    assert "at the end" not in words(app)
    app.selectbox(key="optimizer.learning_rate.kind").select("CosineDecay").run()
    assert "at the end" in words(app)
    assert not app.exception


def test_a_waiting_run_says_where_it_stands_and_leaves_the_queue(opened, store, run, draft):
    other = store.create_run(document(store, draft), owner="other")
    store.set_priority(other, 1)
    store.note_memory(run, 0, {"need": 350_000_000})
    app = opened(PAGE, run=run)
    said = app.info[0].value
    assert "Number 2 of 2" in said
    assert "350 MB" in said
    assert "engine" in said
    app.button(key="cancel").click().run()
    assert store.run(run).state == "stopped"
    assert "queue" in app.warning[0].value


def test_a_wish_that_is_not_heard_at_once_says_what_it_waits_for(opened, store, run):
    store.change(run, states="queued", state="running")
    store.wish(run, "stop")
    store.change(run, states="running", wished=0.0)
    assert "as soon as the batch" in opened(PAGE, run=run).info[0].value


def test_a_run_that_failed_before_its_first_epoch_has_nothing_to_change(opened, store, run):
    end(store, run, "failed", epochs_done=0)
    app = opened(PAGE, run=run)
    assert text("changes.title_ended") not in [each.label for each in app.expander]
    assert "before its first epoch" in app.error[0].value


def test_the_page_is_drawn_again_when_a_full_disk_has_paused_the_run(store, run):
    def page(run, drawn):
        import streamlit as st

        from components import run_standing

        st.session_state.times = st.session_state.get("times", 0) + 1
        if st.session_state.times == 1:
            run_standing._standing(run, drawn)

    store.change(run, states="queued", state="running")
    same = {"run": run, "drawn": (False, "run")}
    assert AppTest.from_function(page, kwargs=same).run(timeout=120).session_state.times == 1
    store.change(run, states="running", state="paused", wish="pause")
    assert AppTest.from_function(page, kwargs=same).run(timeout=120).session_state.times == 2


def test_a_run_that_goes_on_by_itself_says_what_had_ended_it(opened, store, run):
    store.change(run, states="queued", attempt=0, state="running", epochs_done=2)
    store.retry(store.run(run), Problem("worker_killed", values={"signal": "SIGKILL"}))
    said = opened(PAGE, run=run).warning[0].value
    assert "SIGKILL" in said
    assert "epoch 2" in said


def test_what_a_run_waits_for_while_it_is_paused_is_said(opened, store, run):
    store.change(run, states="queued", state="running")
    why = Problem("disk_full", values={"path": "/runs"})
    store.change(run, states="running", state="paused", why=why)
    assert "disk is full" in words(opened(PAGE, run=run))


def test_what_is_set_while_it_trains_is_offered_to_the_training_and_checked_first(
    opened, store, run
):
    store.change(run, states="queued", state="running")
    app = opened(PAGE, run=run)
    app.number_input(key="optimizer.learning_rate").set_value(0.01).run()
    app.number_input(key="fit.epochs").set_value(9).run()
    assert "not yet in the training: learning\\_rate 0\\.001 → 0\\.01" in words(app)
    assert "Only by training anew: fit\\.epochs" in words(app)
    app.button(key="changes.apply").click().run()
    assert "could not be checked" in words(app)
    assert store.changes(run) == []


def test_changes_are_listed_with_the_epoch_they_hold_from(opened, store, run):
    store.change(run, states="queued", state="running")
    rate = {"op": "add", "path": "/optimizer/params", "value": {"learning_rate": 0.01}}
    held = {"id": "a", "t": 0.0, "epoch": 2, "patch": [rate]}
    waits = {"id": "b", "t": 0.0, "epoch": None, "patch": [
        {"op": "add", "path": "/optimizer/params/learning_rate", "value": 0.02}]}  # fmt: skip
    store.set_changes(run, None, [held, waits])
    app = opened(PAGE, run=run)
    assert "holds from epoch 3" in words(app)
    assert "waits for the next epoch" in words(app)
    assert [each.key for each in app.button if each.key.startswith("changes.back")] == [
        "changes.back.b"
    ]
