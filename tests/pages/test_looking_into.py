"""Results through time and as a map, with what the engine has already written down."""

import io
import json

import numpy as np
import pytest

from kt_core import layer_maps, looking_back, snapshots
from kt_core.data import card, prepare
from kt_core.engine.fetch import fetch
from kt_core.experiment import parse
from kt_core.layer_maps import Question
from kt_core.runs import folder
from kt_core.templates import template

pytestmark = pytest.mark.process
PAGE, EPOCHS = "results", (0, 4, 9)


def finished(store, draft, *, dataset="iris", state="finished"):
    """A finished run on iris whose last snapshot takes two flowers for others."""
    document = template("dense_net").document()
    document["data"] = {"kind": dataset, "scaling": "standard"}
    document["network"] = [
        {"name": "input", "kind": "Input", "params": {"shape": [4]}},
        {"name": "<b>hidden", "kind": "Dense", "params": {"units": 8}},
        {"name": "output", "kind": "Dense", "params": {"units": 3, "activation": "softmax"}},
    ]
    fetch(dataset)
    data = prepare(parse(document))
    run = store.create_run(document, draft=draft)
    store.change(run, states="queued", state="running")
    store.change(run, states="running", state=state, result={"test": {"loss": 0.3}})
    place = folder(run)
    (place / "model.keras").write_bytes(b"a model")
    true = data.y_test
    scores = {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 10}
    result = {
        "task": "classification",
        "finite": True,
        "test": {"loss": 0.3},
        "accuracy": 1.0,
        "classes": list(card(dataset).classes),
        "per_class": [{"class": name, **scores} for name in card(dataset).classes],
        "confusion": np.diag(np.bincount(true)).tolist(),
    }
    (place / "results.json").write_text(json.dumps(result))
    np.savez(place / "predictions.npz", y_true=true, y_pred=np.eye(3)[true], rows=data.test_rows)
    return run, data


def with_snapshots(run, data):
    place = folder(run)
    (place / snapshots.FOLDER).mkdir()
    (place / looking_back.FOLDER).mkdir()
    for number, epoch in enumerate(EPOCHS):
        path = place / snapshots.FOLDER / snapshots.name(attempt=1, epoch=epoch)
        np.savez(path, **{"0": np.full((4, 8), 0.1 * number), "1": np.zeros(8)})
        predicted = data.y_val.copy()
        predicted[: 6 - 2 * number] = (predicted[: 6 - 2 * number] + 1) % 3
        np.savez(
            looking_back.file(path, part="validation"),
            rows=data.val_rows,
            true=data.y_val,
            predicted=predicted,
            confidence=np.full(len(predicted), 0.8),
        )
    told = {"node": "<b>hidden", "place": 0, "shape": [4, 8], "form": "units"}
    about = {
        "filters": told,
        "saved_in": [snapshots.name(attempt=1, epoch=EPOCHS[-1])[:-4]],
        "model": layer_maps.model_stamp(run),
    }
    (place / looking_back.FOLDER / "about.json").write_text(json.dumps(about))


def with_map(run, data, **other):
    count = len(data.val_rows)
    facts = {"of": count, "shape": [8], "averaged": False, "features": 8, "share": [0.5, 0.25]}
    predicted = data.y_val.copy()
    predicted[3] = (predicted[3] + 1) % 3
    answers = {"labels": data.y_val, "predicted": predicted, "confidence": np.full(count, 0.9)}
    buffer = io.BytesIO()
    np.savez(
        buffer,
        points=np.random.default_rng(1).normal(size=(count, 2)),
        rows=data.val_rows,
        facts=np.frombuffer(json.dumps(facts).encode(), dtype="uint8"),
        **(other or answers),
    )
    path = layer_maps.file(run, Question())
    path.parent.mkdir()
    path.write_bytes(buffer.getvalue())


def said(app):
    kinds = (app.caption, app.subheader, app.markdown)
    return " ".join(element.value for kind in kinds for element in kind)


def view(app, name):
    app.segmented_control(key="results.view").set_value(name).run()
    assert not app.exception, app.exception
    return app


