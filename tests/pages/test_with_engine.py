"""The pages with a real engine behind them: shapes, problems and their fixes, training."""

import numpy as np
import pytest

from kt_core import client
from kt_core.texts import text
from tests.kt_core.engine.running_host import until
from tests.kt_core.images.odd_pictures import encoded

pytestmark = pytest.mark.engine
SECONDS = 120
FAST = {"learning_rate": 1e12}
PICTURES = {
    "dark": np.tri(8, dtype="uint8") * 60,
    "light": np.tri(8, dtype="uint8") * 250,
}


def words(app):
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


def test_problems_are_found_and_mended_and_a_run_goes_through_to_its_results(
    engine, opened, store, draft, monkeypatch
):
    app = opened("network")
    assert "225,034 parameters" in words(app)
    app.session_state["kt"].nodes[()] = "output"
    app.run().number_input(key="network.output.units").set_value(3).run()
    assert app.button(key="problems").label == ":red[1 problem]"
    app.button(key="fix.network.output.units.0").click().run()
    assert app.number_input(key="network.output.units").value == 10
    assert "No problems" in words(app)

    document = store.draft(draft).document
    store.save_draft(draft, {**document, "optimizer": {"kind": "SGD", "params": FAST}})
    app.run().button(key="warnings").click().run()
    assert app.title[0].value == "Training"
    assert "No problems" not in words(app)

    document = store.draft(draft).document
    store.save_draft(draft, {**document, "data": {"kind": "digits"}, "network": small()})
    client.ask("fetch", timeout=SECONDS, kind="digits")
    app.switch_page("pages/training.py").run()
    app.number_input(key="fit.epochs").set_value(1).run()
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1}, raising=False)
    app.run().button(key="fit.threads.take").click().run()
    assert store.draft(draft).document["fit"]["threads"] == 1
    assert "This network is small" not in words(app)
    a_learning_rate_is_found_and_taken_over(app, store, draft)
    app.button(key="train").click().run()
    until(lambda: store.runs(1, draft=draft)[0].ended)
    app.run()
    assert len(app.success) == 1
    app.switch_page("pages/results.py").run()
    assert not app.exception
    assert len(app.metric) == 2
    pictures_are_asked_about_once(app, monkeypatch)
    all_folds_go_through(app, store, draft)


def a_learning_rate_is_found_and_taken_over(app, store, draft):
    def found():
        app.run()
        return [each for each in app.button if each.key == "finder.take"]

    before = store.draft(draft).document
    app.button(key="finder.start").click().run()
    [take] = until(found)
    assert store.draft(draft).document == before
    take.click().run()
    rate = store.draft(draft).document["optimizer"]["params"]["learning_rate"]
    assert f"{rate:g}" in take.label and rate < 1e3 < FAST["learning_rate"]
    assert store.runs(draft=draft) == []
    assert "finder.take" not in [each.key for each in app.button]


def pictures_are_asked_about_once(app, monkeypatch):
    asked, ask = [], client.ask
    monkeypatch.setattr(client, "ask", lambda do, **more: asked.append(do) or ask(do, **more))
    app.switch_page("pages/predict.py").run()
    app.segmented_control("predict.picture").set_value("files").run()
    files = [(f"{name}.png", encoded(pixels), "image/png") for name, pixels in PICTURES.items()]
    app.file_uploader("predict.pictures").set_value(files).run()
    assert not app.exception
    assert app.dataframe[0].value["name"].tolist() == ["dark.png", "light.png"]
    assert text("predict.strip") in [each.value for each in app.subheader]
    app.run()
    assert asked.count("predict") == 1


def all_folds_go_through(app, store, draft):
    app.switch_page("pages/training.py").run()
    app.number_input(key="folds.folds").set_value(2).run()
    app.button(key="folds.start").click().run()
    [group] = store.groups(draft=draft)
    until(lambda: all(run.ended for run in store.members(group.id)))
    assert [run.state for run in store.members(group.id)] == ["finished"] * 2
    app.run()
    table = app.dataframe[0].value
    assert table["val_loss"]["mean"] == pytest.approx(table["val_loss"][:2].mean())
    app.button(key="folds.final").click().run()
    until(lambda: store.runs(1, draft=draft)[0].ended)
    assert store.runs(1, draft=draft)[0].result["test"]


def small():
    return [
        {"name": "input", "kind": "Input", "params": {"shape": [8, 8, 1]}},
        {"name": "flatten", "kind": "Flatten"},
        {"name": "output", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
    ]
