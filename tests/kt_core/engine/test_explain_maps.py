"""Maps of what an answer rests on, against models whose reasons are known and against numpy."""

import importlib

import numpy as np
import pytest

from kt_core.data.preparation import measure
from tests.kt_core.engine.small_documents import HEAD

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def looking():
    return importlib.import_module("tests.kt_core.engine.looking")


@pytest.fixture(scope="module")
def maps():
    return importlib.import_module("kt_core.engine.explain_maps")


@pytest.fixture(scope="module")
def random_picture():
    return np.random.RandomState(1).uniform(size=(8, 8, 1)).astype("float32")


def linear_weights(seed=2, units=10):
    draw = np.random.RandomState(seed)
    return [draw.normal(size=(64, units)), draw.normal(size=units)]


def one_layer(looking, path, *, weights=None, activation="softmax", units=10, **more):
    given = looking.document(
        ("Flatten", {}), ("Dense", {"units": units, "activation": activation}), **more
    )
    looking.saved(path, given, weights=weights or linear_weights(units=units), **{})
    return path


def test_occlusion_finds_the_one_patch_that_the_answer_depends_on(looking, maps, tmp_path):
    kernel = np.zeros((64, 10))
    patch = np.zeros((8, 8), bool)
    patch[2:4, 5:7] = True
    kernel[patch.ravel(), 3] = 0.5
    path = one_layer(looking, tmp_path / "m.keras", weights=[kernel, np.zeros(10)])
    found = maps.occlusion(looking.looked(path, np.ones((8, 8, 1))), 3)
    assert found.shape == (8, 8)
    assert (found[patch] > 0.01).all()
    np.testing.assert_allclose(found[~patch], 0, atol=1e-7)  # patches are of one pixel here


def test_occlusion_is_the_drop_of_the_probability_counted_by_hand(
    looking, maps, tmp_path, random_picture
):
    path = one_layer(looking, tmp_path / "m.keras")
    looked = looking.looked(path, random_picture)
    found = maps.occlusion(looked, 4)
    model, changed = looked.model, np.repeat(random_picture[np.newaxis], 64, axis=0)
    for place in range(64):
        changed[place].reshape(-1)[place] = 0
    before = model.predict(random_picture[np.newaxis], verbose=0)[0, 4]
    wanted = before - model.predict(changed, verbose=0)[:, 4]
    np.testing.assert_allclose(found.ravel(), wanted, atol=1e-6)


def with_convolution(looking, path, weights=None):
    conv = {"filters": 2, "kernel_size": 1, "activation": "relu"}
    given = looking.document(
        {"name": "特征", "kind": "Conv2D", "params": conv},
        ("GlobalAveragePooling2D", {}),
        ("Dense", {"units": 3, "activation": "softmax"}),
    )
    looking.saved(path, given, weights=weights, classes="abc")
    return path


def test_grad_cam_lights_up_where_the_known_feature_is(looking, maps, tmp_path):
    picture = np.zeros((8, 8, 1), "float32")
    picture[5:7, 1:3] = 1.0
    weights = [np.array([[[[1.0, -1.0]]]]), np.zeros(2), np.array([[2.0, 0, -1], [0, 1, 0]])]
    path = with_convolution(looking, tmp_path / "m.keras", [*weights, np.zeros(3)])
    looked = looking.looked(path, picture)
    assert maps.convolutions(looked) == ["特征"]
    found = maps.grad_cam(looked, 0, "特征")
    np.testing.assert_allclose(found, picture[..., 0] * 2 / 64, rtol=1e-6)
    np.testing.assert_array_equal(maps.grad_cam(looked, 2, "特征"), np.zeros((8, 8)))


def test_grad_cam_equals_what_numpy_computes_by_the_paper(looking, maps, tmp_path, random_picture):
    looked = looking.looked(with_convolution(looking, tmp_path / "m.keras"), random_picture)
    kernel, bias, dense, _ = looked.model.get_weights()
    values = np.maximum(random_picture @ kernel[0, 0] + bias, 0)
    for target in range(3):
        slopes = dense[:, target] / 64  # of the score, behind the mean over 64 pixels
        wanted = np.maximum((values * slopes).sum(axis=-1), 0)
        np.testing.assert_allclose(maps.grad_cam(looked, target, "特征"), wanted, rtol=1e-5)


@pytest.mark.parametrize("activation", ["softmax", None, "sigmoid"])
def test_integrated_gradients_of_a_linear_model_are_weight_times_value(
    looking, maps, tmp_path, random_picture, activation
):
    loss = {"kind": "SparseCategoricalCrossentropy", "params": {"from_logits": activation is None}}
    weights = linear_weights()
    path = one_layer(
        looking, tmp_path / "m.keras", weights=weights, activation=activation, loss=loss
    )
    found = maps.integrated_gradients(looking.looked(path, random_picture), 7)
    np.testing.assert_allclose(found.ravel(), weights[0][:, 7] * random_picture.ravel(), rtol=1e-5)