def test_a_run_without_snapshots_says_how_to_get_them(opened, store, draft):
    run, _ = finished(store, draft)
    app = view(opened(PAGE, run=run), "time")
    assert "kept no weights" in said(app)
    app.button(key="time.to_training").click().run()
    assert app.title[0].value == "Training"


def test_the_slider_shows_what_was_answered_after_each_epoch(opened, store, draft):
    run, data = finished(store, draft)
    with_snapshots(run, data)
    app = view(opened(PAGE, run=run), "time")
    figures = {metric.label: metric.value for metric in app.metric}
    count = len(data.y_val)
    assert figures["Recognised"] == f"{1 - 2 / count:.2%}"
    assert (figures["Became right"], figures["Became wrong"]) == ("2", "0")
    assert "weights of the saved model" in said(app)
    app.select_slider[0].set_value(0).run()
    assert not app.exception
    figures = {metric.label: metric.value for metric in app.metric}
    assert figures["Recognised"] == f"{1 - 6 / count:.2%}"
    assert figures["Became right"] == "–"
    assert r"\<b\>hidden" in said(app) or "`<b>hidden`" in said(app)
    lists = next(each for each in app.segmented_control if each.key.endswith("list"))
    assert "All mistakes (6)" in lists.options[0]


def test_pairs_are_listed_with_the_epoch_since_which_they_are_told_apart(opened, store, draft):
    run, data = finished(store, draft)
    with_snapshots(run, data)
    app = view(opened(PAGE, run=run), "time")
    table = app.dataframe[-1].value
    assert table.columns[1] == "Separated since epoch"
    assert set(table["Separated since epoch"]) <= {"not yet", "5", "10", "1 (from the first look)"}
    limit = next(each for each in app.segmented_control if each.key.endswith("limit"))
    limit.set_value(0.01).run()
    assert "not yet" in set(app.dataframe[-1].value["Separated since epoch"])


def test_the_test_part_is_offered_for_finished_runs_only(opened, store, draft):
    run, data = finished(store, draft)
    with_snapshots(run, data)
    app = view(opened(PAGE, run=run), "time")
    part = next(each for each in app.segmented_control if each.key.endswith("part"))
    assert [option.strip(":blue[]") for option in part.options][-1] == "Test"
    run, data = finished(store, draft, state="stopped")
    with_snapshots(run, data)
    app = view(opened(PAGE, run=run), "time")
    part = next(each for each in app.segmented_control if each.key.endswith("part"))
    assert "Test" not in part.options


def test_a_map_says_what_was_mapped_and_what_its_distances_mean(opened, store, draft):
    run, data = finished(store, draft)
    with_map(run, data)
    app = view(opened(PAGE, run=run), "map")
    words = said(app)
    assert f"{len(data.y_val)} of {len(data.y_val)} examples" in words
    assert "75.0% of all variance" in words
    assert "1 of them are taken for another class" in words
    assert len(app.get("plotly_chart")) == 1
    assert app.selectbox[-1].options[0] == r"\<b\>hidden · Dense"


def of_another_task(store, draft, document, result, true, predicted, **arrays):
    """A finished run whose answers are values, pixels or examples given back."""
    run = store.create_run(document, draft=draft)
    store.change(run, states="queued", state="running")
    store.change(run, states="running", state="finished", result={"test": {"loss": 0.3}})
    place = folder(run)
    (place / "model.keras").write_bytes(b"a model")
    (place / "results.json").write_text(json.dumps({"finite": True, "test": {}, **result}))
    np.savez(place / "predictions.npz", y_true=true, y_pred=predicted, **arrays)
    (place / snapshots.FOLDER).mkdir()
    (place / looking_back.FOLDER).mkdir()
    told = {"filters": None, "saved_in": [], "model": layer_maps.model_stamp(run)}
    (place / looking_back.FOLDER / "about.json").write_text(json.dumps(told))
    return run


def kept(run, epoch, **answers):
    path = folder(run) / snapshots.FOLDER / snapshots.name(attempt=1, epoch=epoch)
    np.savez(path, **{"0": np.zeros(3)})
    np.savez(looking_back.file(path, part="validation"), **answers)


def figures_of(app):
    return {metric.label: metric.value for metric in app.metric}


