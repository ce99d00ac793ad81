"""A model's layers for one example, against sub-models and against sums made by hand."""

import importlib

import numpy as np
import pytest

from kt_core import explanations
from kt_core.problems import ProblemError
from kt_core.runs import folder

pytestmark = pytest.mark.engine
RUN = "abcdefghijklmnop"
NETWORK = (
    ("Conv2D", {"filters": 3, "kernel_size": 3, "activation": "relu"}),
    {
        "name": "<b>块",
        "kind": "Network",
        "network": [
            {"name": "x", "kind": "Input", "params": {"shape": [6, 6, 3]}},
            {"name": "pool", "kind": "MaxPooling2D", "params": {}},
            {"name": "drop", "kind": "Dropout", "params": {"rate": 0.3}},
        ],
    },
    ("Flatten", {}),
    ("Dense", {"units": 10, "activation": "softmax"}),
)


@pytest.fixture(scope="module")
def looking():
    return importlib.import_module("tests.kt_core.engine.looking")


@pytest.fixture(scope="module")
def layers():
    return importlib.import_module("kt_core.engine.explain_layers")


@pytest.fixture(scope="module")
def unit():
    return importlib.import_module("kt_core.engine.explain_unit")


@pytest.fixture(scope="module")
def picture():
    return np.random.RandomState(1).uniform(size=(8, 8, 1)).astype("float32")


