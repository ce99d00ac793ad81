"""Single training examples are found without reading all others."""

import numpy as np
import pytest

from kt_core.data import load, looking
from kt_core.data.looking import training_examples


@pytest.mark.parametrize("kind", ["mnist_5k", "moons"])
def test_training_examples_come_as_they_are_and_in_the_order_asked_for(kind, monkeypatch):
    monkeypatch.setattr(looking, "BYTES", 50_000)  # many pieces
    rows = [211, 3, 0, 150]
    assert np.array_equal(training_examples(kind, rows), load(kind).x_train[rows])
