"""The page to try a model on, without an engine: what it offers and what it says."""

import json

import pytest

from kt_core.runs import Store, folder
from kt_core.templates import template
from kt_core.texts import text

pytestmark = pytest.mark.process


def words(app):
    return [element.value for element in (*app.caption, *app.markdown, *app.header)]


@pytest.fixture
def run(store, draft):
    """A run with a saved model, by name only: nobody answers for it here."""

    def made(document, **preparation) -> str:
        run = store.create_run(document, draft=draft)
        place = folder(run)
        (place / "preparation.json").write_text(json.dumps(preparation))
        (place / "model.keras").write_bytes(b"model")
        return run

    return made


def test_without_a_model_the_page_leads_to_the_training(opened):
    app = opened("predict")
    assert text("predict.no_run") in words(app)
    app.button("predict.training").click().run()
    assert not app.exception


def test_a_run_that_has_saved_no_model_says_so(opened, store: Store, draft):
    run = store.create_run(template("digit_cnn").document(), draft=draft)
    app = opened("predict", run=run)
    assert text("predict.no_model") in words(app)


def test_for_a_saved_file_the_limits_are_shown_before_the_upload(opened):
    app = opened("predict")
    app.segmented_control("predict.way").set_value("file").run()
    assert not app.exception
    assert any("200 MB" in shown and "50,000,000 weights" in shown for shown in words(app))
    assert len(app.get("file_uploader")) >= 1


def test_a_model_for_pictures_offers_the_pad_and_files(opened, run):
    preparation = {"scaling": "unit", "shape": [28, 28, 1], "classes": list("0123456789")}
    app = opened("predict", run=run(template("digit_cnn").document(), **preparation))
    assert text("predict.nothing_yet") in words(app)
    assert app.segmented_control("predict.picture").value == "draw"
    for way in ("files", "paste", "camera"):
        app.segmented_control("predict.picture").set_value(way).run()
        assert not app.exception
    app.segmented_control("predict.picture").set_value("files").run()
    assert any("zips up to 100 MB; up to 500 pictures" in shown for shown in words(app))
    assert app.toggle("predict.invert").value is False


def test_a_model_for_tables_offers_a_row_with_the_names_of_the_columns(opened, run):
    network = [
        {"name": "in", "kind": "Input", "params": {"shape": [2]}},
        {"name": "out", "kind": "Dense", "params": {"units": 1}},
    ]
    document = {"format": "kt-experiment", "version": 1, "network": network}
    preparation = {"scaling": "unit", "subtract": [0, 1], "divide": [2, 4], "shape": [2]}
    app = opened("predict", run=run(document, **preparation, columns=["<b>width</b>", "height"]))
    assert text("predict.row_about") in words(app)
    app.segmented_control("predict.rows").set_value("file").run()
    assert not app.exception
    assert any(r"\<b\>width\<\/b\>, height" in shown for shown in words(app))


def test_a_model_with_several_outputs_asks_which_one_answers(opened, run):
    document = {**template("digit_cnn").document(), "outputs": ["output", "again"]}
    node = {"name": "again", "kind": "Dense", "params": {"units": 10}, "inputs": ["flatten"]}
    document["network"] = [*document["network"], node]
    app = opened("predict", run=run(document, scaling="unit", shape=[28, 28, 1]))
    assert app.selectbox("predict.output").options == ["output", "again"]


def test_a_model_for_neither_is_told_so(opened, run):
    network = [{"name": "in", "kind": "Input", "params": {"shape": [5, 6, 7, 8]}}]
    document = {"format": "kt-experiment", "version": 1, "network": network}
    app = opened("predict", run=run(document, scaling="none", shape=[5, 6, 7, 8]))
    assert any("does not take pictures" in shown for shown in words(app))
