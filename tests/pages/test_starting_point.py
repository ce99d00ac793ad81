"""A saved model as the beginning of an experiment, with a real engine behind the pages."""

import json
import zipfile
from pathlib import Path

import pytest

from kt_core.runs import folder
from kt_core.templates import template

pytestmark = pytest.mark.engine
FILES = Path(__file__).parents[1] / "kt_core" / "engine" / "keras2" / "files.zip"


@pytest.fixture
def run(store, draft):
    """A run whose model came from Keras 2."""
    found = store.create_run(template("digit_cnn").document(), draft=draft)
    with zipfile.ZipFile(FILES) as archive:
        (folder(found) / "model.keras").write_bytes(archive.read("stack.keras"))
    preparation = {"scaling": "unit", "shape": [10, 10, 1], "classes": ["a", "b", "c"]}
    (folder(found) / "preparation.json").write_text(json.dumps(preparation))
    return found


def test_a_runs_model_becomes_the_starting_point_with_a_new_head(engine, opened, store, draft, run):
    app = opened("predict", run=run)
    app.button("predict.begin_run").click().run()
    assert not app.exception
    document = store.draft(draft).document
    assert document["weights"]["file"]
    assert document["data"]["kind"] == "mnist_5k"

    app.switch_page("pages/network.py").run()
    table = app.dataframe[0].value
    assert list(table["Begins with"]) == ["saved weights"] * 3
    app.selectbox("starting.node").set_value("dense").run()
    app.selectbox("starting.source.dense").set_value("").run()
    assert store.draft(draft).document["weights"]["skip"] == ["dense"]

    app.button("starting.head").click().run()
    assert not app.exception
    document = store.draft(draft).document
    assert document["network"][-1]["params"] == {"units": 10, "activation": "softmax"}
    assert [node.get("trainable", True) for node in document["network"]].count(False) == 2
    app.button("starting.thaw").click().run()
    app.button("starting.forget").click().run()
    document = store.draft(draft).document
    assert "weights" not in document
    assert not app.exception
