"""Saved models opened our way answer exactly as when stock Keras loads them."""

import importlib
import json
import zipfile

import h5py
import numpy as np
import pytest

from kt_core.engine import kt_member
from kt_core.problems import Problem, ProblemError
from kt_core.texts import render
from tests.kt_core.engine import saved_models as saved

pytestmark = pytest.mark.engine

NAMES = (
    "cnn",
    "recurrent",
    "masked_graph",
    "branches",
    "attention",
    "nested",
    "ends_in_networks",
    "several_inputs",
    "adapted",
)


@pytest.fixture
def real():
    return importlib.import_module("tests.kt_core.engine.real_models")


@pytest.fixture
def opening():
    return importlib.import_module("kt_core.engine.open")


@pytest.fixture
def refused(opening):
    def code(path):
        with pytest.raises(ProblemError) as raised:
            opening.opened(path)
        render(raised.value.problems[0])
        return raised.value.problems[0].code

    return code


def saved_by_keras(real, name, path):
    model = real.MODELS[name]() if name == "adapted" else real.stirred(real.MODELS[name]())
    model.save(path)
    return model


def same_answers(real, one, other):
    x = real.examples(one)
    for left, right in zip(real.predictions(one, x), real.predictions(other, x), strict=True):
        np.testing.assert_array_equal(left, right)


@pytest.mark.parametrize("name", NAMES)
def test_a_rebuilt_model_answers_bit_for_bit_what_stock_keras_answers(
    real, opening, tmp_path, name
):
    path = tmp_path / "model.keras"
    saved_by_keras(real, name, path)
    found = opening.opened(path)
    same_answers(real, real.keras.models.load_model(path, compile=False), found.model)
    assert found.finite


@pytest.mark.parametrize("name", NAMES)
def test_an_h5_file_answers_like_the_model_it_was_saved_from(real, opening, tmp_path, name):
    """Compared with the model itself: stock Keras can't load every .h5 it writes."""
    path = tmp_path / "model.h5"
    model = saved_by_keras(real, name, path)
    same_answers(real, model, opening.opened(path).model)


def test_a_name_that_keras_cannot_predict_with_is_no_hindrance(real, opening, tmp_path):
    layers, keras = real.layers, real.keras
    named = [keras.Input((4,)), layers.Dense(2, name="输出 <1>")]
    keras.Sequential(named, name="手写数字识别").save(tmp_path / "m.keras")
    found = opening.opened(tmp_path / "m.keras", "手写数字识别.keras")
    assert found.document["name"] == "手写数字识别"
    assert found.document["network"][1]["name"] == "输出 <1>"
    assert real.predictions(found.model, np.ones((1, 4)))[0].shape == (1, 2)


def test_the_answer_for_the_page_is_json_with_how_it_was_trained(real, opening, tmp_path):
    model = real.cnn()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.save(tmp_path / "m.keras")
    answer = json.loads(json.dumps(opening.open_model(str(tmp_path / "m.keras"), "My net.keras")))
    assert answer["ok"]
    document = answer["experiment"]
    assert document["name"] == "My net"
    assert document["optimizer"]["kind"] == "Adam"
    assert document["loss"] == "sparse_categorical_crossentropy"
    assert document["metrics"] == ["accuracy"]
    assert answer["classes"] is None


def test_a_refusal_for_the_page_has_its_problems(opening, tmp_path):
    (tmp_path / "m.keras").write_bytes(b"no")
    answer = opening.open_model(str(tmp_path / "m.keras"), "m.keras")
    assert not answer["ok"]
    assert Problem.from_json(answer["problems"][0]).code == "model_is_text"


def test_a_refusal_offers_no_fix_for_a_document_nobody_edits(opening, tmp_path):
    config = saved.sequential(saved.input_layer(), saved.layer("Dense", "d", units=2, activaton=1))
    config["config"]["layers"][1]["config"] = {"name": "d", "units": 2, "activation": "reluu"}
    answer = opening.open_model(str(saved.keras_file(tmp_path / "m.keras", config)), "m.keras")
    assert answer["problems"]
    assert all(problem["fix"] is None for problem in answer["problems"])