def test_one_sigmoid_unit_speaks_for_one_class_and_against_the_other(
    looking, maps, tmp_path, random_picture
):
    path, loss = tmp_path / "m.keras", "binary_crossentropy"
    given = looking.document(("Flatten", {}), ("Dense", {"units": 1, "activation": "sigmoid"}))
    weights = linear_weights(units=1)
    looking.saved(path, {**given, "loss": loss}, weights=weights, classes=["no", "yes"])
    looked = looking.looked(path, random_picture)
    wanted = weights[0][:, 0] * random_picture.ravel()
    for target, sign in ((0, -1), (1, 1)):
        found = maps.integrated_gradients(looked, target)
        np.testing.assert_allclose(found.ravel(), sign * wanted, rtol=1e-5)
        drops, clear = maps.occlusion(looked, target).ravel(), np.abs(wanted) > 0.01
        np.testing.assert_array_equal(np.sign(drops[clear]), sign * np.sign(wanted[clear]))


def test_integrated_gradients_add_up_to_the_difference_of_the_scores(
    looking, maps, tmp_path, random_picture
):
    path = tmp_path / "m.keras"
    given = looking.document(
        ("Conv2D", {"filters": 3, "kernel_size": 3, "activation": "tanh"}),
        ("BatchNormalization", {}),
        ("Flatten", {}),
        ("Dense", {"units": 10}),
        ("Softmax", {}),
    )
    looking.saved(path, given)
    said, found = maps.maps(looking.looked(path, random_picture), 1, None)
    difference = said["score"] - said["ground_score"]
    assert found["integrated"].sum() == pytest.approx(difference, rel=1e-3)
    assert abs(difference) > 0.1
    assert said["quantity"] == "score"
    assert said["missing"] == {}
    assert found["gradcam"].shape == (6, 6)
    again = maps.maps(looking.looked(path, random_picture), 1, None)[1]
    for name, array in found.items():
        np.testing.assert_array_equal(array, again[name])


def test_smooth_grad_of_a_linear_model_is_the_size_of_its_weights(
    looking, maps, tmp_path, random_picture
):
    weights = linear_weights()
    path = one_layer(looking, tmp_path / "m.keras", weights=weights)
    found = maps.smooth_grad(looking.looked(path, random_picture), 2)
    np.testing.assert_allclose(found.ravel(), np.abs(weights[0][:, 2]), rtol=1e-5)


def test_without_convolutions_grad_cam_is_missing_with_a_reason(
    looking, maps, tmp_path, random_picture
):
    said, found = maps.maps(
        looking.looked(one_layer(looking, tmp_path / "m.keras"), random_picture), 0, None
    )
    assert said["missing"] == {"gradcam": "no_convolution"}
    assert found.keys() == {"occlusion", "integrated", "smooth"}


def test_half_precision_is_computed_in_full_and_said(looking, maps, tmp_path, random_picture):
    half = {"dtype": "mixed_float16"}
    given = looking.document(
        ("Conv2D", {"filters": 2, "kernel_size": 3, **half}),
        ("Flatten", {}),
        ("Dense", {"units": 10, "activation": "softmax", **half}),
    )
    model = looking.saved(tmp_path / "m.keras", given)
    looked = looking.looked(tmp_path / "m.keras", random_picture)
    assert looked.narrow
    wanted = model.predict(random_picture[np.newaxis], verbose=0)[0]
    np.testing.assert_allclose(looked.numbers, wanted, atol=5e-3)
    _, found = maps.maps(looked, 0, None)
    assert {array.dtype.name for array in found.values()} <= {"float32", "float64"}


def test_the_class_of_pixels_is_explained_by_the_pixels_the_model_gives_it(
    looking, maps, tmp_path, random_picture
):
    given = looking.document(
        ("Conv2D", {"filters": 11, "kernel_size": 1, "activation": "softmax"}),
        data={"kind": "digits", "scaling": "unit", "labels": "pixels"},
    )
    kernel, bias = np.zeros((1, 1, 1, 11)), np.zeros(11)
    kernel[0, 0, 0, 4], bias[0] = 6.0, 3.0
    looking.saved(tmp_path / "m.keras", given, weights=[kernel, bias])
    looked = looking.looked(tmp_path / "m.keras", random_picture)
    bright = random_picture > 0.5
    found = maps.integrated_gradients(looked, 4)
    np.testing.assert_allclose(found, 6 * random_picture * bright / bright.sum(), rtol=1e-4)
    assert len(looked.numbers) == 11


def test_of_several_outputs_the_one_asked_about_is_explained(looking, maps, tmp_path):
    one = {"name": "one", "kind": "Dense", "params": {"units": 10}, "inputs": ["flat"]}
    two = {**one, "name": "two"}
    logits = {"kind": "SparseCategoricalCrossentropy", "params": {"from_logits": True}}
    given = looking.document(
        {"name": "flat", "kind": "Flatten"}, one, two,
        outputs=["one", "two"], loss={"two": logits},
    )  # fmt: skip
    first, second = linear_weights(1), linear_weights(2)
    looking.saved(tmp_path / "m.keras", given, weights=[*first, *second])
    explain = importlib.import_module("kt_core.engine.explain_subject")
    subject = importlib.import_module("kt_core.engine.subject").subject
    experiment = subject({"path": str(tmp_path / "m.keras")}).experiment
    name = explain.learning_output(experiment, 0)
    assert name == "two"
    asked = subject({"path": str(tmp_path / "m.keras")}, output=name)
    looked = explain.Looked(asked, np.ones((8, 8, 1), "float32"))
    found = maps.integrated_gradients(looked, 4)
    np.testing.assert_allclose(found.ravel(), second[0][:, 4], rtol=1e-5)


