"""Augmentation is shown with the run's own layers, and never touches what is only measured."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from kt_core.engine.augmenting import augmented
from kt_core.engine.build import build
from kt_core.experiment import parse
from tests.kt_core.engine.small_documents import AUGMENTED

pytestmark = pytest.mark.engine


@pytest.fixture
def home(tmp_path, monkeypatch):
    from kt_core.engine.fetch import fetch

    monkeypatch.setenv("KT_HOME", str(tmp_path))
    fetch("digits")


def pixels(strip):
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(strip))))


@pytest.mark.usefixtures("home")
def test_each_draw_differs_from_the_others_and_the_same_document_draws_the_same():
    strips = augmented(AUGMENTED)["strips"]
    pictures = [pixels(strip) for strip in strips]
    assert len({picture.tobytes() for picture in pictures}) == 5
    assert len({picture.shape for picture in pictures}) == 1
    assert augmented(AUGMENTED)["strips"] == strips
    other = augmented({**AUGMENTED, "seed": 4})["strips"]
    assert not set(other[1:]) & set(strips)


def test_augmentation_acts_while_training_and_leaves_validation_test_and_predictions_alone():
    strong = {"kind": "RandomTranslation", "params": {"height_factor": 0.5, "width_factor": 0.5}}
    data = {**AUGMENTED["data"], "augmentation": [strong]}
    model = build(parse({**AUGMENTED, "data": data}))
    plain = build(parse({**AUGMENTED, "data": {**data, "augmentation": []}}))
    plain.set_weights(model.get_weights())
    x = np.random.RandomState(0).normal(size=(16, 8, 8, 1)).astype("float32")
    assert np.array_equal(model(x, training=False), plain(x, training=False))
    assert not np.allclose(model(x, training=True), plain(x, training=True))
