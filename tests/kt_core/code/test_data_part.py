"""The data part of the script gives the very numbers that the product trains with."""

import numpy as np
import pytest

from kt_core.code.preparing import constants, functions, preparing
from kt_core.data import cards, prepare
from kt_core.experiment import parse
from kt_core.normalize import normalize

TOYS = [each.kind for each in cards() if each.origin == "generated"]
PARTS = ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test")


@pytest.mark.parametrize("kind", TOYS)
@pytest.mark.parametrize("params", [{}, {"examples": 77, "noise": 0.31, "seed": 5}], ids=str)
def test_a_generated_set_is_made_alike_in_the_script(kind, params):
    data = {"kind": kind, "params": params, "scaling": "standard"}
    given = {"format": "kt-experiment", "version": 1, "seed": 3, "network": [], "data": data}
    experiment = normalize(parse(given))
    lines = [*constants(experiment), functions(experiment), *preparing(experiment)]
    made = {"np": np}
    exec("\n".join(lines), made)
    ours = prepare(experiment)
    assert all(np.array_equal(made[name], getattr(ours, name)) for name in PARTS)
