"""What augmentation makes of a few training pictures, drawn several times."""

import base64
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from kt_core.data import card, prepare
from kt_core.data.pictures import grey, strip
from kt_core.data.preparation import unscale
from kt_core.engine.components import make
from kt_core.engine.find_rate import refuse
from kt_core.experiment import parse
from kt_core.normalize import normalize

PICTURES, DRAWS = 8, 4


def augmented(document: Mapping[str, Any]) -> dict[str, Any]:
    """PNG strips (base64) of the first training pictures: as they are, then drawn four times.

    The document's own layers, made after its seed, get the pictures scaled as in training; the
    same document gives the same strips. Raises ProblemError for what keeps it from being trained.
    """
    refuse(document)
    experiment = normalize(parse(document))
    assert experiment.data is not None
    data, largest = prepare(experiment), card(experiment.data.dataset).largest or 255
    keras.utils.set_random_seed(experiment.seed)
    layers = [make("layer", each) for each in experiment.data.augmentation]
    shown = data.x_train[:PICTURES]
    drawn = [shown, *(_drawn(layers, shown) for _ in range(DRAWS))]
    pictures = (grey(unscale(each, data.statistics), largest=largest) for each in drawn)
    return {"strips": [base64.b64encode(strip(each)).decode("ascii") for each in pictures]}


def _drawn(layers: list[Any], x: np.ndarray) -> np.ndarray:
    found = keras.ops.convert_to_tensor(x)
    for layer in layers:
        found = layer(found, training=True)
    return keras.ops.convert_to_numpy(found)
