"""Classes of pixels and examples given back, after each epoch: as computed by hand."""

import numpy as np
import pytest

from kt_core import looking_back, snapshots, whole_moments
from kt_core.data import load
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.trained import trained

pytestmark = pytest.mark.engine

FIT = {"epochs": 2, "batch_size": 64, "snapshots": {"every": 1}}
CONV = {"kernel_size": 3, "padding": "same"}
PIXELS = experiment(
    ("Conv2D", {**CONV, "filters": 11, "activation": "softmax"}),
    data={"kind": "digits", "scaling": "unit", "labels": "pixels"},
    fit=FIT,
)
AGAIN = experiment(
    ("Conv2D", {**CONV, "filters": 1}),
    data={"kind": "digits", "scaling": "standard", "labels": "input"},
    loss={"kind": "MeanSquaredError"},
    metrics=[],
    fit=FIT,
)
FLOWERS = experiment(
    ("Dense", {"units": 4}),
    shape=(4,),
    kind="iris",
    data={"kind": "iris", "scaling": "standard", "labels": "input"},
    loss={"kind": "MeanSquaredError"},
    metrics=[],
    fit=FIT,
)


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


def looked(document, part="test"):
    from kt_core.engine.looking_back import look_back

    run = trained(document)
    assert look_back(run.run.id, part) == {"left": 0}
    return run, whole_moments.moments(run.run.id, part=part)


def convolved(run, epoch, x):
    """What the only layer gives before its activation, by hand: (n, 8, 8, filters)."""
    kernel, bias = snapshots.weights(snapshots.files(run.place)[epoch])
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded[..., 0], (3, 3), axis=(1, 2))
    return np.einsum("nyxij,ijf->nyxf", windows, kernel[:, :, 0]) + bias


def test_pixels_are_what_the_weights_of_each_epoch_answer_and_in_the_end_the_results():
    run, found = looked(PIXELS)
    raw = load("digits")
    true = np.where(raw.x_test[..., 0] > 16 * 0.2, raw.y_test[:, None, None] + 1, 0)
    for each in found:
        by_hand = convolved(run, each.epoch, raw.x_test / 16).argmax(axis=-1)
        full = whole_moments.in_full(each)
        assert (full["given"] == by_hand).mean() > 0.9999  # two classes may be as good
        assert np.array_equal(full["true"], true)
        ink = (true > 0) | (full["given"] > 0)
        right = ((true == full["given"]) & (true > 0)).sum(axis=(1, 2)) / ink.sum(axis=(1, 2))
        assert np.allclose(each.off, 1 - right)
    own = run.json("results.json")
    assert found[-1].is_saved and not found[0].is_saved
    assert found[-1].confusion.tolist() == own["confusion"]
    iou = [one["iou"] for one in own["per_class"]]
    assert whole_moments.overlaps(found)[-1].tolist() == pytest.approx(iou, nan_ok=True)
    assert whole_moments.mean_iou(found[-1].confusion) == pytest.approx(own["mean_iou"])


def test_what_is_given_back_is_that_of_the_weights_of_each_epoch():
    run, found = looked(AGAIN)
    raw, known = load("digits").x_test, run.json("preparation.json")
    x = (raw - known["subtract"]) / known["divide"]
    for each in found:
        by_hand = convolved(run, each.epoch, x)
        errors = np.square(by_hand - x).mean(axis=(1, 2, 3))
        assert np.allclose(each.off, errors, rtol=1e-4)
        shown = np.clip(by_hand * known["divide"] + known["subtract"], 0, 16) / 16 * 255
        assert np.abs(whole_moments.in_full(each)["given"] - shown).max() < 0.51
    assert found[-1].off.mean() == pytest.approx(run.json("results.json")["mse"], rel=1e-5)


def test_of_many_or_large_examples_some_are_drawn_and_fewer_kept_in_full(monkeypatch):
    monkeypatch.setattr(whole_moments, "MOST", 60)
    monkeypatch.setattr(whole_moments, "NUMBERS", 4 * 20)
    run, found = looked(FLOWERS, "training")
    assert [(len(each.rows), each.of, len(each.kept)) for each in found] == [(60, 96, 20)] * 2
    labels = load("iris").y_train[found[0].rows]
    assert np.bincount(labels).tolist() == [20, 20, 20]
    x, known = load("iris").x_train[found[0].rows[found[0].kept]], run.json("preparation.json")
    kernel, bias = snapshots.weights(snapshots.files(run.place)[0])
    scaled = (x - known["subtract"]) / known["divide"]
    by_hand = (scaled @ kernel + bias) * known["divide"] + known["subtract"]
    assert np.allclose(whole_moments.in_full(found[0])["given"], by_hand, atol=1e-4)


def test_answers_that_are_damaged_on_disk_are_asked_for_again_and_damaged_weights_set_aside():
    from kt_core.engine.looking_back import look_back, look_back_at_activations

    run, found = looked(FLOWERS)
    name, places = run.run.id, snapshots.files(run.place)
    found[0].file.write_bytes(found[0].file.read_bytes()[:-40])
    content = bytearray(found[1].file.read_bytes())
    content[60] ^= 0xFF  # within the first array
    found[1].file.write_bytes(content)
    assert looking_back.waiting(name, part="test") == [places[0]]
    assert whole_moments.moments(name, part="test") == []
    assert looking_back.waiting(name, part="test") == list(places.values())
    places[0].write_bytes(places[0].read_bytes()[:100])
    assert look_back(name, "test") == {"left": 0}
    assert [each.epoch for each in whole_moments.moments(name, part="test")] == [1]
    assert snapshots.damaged(run.place) == [0]
    told = looking_back.about(name)["filters"]
    assert list(looking_back.filters(name, told)) == [1]
    look_back_at_activations(name, part="test", row=0, layer=0)
    assert list(looking_back.activations(name, part="test", row=0, layer=0)) == [1]
