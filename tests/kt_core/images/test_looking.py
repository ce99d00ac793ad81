"""Warnings about pictures that are unlike the training data, and the ways to mend them."""

import numpy as np
import pytest
from PIL import Image

from kt_core.data import load
from kt_core.images import (
    Choices,
    believed_look,
    border_brightness,
    foreign_statistics,
    look_of,
    prepare,
    target_of,
)
from kt_core.images.looking import unlike
from tests.kt_core.images.odd_pictures import encoded

TARGET = target_of((28, 28, 1))
UNIT = foreign_statistics("unit")


@pytest.fixture(scope="module")
def digits():
    """Test digits, and what is known of the training ones."""
    arrays = load("mnist_5k")
    x = arrays.x_train
    known = {"brightness": border_brightness(x, largest=255), "look": look_of(x, largest=255)}
    return arrays.x_test[..., 0], known


def notes(picture, known, **choices):
    made = prepare(
        encoded(picture), TARGET, statistics=UNIT, choices=Choices(**choices), known=known
    )
    return list(made.notes)


def photo(digit):
    """The digit in dark ink on grey paper, small in a wide picture."""
    paper = np.full((120, 260), 170, "uint8")
    paper[40:68, 110:138] = 170 - (digit.astype("int") * 60 // 255)
    return paper


@pytest.mark.parametrize("kind", ["mnist_5k", "fashion_mnist_12k"])
def test_pictures_like_the_training_data_get_hardly_any_warning(kind):
    arrays = load(kind)
    look = look_of(arrays.x_train, largest=255)
    warned = [bool(unlike(picture[..., 0], look)) for picture in arrays.x_test[:1000]]
    assert np.mean(warned) <= 0.01


def test_a_test_digit_gets_no_note_at_all(digits):
    x, known = digits
    assert all(notes(picture, known) == [] for picture in x[:20])


def test_what_is_wrong_with_a_picture_is_said(digits):
    x, known = digits
    one = x[0]
    assert notes(255 - one, known) == ["looks_inverted"]
    assert "looks_flat" in notes(one // 4, known)
    assert notes(np.zeros((28, 28), "uint8"), known) == ["mostly_empty"]
    assert "little_ink" in notes(np.pad(one, 60), known)
    stripes = np.tile(np.array([0, 255, 255, 255], "uint8"), (28, 7))
    stripes[[0, -1]] = stripes[:, [0, -1]] = 0
    assert "much_ink" in notes(stripes, known)
    bright = np.clip(one.astype(int) + 110, 0, 255).astype("uint8")
    assert "looks_brighter" in notes(bright, known)


def test_other_proportions_colour_and_few_pixels_are_said(digits):
    x, known = digits
    assert "other_aspect" in notes(np.pad(x[0], ((0, 0), (40, 40))), known)
    assert "other_aspect" not in notes(np.pad(x[0], ((0, 0), (40, 40))), known, frame="crop")
    colour = np.stack([x[0], x[0] // 2, x[0] // 2], axis=-1)
    assert "colour_lost" in notes(colour, known)
    assert "enlarged" in notes(x[0][8:20, 8:20], known)
    grey = prepare(
        encoded(x[0]),
        target_of((28, 28, 3)),
        statistics=UNIT,
        known={"look": {**known["look"], "coloured": True}},
    )
    assert "colour_missing" in grey.notes


def test_the_corrections_together_make_a_photo_of_a_digit_look_like_the_data(digits):
    x, known = digits
    for one in x[:5]:
        before = notes(photo(one), known)
        assert "looks_inverted" in before
        after = notes(photo(one), known, frame="centre", invert=True, contrast=True)
        assert not {"looks_inverted", "looks_flat", "little_ink", "mostly_empty"} & set(after)


def test_contrast_keeps_colours_and_reaches_black_and_white():
    x = np.random.RandomState(0).randint(100, 140, (30, 30, 3)).astype("uint8")
    made = prepare(
        encoded(x),
        target_of((30, 30, 3)),
        statistics=UNIT,
        choices=Choices(contrast=True),
    )
    assert made.tensor.min() == 0
    assert made.tensor.max() == 1
    assert [step.code for step in made.steps] == ["original", "contrast", "resized"]


def test_a_look_from_a_file_is_believed_only_in_its_form(digits):
    _, known = digits
    assert believed_look(known["look"]) == known["look"]
    for wrong in (None, [], {}, {"mean": [0, 1]}, {**known["look"], "ink": [0, "1"]}):
        assert believed_look(wrong) is None
    assert believed_look({**known["look"], "mean": [float("nan"), 1]}) is None


def test_sets_with_another_largest_value_are_measured_on_their_own_scale():
    x = np.zeros((4, 8, 8, 1))
    x[:, 2:6, 2:6] = 16
    look = look_of(x, largest=16)
    assert look["mean"] == pytest.approx([0.25, 0.25])
    assert look["contrast"] == pytest.approx([1, 1])
    assert unlike((x[0] * (255 / 16)).astype("uint8")[..., 0], look) == []


def test_the_picture_that_is_judged_may_be_coloured():
    x = np.zeros((3, 9, 9, 3), "uint8")
    x[:, 3:6, 3:6] = (200, 40, 40)
    look = look_of(x, largest=255)
    assert look["coloured"]
    assert unlike(x[0], look) == []
    assert unlike(np.asarray(Image.new("RGB", (9, 9), "navy")), look) == ["mostly_empty"]
