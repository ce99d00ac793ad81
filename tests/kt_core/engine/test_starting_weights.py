"""A model's numbers as the beginning of another training: by name, with a table that tells all."""

import importlib
import json

import numpy as np
import pytest

from kt_core import edits, weights
from kt_core.code import script, write
from kt_core.experiment import parse
from kt_core.graph.grouping import group
from kt_core.graph.ungrouping import ungroup
from kt_core.normalize import normalize
from kt_core.problems import ProblemError
from kt_core.starting import source
from tests.kt_core.engine.trained import same, trained
from tests.kt_core.engine.trained import weights as arrays_of

pytestmark = pytest.mark.engine

NETWORK = [
    {"name": "输入", "kind": "Input", "params": {"shape": [8, 8, 1]}},
    {"name": "faltung <1>", "kind": "Conv2D", "params": {"filters": 2, "kernel_size": 3}},
    {"name": "norm", "kind": "BatchNormalization"},
    {
        "name": "innen 🌱",
        "kind": "Network",
        "network": [
            {"name": "in", "kind": "Input", "params": {"shape": [6, 6, 2]}},
            {"name": "flach", "kind": "Flatten"},
            {"name": "dicht", "kind": "Dense", "params": {"units": 4}},
        ],
    },
    {"name": "out", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
]
TRAINED = {
    "format": "kt-experiment",
    "version": 1,
    "seed": 5,
    "data": {"kind": "digits", "scaling": "unit"},
    "network": NETWORK,
    "loss": "sparse_categorical_crossentropy",
    "optimizer": "adam",
    "fit": {"epochs": 1, "batch_size": 256},
}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def opening():
    return importlib.import_module("kt_core.engine.open")


@pytest.fixture
def built():
    build = importlib.import_module("kt_core.engine.build").build
    return lambda document: build(parse(document))


@pytest.fixture
def begun(home, built, opening, tmp_path):
    """The document of a saved model, opened as a starting point, and the model."""
    model = built(TRAINED)
    model.save(tmp_path / "m.keras")
    importlib.import_module("kt_core.engine.kt_member").add(
        tmp_path / "m.keras", {"document": TRAINED}
    )
    answer = opening.open_model(str(tmp_path / "m.keras"), "mein 模型.keras", keep=True)
    assert answer["ok"], answer
    return answer["experiment"], model


@pytest.fixture
def loaded(built):
    """A fresh model of a document with its starting weights, and the table of what was loaded."""
    load = importlib.import_module("kt_core.engine.beginning").load

    def fill(document):
        model = built({**document, "seed": 99})
        return model, load(model, parse(document))

    return fill


@pytest.fixture
def check():
    return importlib.import_module("kt_core.engine.check").check


def rows(table):
    return {row["node"]: row for row in table["rows"]}


def test_a_kept_model_comes_back_to_the_bit_under_any_names(begun, loaded):
    document, model = begun
    assert document["weights"]["from"] == "mein 模型.keras"
    again, table = loaded(document)
    assert all(row["loaded"] for row in table["rows"])
    assert set(rows(table)) == {"faltung <1>", "norm", "innen 🌱/dicht", "out"}
    for one, other in zip(again.weights, model.weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_same_numbers_are_kept_once(begun, opening, tmp_path):
    document, _ = begun
    again = opening.open_model(str(tmp_path / "m.keras"), "other.keras", keep=True)
    assert again["experiment"]["weights"]["file"] == document["weights"]["file"]
    assert len(list(weights.folder().glob("*.npz"))) == 1


def changed(document, name, **params):
    document = json.loads(json.dumps(document))
    node = next(node for node in document["network"] if node["name"] == name)
    node["params"] = {**node.get("params", {}), **params}
    return document


def test_other_shapes_stay_fresh_and_are_told(begun, loaded, check):
    document, model = begun
    other = changed(document, "out", units=3)
    fresh, table = loaded(other)
    row = rows(table)["out"]
    assert (row["loaded"], row["why"]) == (False, "shapes_differ")
    assert row["shapes"] == [[4, 3], [3]] and row["saved_shapes"] == [[4, 10], [10]]
    assert table["unused"] == ["out"]
    np.testing.assert_array_equal(fresh.layers[1].weights[0], model.layers[1].weights[0])
    assert check(other)["weights"]["rows"] == table["rows"]


def test_a_node_takes_the_numbers_of_the_layer_it_is_told_to(begun, loaded):
    document, _ = begun
    text = json.dumps(document).replace('"out"', '"head"').replace("innen", "backbone")
    renamed = json.loads(text)
    _, table = loaded(renamed)
    assert rows(table)["head"]["why"] == "no_such_layer"
    inner = next(node["name"] for node in renamed["network"] if node["kind"] == "Network")
    renamed["weights"]["rename"] = {"head": "out", inner: "innen 🌱"}
    _, table = loaded(renamed)
    assert all(row["loaded"] for row in table["rows"]) and table["unused"] == []


def test_a_node_in_skip_starts_afresh_with_all_that_is_in_it(begun, loaded):
    document, _ = begun
    document["weights"]["skip"] = ["innen 🌱"]
    _, table = loaded(document)
    assert rows(table)["innen 🌱/dicht"]["why"] == "skipped"
    assert rows(table)["out"]["loaded"]


def test_arrays_of_one_shape_but_another_meaning_are_not_loaded(begun, loaded):
    document, _ = begun
    shifted = changed(document, "norm", scale=False)
    original = json.loads(json.dumps(shifted))
    assert rows(loaded(original)[1])["norm"]["why"] == "shapes_differ"


def test_an_architecture_begins_with_its_layers_numbers(home, built, opening, loaded, tmp_path):
    node = {"kind": "MobileNet", "params": {"weights": None, "alpha": 0.25, "include_top": False}}
    document = {
        "format": "kt-experiment",
        "version": 1,
        "network": [
            {"name": "in", "kind": "Input", "params": {"shape": [32, 32, 3]}},
            {"name": "körper", **node},
        ],
    }
    importlib.import_module("keras").utils.clear_session()  # names as in a fresh process
    built(document).save(tmp_path / "m.keras")
    importlib.import_module("kt_core.engine.kt_member").add(
        tmp_path / "m.keras", {"document": document}
    )
    begun = opening.open_model(str(tmp_path / "m.keras"), "m.keras", keep=True)["experiment"]
    assert begun["network"][1]["kind"] == "MobileNet"
    _, table = loaded(begun)
    assert len(table["rows"]) == 54 and all(row["loaded"] for row in table["rows"])
    assert table["rows"][0]["node"] == "körper/conv1"
    text = json.dumps(begun, ensure_ascii=False).replace("körper", "other")
    other = {**json.loads(text)}
    other["weights"]["rename"] = {"other": "körper"}
    assert all(row["loaded"] for row in loaded(other)[1]["rows"])
    assert '"other/conv1": "körper/conv1"' in script(parse(other))


def test_what_is_gone_or_damaged_is_a_problem_with_a_way_out(begun, check):
    document, _ = begun
    path = weights.place(document["weights"]["file"])
    path.write_bytes(path.read_bytes()[:-40])
    weights._layers.cache_clear()
    problem = check(document)["problems"][0]
    assert problem["code"] == "weights_damaged"
    path.unlink()
    problem = check(document)["problems"][0]
    assert problem["code"] == "weights_missing"
    assert problem["fix"]["patch"] == [{"op": "remove", "path": "/weights"}]
    with pytest.raises(ProblemError):
        script(parse(document))


def test_names_that_do_not_exist_are_told_with_the_nearest(begun, check):
    document, _ = begun
    document["weights"] |= {"rename": {"out": "aut"}, "skip": ["gone"]}
    found = {each["code"]: each for each in check(document)["problems"]}
    assert found["weights_no_layer"]["fix"]["patch"][0]["value"] == "out"
    assert found["weights_no_node"]["severity"] == "warning"


def test_nodes_renamed_grouped_and_taken_out_begin_with_the_same_numbers(begun, check):
    document, _ = begun
    inner = ("innen 🌱",)
    changed = edits.rename_node(document, "dicht", "tight", path=inner)
    changed = edits.rename_node(changed, "flach", "flat", path=inner)
    changed = ungroup(edits.rename_node(changed, "innen 🌱", "body"), "body")
    facts = {node["name"]: node for node in check(changed)["nodes"]}
    changed, _ = group(changed, ["norm", "flat", "tight"], facts=facts)
    answer = check(changed)
    assert answer["problems"] == []
    assert [row["saved"] for row in answer["weights"]["rows"] if row["loaded"]] == [
        "faltung <1>", "norm", "innen 🌱/dicht", "out"
    ]  # fmt: skip


def test_documents_are_equal_when_they_begin_with_the_same_numbers(begun):
    document, _ = begun
    other = {**document, "weights": {**document["weights"], "from": "x", "rename": {"out": "out"}}}
    assert normalize(parse(document)) == normalize(parse(other))


def test_what_is_said_of_a_network_holds_for_its_layers():
    given = parse(
        {
            "format": "kt-experiment",
            "version": 1,
            "network": NETWORK,
            "weights": {"file": "0" * 64, "rename": {"a": "b", "a/c": "d", "e": ""}, "skip": ["s"]},
        }
    ).weights
    assert source(given, "a/x/y") == "b/x/y"
    assert source(given, "a/c/y") == "d/y"
    assert source(given, "e/x") == "x"
    assert source(given, "s/x") is None
    assert source(given, "other") == "other"


def test_run_and_script_fine_tune_to_the_very_same_weights(begun, elsewhere, tmp_path):
    document = changed(begun[0], "faltung <1>")
    document["network"][1]["trainable"] = False
    document["network"][4] = {
        "name": "kopf",
        "kind": "Dense",
        "params": {"units": 10, "activation": "softmax"},
    }
    document["weights"]["skip"] = ["norm"]
    run = trained(document)
    report = run.json("weights.json")
    assert [row["why"] for row in report["rows"]] == [
        "loaded", "skipped", "loaded", "no_such_layer"
    ]  # fmt: skip
    written = write(parse(document), tmp_path / "elsewhere")
    elsewhere.run(written, tmp_path / "cwd")
    ours, theirs = arrays_of(run.place / "model.keras"), arrays_of(written.parent / "model.keras")
    assert same(theirs, ours)
    before = arrays_of(tmp_path / "m.keras")["layers/conv2d/vars/0"]
    assert ours["layers/conv2d/vars/0"].tobytes() == before.tobytes()
