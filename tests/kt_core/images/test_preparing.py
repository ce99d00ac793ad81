"""From any picture to the tensor that training data of the same picture would have been."""

import io

import numpy as np
import pytest
from PIL import Image

from kt_core.data.preparation import measure, scale
from kt_core.images import (
    Choices,
    border_brightness,
    foreign_statistics,
    prepare,
    target_of,
)
from kt_core.problems import ProblemError

UNIT = foreign_statistics("unit")


def png(image):
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def noise(*shape):
    return np.random.RandomState(1).randint(0, 256, shape).astype("uint8")


def codes(prepared):
    return [step.code for step in prepared.steps]


@pytest.mark.parametrize("scaling", ["none", "unit", "standard"])
def test_an_image_of_the_training_data_becomes_exactly_the_training_tensor(scaling):
    x = noise(5, 28, 28, 1)
    statistics = measure(x, scaling=scaling, largest=255)
    made = prepare(
        png(Image.fromarray(x[2, :, :, 0])), target_of((28, 28, 1)), statistics=statistics
    )
    np.testing.assert_array_equal(made.tensor, scale(x, statistics)[2])
    assert made.tensor.dtype == np.float32


def test_colour_images_keep_every_value_too():
    x = noise(32, 32, 3)
    made = prepare(png(Image.fromarray(x)), target_of((32, 32, 3)), statistics=UNIT)
    np.testing.assert_array_equal(made.tensor, x.astype("float32") / np.float32(255))


def test_data_with_a_smaller_largest_value_is_met_on_its_own_scale():
    statistics = measure(np.full((2, 8, 8, 1), 16.0), scaling="none", largest=16)
    white = Image.new("L", (8, 8), 255)
    made = prepare(png(white), target_of((8, 8, 1)), statistics=statistics, largest=16)
    assert made.tensor.max() == 16


def test_a_grey_picture_fills_three_channels_and_a_coloured_one_becomes_grey():
    grey = prepare(png(Image.new("L", (4, 4), 51)), target_of((4, 4, 3)), statistics=UNIT)
    np.testing.assert_allclose(grey.tensor, 0.2)
    red = prepare(png(Image.new("RGB", (4, 4), "red")), target_of((4, 4, 1)), statistics=UNIT)
    assert red.tensor.shape == (4, 4, 1)
    assert codes(red) == ["original", "grey", "resized"]


def test_fitting_adds_a_border_in_the_colour_of_the_border():
    picture = Image.new("L", (8, 4), 200)
    picture.paste(0, (3, 1, 5, 3))
    made = prepare(png(picture), target_of((8, 8, 1)), statistics=foreign_statistics("none"))
    assert codes(made) == ["original", "fit", "resized"]
    assert made.tensor[0].min() == made.tensor[-1].max() == 200
    assert made.tensor.min() == 0


def test_cropping_keeps_the_middle():
    picture = Image.new("L", (12, 4), 0)
    picture.paste(255, (4, 0, 8, 4))
    choices = Choices(frame="crop")
    made = prepare(png(picture), target_of((4, 4, 1)), statistics=UNIT, choices=choices)
    np.testing.assert_array_equal(made.tensor, np.ones((4, 4, 1), "float32"))


def test_centring_places_a_drawing_as_mnist_does():
    sheet = Image.new("L", (300, 200), 0)
    sheet.paste(255, (20, 30, 60, 110))
    choices = Choices(frame="centre")
    made = prepare(png(sheet), target_of((28, 28, 1)), statistics=UNIT, choices=choices)
    rows, columns = np.nonzero(made.tensor[:, :, 0] > 0.5)
    assert rows.max() - rows.min() + 1 in (19, 20, 21)
    assert abs((rows.min() + rows.max()) / 2 - 13.5) <= 1
    assert abs((columns.min() + columns.max()) / 2 - 13.5) <= 1


def test_centring_never_cuts_anything_off():
    sheet = Image.new("L", (200, 200), 0)
    sheet.paste(255, (40, 40, 160, 60))
    sheet.paste(255, (95, 60, 99, 160))
    choices = Choices(frame="centre")
    made = prepare(png(sheet), target_of((28, 28, 1)), statistics=UNIT, choices=choices)
    rows = np.nonzero(made.tensor[:, :, 0] > 0.1)[0]
    assert rows.max() - rows.min() + 1 >= 19


def test_an_empty_sheet_can_be_centred():
    choices = Choices(frame="centre")
    sheet = png(Image.new("L", (50, 40), 255))
    made = prepare(sheet, target_of((28, 28, 1)), statistics=UNIT, choices=choices)
    assert made.tensor.min() == made.tensor.max() == 1


def test_dark_on_light_is_noticed_when_the_data_is_light_on_dark_until_it_is_inverted():
    x = np.zeros((10, 28, 28, 1), "uint8")
    x[:, 10:18, 10:18] = 255
    brightness = border_brightness(x, largest=255)
    paper = Image.new("L", (28, 28), 245)
    target = target_of((28, 28, 1))
    as_it_is = prepare(png(paper), target, statistics=UNIT, known={"brightness": brightness})
    assert "looks_inverted" in as_it_is.notes
    choices = Choices(invert=True)
    turned = prepare(
        png(paper), target, statistics=UNIT, choices=choices, known={"brightness": brightness}
    )
    assert "looks_inverted" not in turned.notes
    assert "inverted" in codes(turned)
    assert turned.tensor.max() < 0.05


def test_a_very_long_strip_costs_little():
    strip = Image.new("L", (200_000, 2), 90)
    made = prepare(png(strip), target_of((28, 28, 1)), statistics=foreign_statistics("none"))
    assert made.tensor.shape == (28, 28, 1)
    assert max(made.steps[0].picture.shape) <= 112


def test_a_grey_picture_saved_in_colour_has_no_step_of_its_own_for_that():
    made = prepare(png(Image.new("RGB", (8, 8), "grey")), target_of((4, 4, 1)), statistics=UNIT)
    assert codes(made) == ["original", "resized"]


@pytest.mark.parametrize(
    ("shape", "size", "notes"),
    [
        ((28, 28, 1), (28, 28, 1), ()),
        ((28, 28), (28, 28, 1), ()),
        ((784,), (28, 28, 1), ("flat",)),
        ((32, 48, 3), (32, 48, 3), ()),
        ((None, None, 3), (224, 224, 3), ("size_chosen",)),
    ],
)
def test_the_input_shape_says_what_a_picture_must_become(shape, size, notes):
    target = target_of(shape)
    assert (target.height, target.width, target.channels) == size
    assert target.notes == notes
    made = prepare(png(Image.new("RGB", (50, 50))), target, statistics=UNIT)
    assert made.tensor.shape == tuple(n or 224 for n in shape)


@pytest.mark.parametrize(
    "shape", [(13,), (4,), (28, 28, 5), (10, 28, 28, 1), (), (100_000, 9_000, 1)]
)
def test_a_model_of_other_shape_takes_no_picture(shape):
    with pytest.raises(ProblemError) as raised:
        target_of(shape)
    assert raised.value.problems[0].code == "model_takes_no_image"


def test_an_unknown_scaling_is_answered_with_those_there_are():
    with pytest.raises(ProblemError) as raised:
        foreign_statistics("norm")
    assert raised.value.problems[0].values["choices"] == [
        "none",
        "unit",
        "signed",
        "caffe",
        "torch",
    ]
