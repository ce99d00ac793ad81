"""The whole script of every entry of the catalog, executed: it makes what the engine makes."""

import importlib
import json

import pytest

from kt_core.catalog import entries, starting
from kt_core.data import available
from kt_core.experiment import parse

pytestmark = pytest.mark.engine

PARTS = ("initializer", "regularizer", "constraint", "activation")
TRAINING = ("optimizer", "schedule", "loss", "metric")
UNUSABLE = ("Equalization",)  # hands its input through while Keras makes a model: no layer at all
LAYERS = [e.kind for e in entries("layer") if e.kind not in ("Input", *UNUSABLE)]


@pytest.fixture(scope="module")
def scripts():
    return importlib.import_module("tests.kt_core.code.whole_scripts")


@pytest.fixture
def made():
    return importlib.import_module("kt_core.engine.build")


@pytest.fixture(autouse=True)
def iris(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path_factory.getbasetemp() / "home"))
    if not available("iris"):
        importlib.import_module("kt_core.engine.fetch").fetch("iris")


def named(family):
    return {entry.kind: entry for entry in entries(family)}


def same_layers(scripts, made, document, place):
    theirs = scripts.without_filling(scripts.executed, document, place)["model"]
    scripts.keras.utils.set_random_seed(0)
    ours = scripts.without_filling(made.build, parse(document))
    assert scripts.layers(theirs) == scripts.layers(ours)
    assert scripts.layers(ours)


@pytest.mark.parametrize("kind", LAYERS)
def test_the_script_of_each_layer_builds_the_same_layer(kind, scripts, made, tmp_path):
    document = scripts.around_layer(named("layer")[kind])
    same_layers(scripts, made, document, tmp_path)


@pytest.mark.parametrize("family", PARTS)
def test_the_script_of_each_part_of_a_layer_builds_the_same_layer(family, scripts, made, tmp_path):
    for entry in entries(family):
        same_layers(scripts, made, scripts.around_part(family, entry), tmp_path)


@pytest.mark.parametrize("family", TRAINING)
def test_the_script_compiles_with_the_same_parts(family, scripts, made, tmp_path):
    for entry in entries(family):
        document = scripts.around_training(family, entry)
        theirs = scripts.executed(document, tmp_path, without=("fit", "save"))["model"]
        scripts.keras.utils.clear_session(free_memory=False)
        ours = made.build(parse(document))
        made.compile_model(ours, parse(document))
        assert compiled(theirs) == compiled(ours)


def test_the_script_gives_fit_the_same_callbacks(scripts, made, tmp_path):
    for entry in entries("callback"):
        document = scripts.around_training("callback", entry)
        given = scripts.callbacks_given(document, tmp_path)
        ours = made.callbacks(parse(document), tmp_path)
        assert given == [scripts.remembered(each) for each in ours]
        assert len(given) == 1


def test_the_script_asks_for_each_architecture_as_the_engine_does(scripts, made, tmp_path):
    for entry in entries("application"):
        params = {**starting(entry), "weights": None, "include_top": False}
        document = scripts.network("it", entry.kind, params, shape=[75, 75, 3])
        with scripts.asked_for(entry) as calls:
            scripts.executed(document, tmp_path)
            made.build(parse(document))
        assert len(calls) == 2
        assert calls[0] == calls[1]
        assert calls[0]["input_shape"] == (75, 75, 3)


def test_the_script_of_an_architecture_builds_the_same_layers(scripts, made, tmp_path):
    params = {"weights": None, "include_top": False}
    document = scripts.network("it", "VGG16", params, shape=[32, 32, 3])
    theirs = scripts.without_filling(scripts.executed, document, tmp_path)["model"]
    ours = scripts.without_filling(made.build, parse(document))
    assert scripts.layers(theirs.get_layer("it")) == scripts.layers(ours.get_layer("it"))


def compiled(model):
    """What the model was compiled with; no metrics may be none or an empty list."""
    config = json.loads(json.dumps(model.get_compile_config(), default=str))
    return {key: value for key, value in config.items() if value}
