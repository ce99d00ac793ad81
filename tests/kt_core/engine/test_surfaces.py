"""What a network answers all over the plane, taken while it trains, without a trace in it."""

import base64
import copy

import numpy as np
import pytest

from kt_core import surfaces
from kt_core.data import card
from kt_core.experiment import parse
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.test_resume import resumed
from tests.kt_core.engine.trained import same, trained, weights

pytestmark = pytest.mark.engine

MOONS = experiment(
    {"name": "hidden", "kind": "Dense", "params": {"units": 5, "activation": "tanh"}},
    ("BatchNormalization", {}),
    ("Dropout", {"rate": 0.3}),
    {"name": "wide", "kind": "Dense", "params": {"units": 20, "activation": "relu"}},
    {"name": "answer", "kind": "Dense", "params": {"units": 1, "activation": "sigmoid"}},
    shape=[2],
    kind="moons",
    loss={"kind": "BinaryCrossentropy"},
    metrics=[],
    fit={"epochs": 3, "batch_size": 64},
)


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


def changed(**more):
    return {**copy.deepcopy(MOONS), **more}


@pytest.fixture(scope="module")
def moons():
    return trained(MOONS)


@pytest.fixture(scope="module")
def model(moons):
    import keras

    return keras.saving.load_model(moons.place / "model.keras")


def read(run, name=surfaces.FINAL):
    return run.json(f"{surfaces.FOLDER}/{name}")


def output(found):
    raw = base64.b64decode(found["output"]["float32"])
    return np.frombuffer(raw, "<f4").reshape(found["output"]["shape"])


def units(layer):
    """A layer's pictures (n, height, width), and how far they may be off."""
    steps = np.frombuffer(base64.b64decode(layer["uint8"]), "uint8").reshape(layer["shape"])
    low, high = (np.array(layer[end])[:, None, None] for end in ("low", "high"))
    return low + steps / 255 * (high - low), (high - low) / 255 / 2


def grid(run, every=1):
    """The places of the grid as the network gets them, (n, 2)."""
    points, data = read(run, surfaces.POINTS), run.json("preparation.json")
    sides = [
        np.linspace(low, high, 61)[::every]
        for low, high in zip(points["low"], points["high"], strict=True)
    ]
    raw = np.array([(x, y) for y in sides[1] for x in sides[0]], "float32")
    return ((raw - np.array(data["subtract"])) / np.array(data["divide"])).astype("float32")


def test_surfaces_do_not_change_the_training_by_one_bit(moons, monkeypatch):
    monkeypatch.setattr(surfaces, "fits", lambda *_: False)
    alone = trained(MOONS)
    assert not (alone.place / surfaces.FOLDER).exists()
    assert same(weights(alone.place / "model.keras"), weights(moons.place / "model.keras"))
    assert [each["values"] for each in alone.epochs] == [each["values"] for each in moons.epochs]


def test_the_surface_is_what_the_saved_model_answers_there(moons, model):
    predicted = model.predict(grid(moons), verbose=0).reshape(61, 61)
    found = output(read(moons))
    assert np.allclose(found[1], predicted, atol=1e-5)
    assert np.allclose(found[0], 1 - predicted, atol=1e-5)


def test_every_units_surface_is_what_a_model_cut_off_there_answers(moons, model):
    import keras

    layers = {layer["name"]: layer for layer in read(moons)["layers"]}
    assert list(layers) == ["hidden", "wide"]  # the answer's only unit is the surface itself
    assert (layers["wide"]["units"], layers["wide"]["shape"]) == (20, [16, 31, 31])
    for name, layer in layers.items():
        cut = keras.Model(model.input, model.get_layer(name).output)
        answers = cut.predict(grid(moons, every=2), verbose=0).reshape(31, 31, -1)
        shown, step = units(layer)
        assert (abs(shown - answers.transpose(2, 0, 1)[:16]) <= step + 1e-5).all()


def test_the_points_are_the_examples_and_those_answered_wrongly_are_named(moons, model):
    from kt_core.data import prepare

    found, points = read(moons), read(moons, surfaces.POINTS)
    data = prepare(parse(MOONS))
    assert all(len(part["y"]) == part["all"] for part in points["parts"].values())
    assert {name: part["all"] for name, part in points["parts"].items()} == {
        "train": 256,
        "validation": 64,
        "test": 80,
    }
    assert points["parts"]["train"]["rows"] == data.train_rows.tolist()
    given = model.predict(data.x_test, verbose=0) > 0.5
    assert found["wrong"]["test"] == np.flatnonzero(given != data.y_test).tolist()


