"""The promise of the exported script: the same weights, to the last bit, without this project."""

import importlib

import numpy as np
import pytest

from kt_core.code import notebook, write
from kt_core.data import card, prepare
from kt_core.data.choice import choose
from kt_core.data.own.taking import inspect, take_in
from kt_core.data.preparation import scale
from kt_core.data.sets import beside
from kt_core.experiment import parse
from kt_core.templates import NAMES, template
from tests.kt_core.data.own.files import class_folders, picture, table, zipped
from tests.kt_core.engine.small_documents import (
    AUGMENTED,
    GRAPH,
    MEASURED_INSIDE,
    SEVERAL,
    experiment,
)
from tests.kt_core.engine.trained import same, trained, weights

pytestmark = pytest.mark.engine

DOWNLOADED = ("cifar_cnn",)
SMALLER = ("dense_net", "inception", "residual_cnn", "unet")
"""Templates that work on pictures of 8 by 8 pixels as well, in half the time."""
CONV = {"filters": 11, "kernel_size": 3, "padding": "same", "activation": "softmax"}
STRANGE = '"""<b>手写 🖋️</b>\n\nimport os\nos.abort()'
FOLD = {
    "kind": "fold",
    "params": {"folds": 3, "fold": 1, "repeats": 2, "repeat": 1, "identical": True},
}


def shortened(name):
    """A template as it is, but with few examples to learn from and few steps."""
    document = template(name).document()
    kind = document["data"]["kind"]
    document["data"]["kind"] = "mnist_5k" if kind == "fashion_mnist_12k" else kind
    fraction = 0.2 if kind in ("diabetes", "breast_cancer") else 0.97
    if name in SMALLER:
        document["data"]["kind"], fraction = "digits", 0.9
        document["network"][0]["params"]["shape"] = [8, 8, 1]
    document["data"]["validation"] = {"kind": "holdout", "params": {"fraction": fraction}}
    return {**document, "fit": {"epochs": 1, "batch_size": 64}}


