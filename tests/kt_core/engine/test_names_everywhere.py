"""Names that people type, from the document to the prediction: Chinese, blanks, emoji, HTML."""

import json
import runpy

import keras
import numpy as np
import pytest
from PIL import Image

from kt_core.code import notebook, write
from kt_core.experiment import parse
from kt_core.normalize import normalize
from tests.kt_core.engine.small_documents import HEAD
from tests.kt_core.engine.trained import same, trained, weights

pytestmark = pytest.mark.engine

AWKWARD = [
    "手写 数字",
    "🎉 emoji",
    "<b>bold</b><script>",
    'with "quotes" and \\ and \'',
    "a/b:c*d?",
    "{braces} %s ${x}",
    "layer_1",
    "class",
    "model",
    "x_train",
    "Größe",
    "conv",
    "CONV",
    "-*- coding: latin-1 -*-",
]
SOFTMAX = {"units": 10, "activation": "softmax"}


def document():
    """A graph whose every name is awkward: a nested network, a shared layer, two outputs."""
    names = iter(AWKWARD)
    entrance, inner_in, inner_out, block, again, both = (next(names) for _ in range(6))
    nodes = [
        {"name": entrance, "kind": "Input", "params": {"shape": [8, 8, 1]}},
        {
            "name": block,
            "kind": "Network",
            "inputs": [entrance],
            "network": [
                {"name": inner_in, "kind": "Input", "params": {"shape": [8, 8, 1]}},
                {"name": inner_out, "kind": "Flatten"},
                {"name": entrance, "kind": "Dense", "params": {"units": 4}},
            ],
        },
        {"name": again, "shares": block, "inputs": [entrance]},
        {"name": both, "kind": "Concatenate", "inputs": [block, again]},
    ]
    nodes += [
        {"name": name, "kind": "Dense", "params": {"units": 4, "activation": "relu"}}
        for name in names
    ]
    ends = ["出 口", "<i>out</i>"]
    nodes += [{"name": e, "kind": "Dense", "params": SOFTMAX, "inputs": ["conv"]} for e in ends]
    loss = {"kind": "SparseCategoricalCrossentropy", "params": {}}
    return {
        **HEAD,
        "name": '</title> 手写 🎉 {0} \u2028 \'x\' """ # \\',
        "seed": 5,
        "data": {"kind": "digits", "scaling": "unit"},
        "network": nodes,
        "outputs": ends,
        "loss": dict.fromkeys(ends, loss),
        "metrics": {ends[0]: [{"kind": "SparseCategoricalAccuracy", "params": {}}]},
        "optimizer": {"kind": "Adam", "params": {}},
        "fit": {"epochs": 1, "batch_size": 128},
    }


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        yield trained(document())


def test_check_answers_under_the_names_that_were_typed():
    from kt_core.engine.check import check

    answer = check(document())
    errors = [each for each in answer["problems"] if each["severity"] == "error"]
    assert errors == []
    assert [node["name"] for node in answer["nodes"]] == [n["name"] for n in document()["network"]]
    assert json.loads(json.dumps(answer)) == answer


def test_the_run_keeps_the_document_as_it_was_given(run):
    assert run.run.state == "finished"
    assert run.json("experiment.json") == document()


def test_the_saved_model_is_an_ordinary_one_and_opens_as_the_same_document(run):
    from kt_core.engine.open import open_model

    model = keras.saving.load_model(run.place / "model.keras")
    assert all(layer.name.isascii() for layer in model.layers)
    answer = open_model(str(run.place / "model.keras"), "手写 <b>.keras")
    assert answer["ok"], answer["problems"]
    assert answer["experiment"] == document()


def test_predict_answers(run, tmp_path):
    from kt_core.engine.predict import predict

    file = tmp_path / "手写 <b>1 🎉.png"
    Image.fromarray(np.arange(64, dtype="uint8").reshape(8, 8) * 3).save(file)
    (line,) = predict({"run": run.run.id}, [str(file)])["results"]
    assert line["ok"], line
    assert len(line["top"]) == 10


@pytest.mark.parametrize("form", ["h5", "weights"])
def test_the_model_is_exported(run, tmp_path, form):
    from kt_core.engine.export import export

    to = tmp_path / ("手写.h5" if form == "h5" else "手写.weights.h5")
    assert export(run.run.id, form, str(to))
    assert to.stat().st_size > 0


def test_the_script_ends_with_the_very_weights(run, elsewhere, tmp_path):
    script = write(parse(document()), tmp_path / "人 <b>")
    elsewhere.run(script, tmp_path / "cwd")
    assert same(weights(script.parent / "model.keras"), weights(run.place / "model.keras"))


def test_the_notebook_is_json_whose_code_is_python(run):
    cells = json.loads(json.dumps(notebook(parse(document()))))["cells"]
    for cell in cells:
        if cell["cell_type"] == "code":
            compile(cell["source"], "cell", "exec")


def test_a_stack_with_such_names_is_sequential_in_the_script(tmp_path):
    nodes = [{"name": "入", "kind": "Input", "params": {"shape": [4]}}]
    nodes += [{"name": n, "kind": "Dense", "params": {"units": 2}} for n in AWKWARD]
    given = parse({**HEAD, "name": "\n\t", "network": nodes})
    script = write(given, tmp_path / "stack")
    assert "keras.Sequential(" in script.read_text("utf-8")
    model = runpy.run_path(str(script))["model"]
    assert len(model.layers) == len(AWKWARD)
    assert normalize(given).network[1].name == AWKWARD[0]