def test_surfaces_are_kept_from_before_the_first_epoch_to_the_last(moons):
    place = moons.place
    assert surfaces.listed(place) == {"epochs": [0, 1, 2, 3], "final": True, "points": True}
    taken = [output(read(moons, surfaces.name(epoch))) for epoch in range(4)]
    assert [read(moons, surfaces.name(epoch))["epoch"] for epoch in range(4)] == [0, 1, 2, 3]
    assert not np.array_equal(taken[0], taken[1])
    assert np.array_equal(taken[3], output(read(moons)))


def test_an_attempt_that_goes_on_takes_the_same_surfaces(moons):
    stopped = trained(changed(fit={"epochs": 2, "batch_size": 64}))
    (stopped.place / surfaces.FOLDER / surfaces.name(9)).write_text("{}")
    again = resumed(stopped, epochs=3)
    assert list(surfaces.files(again.place)) == [0, 1, 2, 3]
    assert read(again, surfaces.name(3)) == read(moons, surfaces.name(3))


def test_classes_of_raw_scores_become_probabilities():
    document = changed(
        data={"kind": "blobs", "params": {"classes": 4}, "labels": "one_hot"},
        network=[*MOONS["network"][:2], {"name": "s", "kind": "Dense", "params": {"units": 4}}],
        loss={"kind": "CategoricalCrossentropy", "params": {"from_logits": True}},
        fit={"epochs": 1, "batch_size": 64},
    )
    run = trained(document)
    found = output(read(run))
    assert found.shape == (4, 61, 61)
    assert np.allclose(found.sum(axis=0), 1, atol=1e-5)
    assert [layer["name"] for layer in read(run)["layers"]] == ["hidden", "s"]


def test_values_of_a_network_with_two_inputs_have_a_surface():
    document = changed(
        data={"kind": "plane", "scaling": "standard", "inputs": {"a": ["x"], "b": ["y"]}},
        network=[
            {"name": "a", "kind": "Input", "params": {"shape": [1]}},
            {"name": "b", "kind": "Input", "params": {"shape": [1]}},
            {"name": "both", "kind": "Concatenate", "inputs": ["a", "b"]},
            {"name": "out", "kind": "Dense", "params": {"units": 1}},
        ],
        loss={"kind": "MeanSquaredError"},
        fit={"epochs": 1, "batch_size": 64},
    )
    run = trained(document)
    import keras

    model, places = keras.saving.load_model(run.place / "model.keras"), grid(run)
    predicted = model.predict((places[:, :1], places[:, 1:]), verbose=0)
    found = read(run)
    assert np.allclose(output(found)[0].ravel(), predicted[:, 0], atol=1e-5)
    assert (found["layers"], found["wrong"]) == ([], {})


def test_a_surface_that_fails_is_told_in_the_log_and_ends_no_training(monkeypatch, capsys):
    def fail(*_):
        raise RuntimeError("no surface today")

    monkeypatch.setattr("kt_core.engine.surfaces.Plane.answers", fail)
    run = trained(changed(fit={"epochs": 2, "batch_size": 64}))
    assert run.run.state == "finished"
    assert surfaces.listed(run.place)["epochs"] == []
    assert "no surface today" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "there"),
    [
        ({"kind": "moons"}, True),
        ({"kind": "spiral", "params": {"classes": 3}, "labels": "one_hot"}, True),
        ({"kind": "moons", "labels": "input"}, False),
        ({"kind": "moons", "validation": {"kind": "fold", "params": {"fold": 1}}}, False),
        ({"kind": "venn"}, True),
        ({"kind": "iris"}, False),
    ],
    ids=str,
)
def test_only_networks_that_decide_in_the_plane_have_surfaces(data, there):
    given = parse({**MOONS, "data": data})
    assert surfaces.fits(given, card(given.data.dataset)) == there
    several = parse({**MOONS, "data": data, "outputs": ["hidden", "answer"]})
    assert not surfaces.fits(several, card(given.data.dataset))