def values_of(draft, store):
    fetch("diabetes")
    document = template("regression").document()
    data = prepare(parse(document))
    true = data.y_test
    result = {"task": "regression", "mae": 1.0, "rmse": 1.0, "r2": 0.5}
    run = of_another_task(store, draft, document, result, true, true, rows=data.test_rows)
    for epoch, off in enumerate((8.0, 2.0, 5.0)):
        shift = np.full((len(data.y_val), 1), off)
        shift[:3] = [[100.0], [3.0], [0.0]][epoch]
        rows = {"rows": data.val_rows, "true": data.y_val, "predicted": data.y_val + shift}
        kept(run, epoch, **rows)
    return run, data


def test_values_came_nearer_or_went_off_since_the_epoch_before(opened, store, draft):
    run, data = values_of(draft, store)
    app = view(opened(PAGE, run=run), "time")
    found, count = figures_of(app), len(data.y_val)
    assert (found["Came nearer"], found["Went off"]) == ("3", f"{count - 3}")
    assert float(found["RMSE"]) == pytest.approx(np.sqrt((count - 3) * 25 / count), rel=1e-3)
    nearer = app.dataframe[0].value
    assert nearer["Row"].tolist() == data.val_rows[:3].tolist()
    assert nearer["Change"].tolist() == [-3.0] * 3
    lists = next(each for each in app.segmented_control if each.key.endswith("shifts"))
    lists.set_value("worst").run()
    assert not app.exception and app.dataframe[0].value["Off by"].tolist()[:2] == [5.0, 5.0]
    assert app.dataframe[-1].value["MAE"].tolist()[-1] == pytest.approx(5 * (count - 3) / count)
    app.select_slider[0].set_value(0).run()
    assert not app.exception and figures_of(app)["Came nearer"] == "–"


def test_pixels_are_covered_better_from_epoch_to_epoch(opened, store, draft):
    document = template("unet").document()
    document["data"] = {"kind": "digits", "scaling": "unit", "labels": "pixels"}
    fetch("digits")
    data = prepare(parse(document))
    classes = ["background", *card("digits").classes]
    zeros = np.zeros((len(data.y_test), 8, 8), "uint8")
    result = {
        "task": "pixels",
        "classes": classes,
        "confusion": np.eye(11, dtype=int).tolist(),
        "per_class": [{"class": name, "iou": 1.0, "pixels": 1} for name in classes],
    }
    run = of_another_task(store, draft, document, result, zeros, zeros, rows=data.test_rows)
    true, rows = data.y_val[:20].astype("uint8"), data.val_rows[:20]
    for epoch, hidden in enumerate((4, 0)):
        given = true.copy()
        given[:, :hidden] = 0
        confusion = np.zeros((11, 11), int)
        np.add.at(confusion, (true.ravel(), given.ravel()), 1)
        off = 1 - ((given == true) & (true > 0)).sum(axis=(1, 2)) / (true > 0).sum(axis=(1, 2))
        more = {"of": 270, "kept": np.arange(20), "given": given, "true": true}
        kept(run, epoch, rows=rows, off=off, confusion=confusion, **more)
    app = view(opened(PAGE, run=run), "time")
    found = figures_of(app)
    assert (found["Mean IoU"], found["Ink right"]) == ("100.00%", "100.00%")
    assert (found["Came nearer"], found["Went off"]) == ("20", "0")
    assert "drawn evenly from 270" in said(app) and "100.0 % of the ink right" in said(app)
    table = app.dataframe[-1].value
    assert table["Last"].tolist() == [100.0] * 12 and table["First"].max() < 100
    app.selectbox(key=f"time.{run}.0.validation.picture").set_value(7).run()
    assert not app.exception
    app.select_slider[0].set_value(0).run()
    assert not app.exception and "100.0 % of the ink right" not in said(app)


