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


def with_map(run, data, **question):
    count = len(data.val_rows)
    facts = {"of": count, "shape": [8], "averaged": False, "features": 8, "share": [0.5, 0.25]}
    predicted = data.y_val.copy()
    predicted[3] = (predicted[3] + 1) % 3
    buffer = io.BytesIO()
    np.savez(
        buffer,
        points=np.random.default_rng(1).normal(size=(count, 2)),
        rows=data.val_rows,
        labels=data.y_val,
        predicted=predicted,
        confidence=np.full(count, 0.9),
        facts=np.frombuffer(json.dumps(facts).encode(), dtype="uint8"),
    )
    path = layer_maps.file(run, Question(**question))
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
    assert "Became right" not in figures
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