DOCUMENT = {
    "format": "kt-experiment",
    "version": 1,
    "name": "Mine",
    "data": {
        "kind": "mnist_5k",
        "scaling": "unit",
        "augmentation": [{"kind": "RandomFlip", "params": {"mode": "horizontal"}}],
    },
    "network": [
        {"name": "Eingang", "kind": "Input", "params": {"shape": [8, 8, 1]}},
        {"name": "faltung 1", "kind": "Conv2D", "params": {"filters": 2, "kernel_size": 3}},
        {"name": "off", "kind": "Dropout", "params": {"rate": 0.5}, "enabled": False},
        {"name": "flatten", "kind": "Flatten"},
        {"name": "out", "kind": "Dense", "params": {"units": 3, "activation": "softmax"}},
    ],
    "loss": "sparse_categorical_crossentropy",
    "optimizer": "adam",
    "fit": {"epochs": 1, "batch_size": 32},
}
MEMBER = {
    "document": DOCUMENT,
    "classes": ["猫", "dog", "cow"],
    "preparation": {"scaling": "unit", "subtract": 0.0, "divide": 255.0, "largest": 255},
}


@pytest.fixture
def own_file(real, tmp_path):
    """A file as a run of ours saves it."""
    from kt_core.engine.build import build
    from kt_core.experiment import parse

    def save(**changed):
        path = tmp_path / "own.keras"
        build(parse(DOCUMENT)).save(path)
        kt_member.add(path, {**MEMBER, **changed})
        return path

    return save


def test_a_file_of_our_own_gives_its_document_classes_and_preparation_back(own_file, opening):
    found = opening.opened(own_file())
    assert found.document == DOCUMENT
    assert found.classes == ("猫", "dog", "cow")
    assert found.preparation == MEMBER["preparation"]
    assert found.notes == ()


def changed_document(place, value):
    document = json.loads(json.dumps(DOCUMENT))
    document["network"][place[0]]["params"][place[1]] = value
    return document


@pytest.mark.parametrize(
    "document",
    [
        changed_document((4, "activation"), "sigmoid"),
        changed_document((1, "filters"), 3),
        changed_document((1, "filters"), 10**9),
        changed_document((1, "kernel_size"), "huge"),
        {**DOCUMENT, "network": DOCUMENT["network"][:4]},
        {**DOCUMENT, "network": [{"name": "x", "kind": "Lambda"}]},
        {"format": "something else"},
        "text",
    ],
)
def test_a_document_that_describes_another_model_is_not_believed(own_file, opening, document):
    found = opening.opened(own_file(document=document))
    assert "document_ignored" in found.notes
    assert "data" not in found.document
    assert found.document["network"][-1]["params"]["activation"] == "softmax"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("classes", ["a", "b"]),
        ("classes", ["a", "b", 3]),
        ("classes", "abc"),
        ("classes", ["a", "b", "x" * 500]),
        ("preparation", {"scaling": "unit", "subtract": 0, "divide": 0}),
        ("preparation", {"scaling": "unit", "subtract": "0", "divide": 1}),
        ("preparation", {"scaling": "unit", "subtract": [0, 0], "divide": [1, 1]}),
        ("preparation", {"scaling": "evil", "subtract": 0, "divide": 1}),
        ("preparation", [1]),
    ],
)
def test_parts_that_do_not_fit_the_model_are_left_out_with_a_note(own_file, opening, part, value):
    found = opening.opened(own_file(**{part: value}))
    assert getattr(found, part) is None
    assert found.notes == (f"{part}_ignored",)
    assert found.document == DOCUMENT