@pytest.fixture(scope="module")
def network(looking, tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "m.keras"
    return path, looking.saved(path, looking.document(*NETWORK))


def test_every_layer_has_its_place_and_its_shapes(looking, layers, network, picture):
    said, arrays = layers.about(looking.looked(network[0], picture))
    shown = [(one["path"], one["kind"], one["inputs"], one["shape"]) for one in said["layers"]]
    assert shown == [
        ("n1", "Conv2D", [[8, 8, 1]], [6, 6, 3]),
        ("<b>块/pool", "MaxPooling2D", [[6, 6, 3]], [3, 3, 3]),
        ("<b>块/drop", "Dropout", [[3, 3, 3]], [3, 3, 3]),
        ("n3", "Flatten", [[3, 3, 3]], [27]),
        ("n4", "Dense", [[27]], [10]),
    ]
    np.testing.assert_allclose(said["numbers"], network[1].predict(picture[None], verbose=0)[0])
    np.testing.assert_array_equal(arrays["picture"], np.rint(picture * 255))


def test_values_are_those_of_a_model_that_ends_at_the_layer(looking, layers, network, picture):
    path, model = network
    import keras

    part = keras.Model(model.inputs, model.layers[1].output)
    said, arrays = layers.layer(looking.looked(path, picture), "n1")
    np.testing.assert_array_equal(arrays["values"], part.predict(picture[None], verbose=0)[0])
    assert [one["name"] for one in said["weights"]] == ["kernel", "bias"]
    for number, weight in enumerate(model.layers[1].get_weights()):
        np.testing.assert_array_equal(arrays[f"weight_{number}"], weight)


def test_a_recurrent_layer_tells_its_state_behind_every_step(looking, layers, tmp_path, picture):
    given = looking.document(
        ("Reshape", {"target_shape": [8, 8]}),
        ("LSTM", {"units": 3}),
        ("Dense", {"units": 10, "activation": "softmax"}),
    )
    model = looking.saved(tmp_path / "m.keras", given)
    said, found = layers.layer(looking.looked(tmp_path / "m.keras", picture), "n2")
    assert [one["name"] for one in said["series"]] == list("hcifgo")
    assert {found[f"series_{n}"].shape for n in range(6)} == {(8, 3)}
    for steps in (1, 5, 8):
        part = picture.reshape(1, 8, 8)[:, :steps]
        wanted = np.asarray(model.layers[2](part))[0]
        np.testing.assert_allclose(found["series_0"][steps - 1], wanted, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(found["series_0"][-1], found["values"], rtol=1e-5)


def test_of_a_large_layer_the_first_channels_are_handed_on(layers, monkeypatch):
    monkeypatch.setattr(layers, "KEPT", 100)
    assert layers._cut(np.zeros((4, 4, 30))).shape == (4, 4, 6)
    assert layers._cut(np.zeros((20, 20, 3))).shape == (20, 20, 1)


def test_a_value_inside_a_nested_network_is_worked_out_too(looking, layers, network, picture):
    looked = looking.looked(network[0], picture)
    said, _ = layers.value(looked, "<b>块/pool", [1, 2, 0])
    assert said["form"] == "largest"
    assert said["value"] == said["keras"]
    said, _ = layers.value(looked, "n4", None)
    assert said["at"] == [int(looked.numbers.argmax())]
    assert said["value"] == pytest.approx(said["keras"], rel=1e-5)


@pytest.mark.parametrize(
    ("path", "at", "code"),
    [("gone", None, "why_layer_unknown"), ("n4", [10], "why_place_unknown"),
     ("n4", [0, 0], "why_place_unknown"), ("n4", [-1], "why_place_unknown")],
)  # fmt: skip
def test_places_that_are_not_there_are_refused(looking, layers, network, picture, path, at, code):
    with pytest.raises(ProblemError) as raised:
        layers.value(looking.looked(network[0], picture), path, at)
    assert raised.value.problems[0].code == code


def test_a_unit_is_driven_where_its_weights_want_it(looking, unit, tmp_path, picture):
    kernel = np.zeros((64, 10))
    kernel[:20, 3], kernel[20:, 3] = 1.0, -1.0
    dense = {"units": 10, "activation": "relu"}  # at 0 where it begins, and so without a slope
    given = looking.document(("Flatten", {}), ("Dense", dense), loss="mse")
    looking.saved(tmp_path / "m.keras", given, weights=[kernel, np.full(10, -1.0)])
    looked = looking.looked(tmp_path / "m.keras", picture)
    said, arrays = unit.maximised(looked, "n2", 3)
    assert said["active"] > 15
    here = max(0.0, float(picture.ravel() @ kernel[:, 3]) - 1.0)
    assert said["here"] == pytest.approx(here, rel=1e-5)
    assert arrays["x"].ravel()[:16].mean() > 0.9
    assert arrays["x"].ravel()[24:].mean() < 0.1
    again = unit.maximised(looking.looked(tmp_path / "m.keras", picture), "n2", 3)[1]
    np.testing.assert_array_equal(arrays["x"], again["x"])


@pytest.fixture(scope="module")
def run(looking, tmp_path_factory):
    """The folder of a home with one run that has the network, on the digits."""
    from kt_core.engine.fetch import fetch

    home = tmp_path_factory.mktemp("home")
    patch = pytest.MonkeyPatch()
    patch.setenv("KT_HOME", str(home))
    fetch("digits")
    known = {**looking.UNIT, "divide": 16.0, "largest": 16}
    model = looking.saved(
        folder(RUN) / "model.keras", looking.document(*NETWORK), preparation=known
    )
    yield model
    patch.undo()


def explain(question):
    from kt_core.engine.explain import explain as job

    job({"run": RUN}, question)
    return explanations.find({"run": RUN}, question)


def test_favourites_are_the_test_examples_with_the_largest_means(run):
    import keras

    from kt_core.data import load

    found = explain({"what": "favourites", "example": {"row": 0}, "layer": "n1"})
    part = keras.Model(run.inputs, run.layers[1].output)
    x = load("digits").x_test[: found.said["examples"]]
    means = part.predict(x / np.float32(16), verbose=0).mean(axis=(1, 2))
    best = np.sort(means, axis=0)[::-1][:9]
    np.testing.assert_allclose(found.arrays["means"], best.T, rtol=1e-5)
    np.testing.assert_allclose(means[found.arrays["rows"][2], 2], best[:, 2], rtol=1e-5)


def test_a_question_is_answered_once(run, monkeypatch):
    question = {"what": "maps", "example": {"row": 3}}
    found = explain(question)
    assert found.said["target"] == int(run.predict(digits(3), verbose=0).argmax())
    module = importlib.import_module("kt_core.engine.explain")
    monkeypatch.setattr(module, "ANSWERS", {})
    again = explain(question)
    assert again.said == found.said
    assert again.arrays.keys() == {"occlusion", "gradcam", "integrated", "smooth"}


def digits(row):
    from kt_core.data import load

    return load("digits").x_test[[row]] / np.float32(16)


@pytest.mark.parametrize(
    ("question", "code"),
    [({"what": "about", "example": {"row": 100_000}}, "why_row_unknown"),
     ({"what": "maps", "example": {"row": 1}, "target": 10}, "why_class_unknown"),
     ({"what": "unit", "example": {"row": 1}, "layer": "n1", "unit": 3}, "why_unit_unknown"),
     ({"what": "about", "example": {"row": 1}, "output": 1}, "why_output_unknown")],
)  # fmt: skip
def test_what_is_not_there_cannot_be_asked_about(run, question, code):
    with pytest.raises(ProblemError) as raised:
        explain(question)
    assert raised.value.problems[0].code == code