def test_an_own_colour_picture_is_explained_for_a_model_from_elsewhere(looking, tmp_path, home):
    from PIL import Image

    from kt_core import explanations
    from kt_core.engine.explain import explain

    real = importlib.import_module("tests.kt_core.engine.real_models")
    layers = [real.layers.Flatten(), real.layers.Dense(2, activation="softmax")]
    model = real.stirred(real.keras.Sequential([real.keras.Input((8, 8, 3)), *layers]))
    model.save(tmp_path / "m.keras")
    pixels = np.random.RandomState(0).randint(0, 255, (8, 8, 3)).astype("uint8")
    Image.fromarray(pixels).save(tmp_path / "x.png")
    example = {"image": "digest", "choices": {"order": "bgr"}}
    known = {"scaling": "unit", "classes": ["a", "b"]}
    asked = {"path": str(tmp_path / "m.keras")}
    for what in ("about", "maps"):
        question = {"what": what, "example": example, "known": known, "target": 1}
        explain(asked, question, str(tmp_path / "x.png"))
        found = explanations.find(asked, question)
        if what == "about":
            np.testing.assert_array_equal(found.arrays["picture"], pixels)
    weights = model.get_weights()[0][:, 1].reshape(8, 8, 3)
    wanted = (weights * pixels[..., ::-1] / 255).sum(axis=-1)
    np.testing.assert_allclose(found.arrays["integrated"], wanted, rtol=1e-4)


def table(looking, path, weights, **more):
    given = {
        **looking.document(("Dense", {"units": 3, "activation": "softmax"}), shape=(4,)),
        "data": {"kind": "iris", "scaling": "standard"},
        **more,
    }
    arrays = fetched("iris")
    known = {**measure(arrays.x_train, scaling="standard"), "columns": list("abcd")}
    looking.saved(path, given, weights=weights, classes="xyz", preparation=known)
    return arrays, known


def fetched(kind):
    from kt_core.data import load
    from kt_core.engine.fetch import fetch

    fetch(kind)
    return load(kind)


def test_columns_of_a_table_are_compared_with_their_medians(looking, maps, tmp_path, home):
    draw = np.random.RandomState(3)
    weights = [draw.normal(size=(4, 3)), np.zeros(3)]
    arrays, known = table(looking, tmp_path / "m.keras", weights)
    row = (arrays.x_test[5] - known["subtract"]) / known["divide"]
    looked = looking.looked(tmp_path / "m.keras", row)
    median = (np.median(arrays.x_train, axis=0) - known["subtract"]) / known["divide"]
    said, found = maps.maps(looked, 1, None)
    wanted = weights[0][:, 1] * (row - median)
    np.testing.assert_allclose(found["integrated"], wanted, rtol=1e-4)
    changed = np.where(np.eye(4, dtype=bool), median, row).astype("float32")
    given = looked.model.predict(np.vstack([row, changed]).astype("float32"), verbose=0)[:, 1]
    np.testing.assert_allclose(found["occlusion"], given[0] - given[1:], atol=1e-6)
    assert said["median"]


def test_several_inputs_get_their_columns(looking, maps, tmp_path, home):
    left = {"name": "left", "kind": "Input", "params": {"shape": [1]}}
    right = {"name": "right", "kind": "Input", "params": {"shape": [3]}}
    both = {"name": "both", "kind": "Concatenate", "inputs": ["left", "right"]}
    out = {"name": "out", "kind": "Dense", "params": {"units": 3, "activation": "softmax"}}
    divided = {"left": ["d"], "right": ["a", "b", "c"]}
    data = {"kind": "iris", "scaling": "standard", "inputs": divided}
    usual = {"loss": "sparse_categorical_crossentropy", "optimizer": "adam", "fit": {"epochs": 1}}
    given = {**HEAD, "network": [left, right, both, out], "data": data, **usual}
    known = {**measure(fetched("iris").x_train, scaling="standard"), "columns": list("abcd")}
    kernel = np.diag([1.0, 2, 3, 4])[:, :3]
    weights = [kernel, np.zeros(3)]
    looking.saved(tmp_path / "m.keras", given, weights=weights, classes="xyz", preparation=known)
    looked = looking.looked(tmp_path / "m.keras", np.array([1.0, 1, 1, 1]))
    looked.middle = np.zeros(4, "float32")
    np.testing.assert_allclose(maps.integrated_gradients(looked, 0), [0, 0, 0, 1], atol=1e-6)
    np.testing.assert_allclose(maps.integrated_gradients(looked, 1), [2, 0, 0, 0], atol=1e-6)
