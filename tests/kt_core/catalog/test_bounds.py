"""The range of a parameter, as a sentence in its help."""

import pytest

from kt_core.catalog import entries, entry
from kt_core.catalog.bounds import bounds
from kt_core.catalog.entries import Param


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        ({}, ""),
        ({"minimum": 1}, "At least 1."),
        ({"minimum": 1, "maximum": 2**31 - 1}, "At least 1."),
        ({"minimum": 0, "exclusive_minimum": True}, "More than 0."),
        ({"maximum": 1, "exclusive_maximum": True}, "Less than 1."),
        ({"minimum": 0, "maximum": 1}, "Allowed: 0 to 1."),
        ({"usual": (0.0001, 0.1), "minimum": 0}, "Usually 0.0001 to 0.1. At least 0."),
        ({"usual": (3, 3)}, "Usually 3."),
        ({"words": ("epoch",), "minimum": 1}, "At least 1. Or one of the words: epoch."),
    ],
)
def test_a_range_is_said_in_a_sentence(limits, sentence):
    assert bounds(Param(name="n", field="float", **limits)) == sentence


@pytest.mark.parametrize("exclusive_minimum", [False, True])
@pytest.mark.parametrize("exclusive_maximum", [False, True])
def test_every_kind_of_range_has_a_sentence(exclusive_minimum, exclusive_maximum):
    limits = {"exclusive_minimum": exclusive_minimum, "exclusive_maximum": exclusive_maximum}
    said = bounds(Param(name="n", field="float", minimum=0, maximum=1, **limits))
    assert ("more than 0" in said) is exclusive_minimum
    assert ("less than 1" in said) is exclusive_maximum


def test_a_dropout_rate_says_how_far_it_goes():
    assert "Allowed: 0 to 1." in bounds(entry("layer", "Dropout").param("rate"))


@pytest.mark.parametrize("family", ["layer", "optimizer", "loss", "metric", "callback", "schedule"])
def test_no_usual_range_leaves_the_allowed_one(family):
    for param in (param for each in entries(family) for param in each.params if param.usual):
        low, high = param.usual
        assert low <= high
        assert param.minimum is None or low >= param.minimum
        assert param.maximum is None or high <= param.maximum
        assert bounds(param)