def test_weights_that_are_no_numbers_are_told(real, opening, tmp_path):
    model = real.keras.Sequential([real.keras.Input((4,)), real.layers.Dense(2)])
    model.layers[0].kernel.assign(np.full((4, 2), np.nan))
    model.save(tmp_path / "m.keras")
    found = opening.opened(tmp_path / "m.keras")
    assert not found.finite
    assert "weights_not_finite" in found.notes


def dense(units):
    return saved.sequential(saved.input_layer(), saved.layer("Dense", "out", units=units))


@pytest.mark.parametrize(
    ("config", "weights", "code"),
    [
        (dense(10**9), saved.dense_weights(), "model_size_mismatch"),
        (dense(3), saved.dense_weights(), "model_size_mismatch"),
        (dense(1), saved.dense_weights(), "model_weights_shape"),
        (dense(2), saved.weights(np.ones(100, "float32")), "model_weights_missing"),
        (dense(2), saved.weights(np.ones((2, 4), "float32"), np.ones(2, "float32")), None),
        (dense(2), saved.weights(np.ones((4, 2), "int32"), np.ones(2, "int32")), None),
        (
            saved.sequential(
                saved.input_layer(),
                saved.layer("RepeatVector", "r", n=10**8),
            ),
            saved.dense_weights(),
            "model_output_too_large",
        ),
        (
            saved.sequential(
                saved.input_layer(shape=(8, 8, 1)),
                *[saved.layer("UpSampling2D", f"u{n}", size=[10, 10]) for n in range(5)],
            ),
            saved.dense_weights(),
            "model_output_too_large",
        ),
        (
            dense(2),
            saved.weights(np.ones((4, 2), "float32"), np.ones(2, "float32"), np.ones(5)),
            "model_weights_left_over",
        ),
    ],
)
def test_configurations_and_weights_that_do_not_belong_together_are_refused(
    refused, tmp_path, config, weights, code
):
    path = saved.keras_file(tmp_path / "m.keras", config, model__weights__h5=weights)
    found = refused(path)
    assert code is None or found == code


def test_weights_that_belong_to_no_layer_are_refused(refused, real, tmp_path):
    path = tmp_path / "m.keras"
    real.keras.Sequential([real.keras.Input((4,)), real.layers.Dense(2)]).save(path)
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    (tmp_path / "w.h5").write_bytes(members["model.weights.h5"])
    with h5py.File(tmp_path / "w.h5", "r+") as file:
        file["layers/secret/vars/0"] = np.ones(3)
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            new = (tmp_path / "w.h5").read_bytes() if name.endswith(".h5") else content
            file.writestr(name, new)
    assert refused(path) == "model_weights_left_over"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda real, path: real.cnn().save_weights(path), "model_is_weights"),
        (lambda real, path: h5py.File(path, "w").close(), "model_is_hdf5"),
    ],
)
def test_hdf5_files_without_a_whole_model_are_called_what_they_are(
    real, refused, tmp_path, make, code
):
    path = tmp_path / "m.weights.h5"
    make(real, path)
    assert refused(path) == code


def test_a_file_of_keras_1_is_called_so(real, refused, tmp_path):
    path = tmp_path / "m.h5"
    real.cnn().save(path)
    with h5py.File(path, "r+") as file:
        file.attrs["keras_version"] = "1.2.2"
    assert refused(path) == "model_keras1"


def test_a_lambda_is_refused_by_name_and_its_code_never_runs(real, refused, tmp_path):
    layers = [real.keras.Input((4,)), real.layers.Lambda(lambda x: x * 2)]
    real.keras.Sequential(layers).save(tmp_path / "m.keras")
    assert refused(tmp_path / "m.keras") == "model_lambda"


def test_extra_files_of_a_vocabulary_are_refused_rather_than_lost(real, refused, tmp_path):
    words = real.layers.TextVectorization()
    words.adapt(["a b", "c"])
    model = real.keras.Sequential([real.keras.Input((1,), dtype="string"), words])
    model.save(tmp_path / "m.keras")
    assert refused(tmp_path / "m.keras") == "model_assets"