DOCUMENTS = {
    **{name: shortened(name) for name in NAMES if name not in DOWNLOADED},
    "augmented": AUGMENTED,
    "fold": {**AUGMENTED, "data": {**AUGMENTED["data"], "validation": FOLD}},
    "graph": GRAPH,
    "measured inside": MEASURED_INSIDE,
    "several labels": {**SEVERAL, "data": {**SEVERAL["data"], "validation": FOLD}},
    "strange names": experiment(
        {"name": STRANGE, "kind": "Conv2D", "params": CONV},
        name=STRANGE,
        data={"kind": "digits", "scaling": "unit", "labels": "pixels"},
        fit={"epochs": 1, "batch_size": 64},
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_script_ends_with_the_very_weights_of_the_run(name, elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    document = DOCUMENTS[name]
    run = trained(document)
    script = write(parse(document), tmp_path / "elsewhere")
    elsewhere.run(script, tmp_path / "cwd")
    theirs = weights(script.parent / "model.keras")
    ours = weights(run.place / "model.keras")
    assert len(ours) > 3
    assert same(theirs, ours)


@pytest.mark.parametrize("name", ["two_inputs", "strange names"])
def test_the_cells_of_a_notebook_run_in_order_and_end_with_the_same_weights(
    name, elsewhere, tmp_path, monkeypatch
):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    experiment = parse(DOCUMENTS[name])
    cells = notebook(experiment)["cells"]
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    joined = tmp_path / "cells.py"
    joined.write_text("\n\n".join(code), "utf-8")
    elsewhere.run(joined, tmp_path / "notebook")
    elsewhere.run(write(experiment, tmp_path / "script"), tmp_path / "script")
    ours = weights(tmp_path / "script" / "model.keras")
    assert same(weights(tmp_path / "notebook" / "model.keras"), ours)


def patients(path):
    """A zip of two classes; three pictures each of eight patients per class."""
    files = {
        f"{name}/病人_{number // 3 + 8 * at}/{number}.png": picture(100 * at + number, mode="RGB")
        for at, name in enumerate(("猫", "dog"))
        for number in range(24)
    }
    return zipped(path, files)


def dated(path):
    """A table of 60 rows with a time for each."""
    draw = np.random.RandomState(0)
    with path.open("wb") as stream:
        np.savez(stream, x=draw.rand(60, 5), y=np.arange(60) % 2, time=draw.permutation(60) // 2)
    return path


HELD = {
    "groups": (patients, {"kind": "holdout", "params": {"fraction": 0.3, "groups": "folder"}}),
    "fold": (patients, {"kind": "fold", "params": {"folds": 3, "fold": 2, "groups": "folder"}}),
    "time": (dated, {"kind": "holdout", "params": {"fraction": 0.25, "time": "time"}}),
}


@pytest.mark.parametrize("name", HELD)
def test_a_script_holds_out_the_very_groups_or_times_of_the_run(
    name, elsewhere, tmp_path, monkeypatch
):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    make, validation = HELD[name]
    path = make(tmp_path / "set.zip")
    options = inspect(str(path))["suggested"] | {"size": [6, 5], "frame": "stretch"}
    kind = take_in(str(path), options)["kind"]
    document = choose(experiment(name="own"), kind)
    document["data"]["validation"] = validation
    document["network"] = [
        {"name": "in", "kind": "Input", "params": {"shape": list(card(kind).shape)}},
        {"name": "flat", "kind": "Flatten"},
        {"name": "out", "kind": "Dense", "params": {"units": 1, "activation": "sigmoid"}},
    ]
    document |= {"loss": "binary_crossentropy", "metrics": []}
    run = trained(document)
    script = write(parse(document), tmp_path / "elsewhere")
    elsewhere.run(script, tmp_path / "cwd")
    assert same(weights(script.parent / "model.keras"), weights(run.place / "model.keras"))
    prepared = prepare(parse(document))
    part = "times_train" if name == "time" else "groups_train"
    kept, held = (beside(kind, part)[rows] for rows in (prepared.train_rows, prepared.val_rows))
    assert not set(kept) & set(held) and len(held) > 5


def test_a_table_of_many_words_is_the_same_in_run_script_saved_file_and_answers(
    elsewhere, tmp_path, monkeypatch
):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    cities = [f"城{n * n % 131}" for n in range(400)]
    lines = [f"{city},{n / 7:.2f},{'ny'[n % 2]}" for n, city in enumerate(cities)]
    path = table(tmp_path / "t.csv", "\n".join(["city,size,ripe", *lines]))
    options = inspect(str(path))["suggested"] | {"columns": ["city", "size"], "most": {"city": 7}}
    kind = take_in(str(path), options)["kind"]
    columns = card(kind).columns
    document = choose(experiment(name="own"), kind)
    document["network"] = [
        {"name": "in", "kind": "Input", "params": {"shape": [len(columns)]}},
        {"name": "out", "kind": "Dense", "params": {"units": 1, "activation": "sigmoid"}},
    ]
    document |= {"loss": "binary_crossentropy", "metrics": []}
    run = trained(document)
    script = write(parse(document), tmp_path / "elsewhere")
    elsewhere.run(script, tmp_path / "cwd")
    assert same(weights(script.parent / "model.keras"), weights(run.place / "model.keras"))

    kept = [name.removeprefix("city = ") for name in columns if " = " in name]
    asked = ["新", cities[0], kept[0]]
    tried = table(tmp_path / "new.csv", "\n".join(["city,size", *(f"{c},3.5" for c in asked)]))
    predict = importlib.import_module("kt_core.engine.predict").predict
    told = predict({"path": str(run.place / "model.keras")}, [str(tried)])
    by_hand = [[*(city == word for word in kept), city not in kept, 3.5] for city in asked]
    x = scale(np.array(by_hand, dtype="float64"), prepare(parse(document)).statistics)
    keras = importlib.import_module("keras")
    theirs = keras.models.load_model(script.parent / "model.keras").predict(x, verbose=0)
    ours = [{one["class"]: one["probability"] for one in line["top"]}["y"]
             for line in told["results"]]  # fmt: skip
    assert ours == pytest.approx(theirs[:, 0].tolist(), abs=1e-6)
    assert told["tables"][0]["other"]["city"] == sum(city not in kept for city in asked)


def test_a_script_on_own_data_takes_the_very_examples_of_the_run(elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    made = class_folders(tmp_path / "猫.zip", classes=("猫", "<b>dog"), each=12, mode="RGB")
    options = {"size": [9, 7], "colour": "rgb", "frame": "fit"}
    kind = take_in(str(made), options)["kind"]
    document = choose(experiment(name="own"), kind)
    document["network"][0]["params"]["shape"] = [9, 7, 3]
    document["network"][-1]["params"]["units"] = 2
    run = trained(document)
    script = write(parse(document), tmp_path / "elsewhere")
    elsewhere.run(script, tmp_path / "cwd")
    assert same(weights(script.parent / "model.keras"), weights(run.place / "model.keras"))
    assert run.json("results.json")["classes"] == ["<b>dog", "猫"]