def test_what_is_given_back_is_shown_at_each_epoch_and_a_lost_epoch_is_said(opened, store, draft):
    document = template("dense_net").document()
    document |= {"loss": {"kind": "MeanSquaredError"}, "metrics": []}
    document["data"] = {"kind": "iris", "scaling": "standard", "labels": "input"}
    document["network"] = [
        {"name": "input", "kind": "Input", "params": {"shape": [4]}},
        {"name": "output", "kind": "Dense", "params": {"units": 4}},
    ]
    fetch("iris")
    data = prepare(parse(document))
    errors = np.zeros(len(data.y_test), "float32")
    result = {"task": "input", "mse": 0.1, "mae": 0.2}
    more = {"rows": data.test_rows[:2], "errors": errors}
    run = of_another_task(store, draft, document, result, errors, data.x_test[:2], **more)
    rows, count = data.val_rows, len(data.val_rows)
    for epoch in range(2):
        off = np.full(count, 0.5 - 0.25 * epoch)
        given = data.x_val + 1 - epoch
        kept(run, epoch, rows=rows, of=count, off=off, kept=np.arange(count), given=given)
    lost = snapshots.files(folder(run))[0].with_name(snapshots.name(attempt=1, epoch=5))
    lost.with_suffix(snapshots.DAMAGED).touch()
    app = view(opened(PAGE, run=run), "time")
    assert figures_of(app)["MSE"] == "0.25"
    assert "squared error 0.25 (at the moment before: squared error 0.5)" in said(app)
    assert "after epoch 6 can't be read" in said(app)
    assert app.dataframe[0].value["Given back"].tolist() == pytest.approx(data.x_val[0].tolist())


def test_a_model_that_is_gone_while_it_is_looked_at_is_said(opened, store, draft):
    run, data = finished(store, draft)
    with_snapshots(run, data)
    app = view(opened(PAGE, run=run), "time")
    (folder(run) / "model.keras").unlink()
    app.run()
    assert not app.exception, app.exception
    for each in (folder(run) / snapshots.FOLDER).iterdir():
        each.unlink()
    app.run()
    assert not app.exception and "kept no weights" in said(app)


def test_of_several_labels_one_is_looked_at_as_two_classes(opened, store, draft):
    document = template("dense_net").document()
    document |= {"loss": {"kind": "BinaryCrossentropy"}, "metrics": []}
    document["data"] = {"kind": "venn", "scaling": "standard"}
    document["network"] = [
        {"name": "input", "kind": "Input", "params": {"shape": [2]}},
        {"name": "output", "kind": "Dense", "params": {"units": 3, "activation": "sigmoid"}},
    ]
    data = prepare(parse(document))
    scores = {"precision": 1.0, "recall": 1.0, "f1": 1.0, "support": 10}
    names = ["A", "B", "C"]
    result = {"labels": names, "per_label": [{"label": name, **scores} for name in names]}
    result |= {"task": "multi_label"}
    true = data.y_test
    run = of_another_task(store, draft, document, result, true, true, rows=data.test_rows)
    count = len(data.y_val)
    for epoch in range(2):
        shares = np.where(data.y_val > 0.5, 0.9, 0.2)
        if not epoch:
            shares[:4, 1] = 1 - shares[:4, 1]
        kept(run, epoch, rows=data.val_rows, true=data.y_val, predicted=shares)
    app = view(opened(PAGE, run=run), "time")
    assert figures_of(app)["Recognised"] == "100.00%" and figures_of(app)["Became right"] == "0"
    app.selectbox(key=f"time.{run}.0.label").set_value(1).run()
    assert not app.exception, app.exception
    assert figures_of(app)["Became right"] == "4"
    app.select_slider[0].set_value(0).run()
    assert figures_of(app)["Recognised"] == f"{1 - 4 / count:.2%}"
    with_map(run, data, labels=data.y_val, predicted=np.where(data.y_val > 0.5, 0.9, 0.2))
    app = view(app, "map")
    assert "0 of them are taken" not in said(app) and len(app.get("plotly_chart")) == 1


def test_epochs_that_come_while_it_trains_on_wait_for_the_engine(opened, store, draft):
    run, data = finished(store, draft)
    with_snapshots(run, data)
    assert store.resume(run, epochs=20, handle={"pid": 1})
    app = view(opened(PAGE, run=run), "time")
    assert len(app.select_slider[0].options) == len(EPOCHS)
    new = folder(run) / snapshots.FOLDER / snapshots.name(attempt=2, epoch=14)
    np.savez(new, **{"0": np.zeros((4, 8)), "1": np.zeros(8)})
    app.run()
    assert not app.exception and not app.select_slider
    new.unlink()
    app.run()
    assert not app.exception and len(app.select_slider[0].options) == len(EPOCHS)
