"""The main job from the first click to an image of one's own, on real data."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kt_core.data import card, load
from kt_core.runs import folder
from tests.browser.pages import DataPage, NetworkPage, PredictPage, ResultsPage, TrainingPage
from tests.browser.person import Person
from tests.browser.running_app import RunningApp, until

pytestmark = pytest.mark.browser

MANY = 300  # epochs: more than the test waits for
KIND = "fashion_mnist_12k"
LAYERS = ("Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dense")
NAMES = (
    "conv2d",
    "max_pooling2d",
    "conv2d_1",
    "max_pooling2d_1",
    "flatten",
    "dense",
    "dense_1",
)


def builds(person: Person) -> None:
    """Stacks the digit CNN by clicking, beginning with nothing but an Input."""
    network = NetworkPage(person.goes_to("Network").engine_answers())
    network.has("input")
    for kind, name in zip(LAYERS, NAMES, strict=True):
        network.adds(kind, name)
    fill(person, network)
    network.has_shape("dense_1", "10")
    network.has_shape("conv2d", "26×26×32")
    network.has_shape("conv2d_1", "11×11×64")
    network.has_shape("flatten", "1600")


def fill(person: Person, network: NetworkPage) -> None:
    """Sets what the tutorial's layers have, an initializer and a regularizer of our own."""
    network.opens("conv2d")
    person.types("network.conv2d.filters", 32)
    person.chooses("network.conv2d.activation.kind", "relu")
    person.chooses("network.conv2d.kernel_initializer.kind", "RandomNormal")
    person.types("network.conv2d.kernel_initializer.stddev", 0.08)
    person.chooses("network.conv2d.kernel_regularizer.kind", "L2")
    person.types("network.conv2d.kernel_regularizer.l2", 0.0005)
    network.opens("conv2d_1")
    person.types("network.conv2d_1.filters", 64)
    person.chooses("network.conv2d_1.activation.kind", "relu")
    network.opens("dense")
    person.types("network.dense.units", 128)
    person.chooses("network.dense.activation.kind", "relu")
    network.opens("dense_1")
    person.types("network.dense_1.units", 10)
    person.chooses("network.dense_1.activation.kind", "softmax")


def as_clicked(document: dict) -> None:
    """The document holds what was clicked, and nothing else."""
    assert document["data"]["kind"] == KIND
    assert [node["kind"] for node in document["network"]] == ["Input", *LAYERS]
    params = {node["name"]: node.get("params", {}) for node in document["network"]}
    assert params["conv2d"] == {
        "filters": 32,
        "kernel_size": 3,
        "activation": "relu",
        "kernel_initializer": {"kind": "RandomNormal", "params": {"stddev": 0.08}},
        "kernel_regularizer": {"kind": "L2", "params": {"l2": 0.0005}},
    }
    assert params["dense"] == {"units": 128, "activation": "relu"}
    assert params["dense_1"] == {"units": 10, "activation": "softmax"}
    assert document["fit"] == {"epochs": MANY, "batch_size": 64}


def watches(app: RunningApp, page: TrainingPage, run: str) -> None:
    """Points arrive while the run goes on, and are there again after F5; then it is stopped."""
    until(lambda: len(page.points("batch")) > 3 and page.pause())
    seen = len(page.points("batch"))
    until(lambda: len(page.points("batch")) > seen + 3 and page.pause())
    assert app.store.run(run).state == "running"
    page.person.reloads()
    until(lambda: len(page.points("batch")) > seen and page.pause())
    assert page.person.query("run") == run
    until(lambda: app.store.run(run).epochs_done >= 1)
    page.person.clicks("stop")
    page.comes_to("stopped")
    until(lambda: app.store.run(run).result)  # a stopped run is measured after it has ended


def test_a_person_goes_from_data_to_the_prediction_for_an_own_image(app, person, tmp_path):
    DataPage(person.opens()).chooses(KIND)
    builds(person)
    page = TrainingPage(person.goes_to("Training").engine_answers())
    person.types("fit.epochs", MANY)
    person.types("fit.batch_size", 64)
    run = page.trains()
    as_clicked(app.store.run(run).document)
    watches(app, page, run)

    looks_into_a_cell(person, run)

    person.goes_to("Training")
    model = page.downloads("keras", tmp_path / "model.keras")
    assert model.read_bytes() == (folder(run) / "model.keras").read_bytes()
    tries_the_file(person, run, model, tmp_path)


def looks_into_a_cell(person: Person, run: str) -> None:
    """The pictures of the clicked cell are those that the engine's predictions put there."""
    results = ResultsPage(person.goes_to("Results"))
    found = np.load(folder(run) / "predictions.npz")
    true, predicted = biggest_mistake(found)
    places = np.flatnonzero(
        (found["y_true"].ravel() == true) & (found["y_pred"].argmax(1) == predicted)
    )
    results.clicks_cell(true, predicted)
    person.sees(re.compile(rf"^{len(places)} examples of "))
    images = load(KIND).x_test[found["rows"][places], :, :, 0]
    shown = results.pictures()
    zoom = len(shown[0]) // 28
    there = {image.tobytes() for image in images}
    assert {picture[::zoom, ::zoom].tobytes() for picture in shown} <= there


def biggest_mistake(found) -> tuple[int, int]:
    """The cell (true, predicted) off the diagonal with the most examples."""
    true, predicted = found["y_true"].ravel(), found["y_pred"].argmax(axis=1)
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (true, predicted), 1)
    np.fill_diagonal(counts, 0)
    return tuple(int(place) for place in np.unravel_index(counts.argmax(), counts.shape))


def tries_the_file(person: Person, run: str, model: Path, folder_of_files: Path) -> None:
    """The downloaded model, uploaded, gives for a test image what the engine gave in the run."""
    found = np.load(folder(run) / "predictions.npz")
    place = int(found["y_pred"].max(axis=1).argmin())  # the model's most doubtful answer
    image = Image.fromarray(load(KIND).x_test[found["rows"][place], :, :, 0])
    picture = folder_of_files / "a piece of clothing.png"
    image.save(picture)
    page = PredictPage(person.goes_to("Try it"))
    page.uploads(model)
    page.gives(picture)
    likeliest = sorted(zip(found["y_pred"][place], card(KIND).classes, strict=True), reverse=True)
    shown = page.answer()
    assert len(shown) >= 5
    assert shown == [(name, f"{share:.1%}") for share, name in likeliest[: len(shown)]]
    person.sees(re.compile(f"^{re.escape(likeliest[0][1])} · "))
    page.shows_steps()
