"""Maps as figures and pictures: the right colours at the right places, numbers as they are."""

import io

import numpy as np
import pytest
from PIL import Image

from kt_core.figures import maps


def pixels(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(int)


def test_a_map_lies_over_the_picture_in_orange_for_and_blue_against():
    values = np.zeros((4, 4))
    values[0, 0], values[3, 3] = 2.0, -2.0
    shown = pixels(maps.overlay(np.full((4, 4, 1), 128, "uint8"), values))
    assert shown.shape == (240, 240, 3)
    red, _, blue = shown[10, 10]
    assert red > blue + 100
    red, _, blue = shown[-10, -10]
    assert blue > red + 100
    red, green, blue = shown[-10, 10]
    assert red == green == blue


@pytest.mark.parametrize("shape", [(5, 9, 3), (300, 100, 1)])
def test_maps_of_any_size_fit_pictures_of_any_size(shape):
    picture = np.zeros(shape, "uint8")
    shown = pixels(maps.overlay(picture, np.ones((3, 2))))
    assert shown.shape == pixels(maps.shown(picture)).shape
    assert max(shown.shape) <= 240


def test_tiles_share_one_scale_whose_middle_is_white():
    tile = pixels(maps.tile(np.array([[-1.0, 0.0], [0.5, 1.0]]), 1.0, signed=True))
    side = len(tile) // 2
    assert tile[0, 0].tolist() == [0x00, 0x72, 0xB2]
    assert tile[0, side].tolist() == [0xF7] * 3
    assert tile[side, side].tolist() == [0xD5, 0x5E, 0x00]
    plain = pixels(maps.tile(np.array([[0.0, 0.5]]), 1.0, signed=False))
    assert plain[0, 0].tolist() == [0] * 3
    assert plain[0, -1].tolist() == [128] * 3


def test_the_scale_of_a_map_is_centred_on_zero():
    heat = maps.map_figure(np.array([[0.5, -2.0]])).data[0]
    assert (heat.zmin, heat.zmax) == (-2.0, 2.0)
    assert maps.map_figure(np.array([[0.5]]), signed=False).data[0].zmin == 0.0
    assert maps.map_figure(np.zeros((2, 2))).data[0].zmax == 1.0


def test_a_small_matrix_has_its_numbers_in_it_and_a_large_one_has_not():
    small = maps.numbers_figure(np.array([[1.23456, -2.0]])).data[0]
    assert small.text[0][0] == "1.23"
    assert maps.numbers_figure(np.zeros((8, 8))).data[0].text is None


def test_names_in_bars_stay_plain_text():
    figure = maps.bars_figure(["<b>a</b>", "列"], [0.1, -0.4], title="share")
    assert figure.layout.yaxis.ticktext == ("&lt;b&gt;a&lt;/b&gt;", "列")
    assert figure.data[0].x.tolist() == [0.1, -0.4]
    assert figure.layout.xaxis.range[0] < -0.4


def test_the_numbers_come_whole_as_lines():
    lines = maps.numbers_csv({"a": np.array([[0.1, 2.0]]), "b": np.array([1 / 3])}).decode()
    assert lines.splitlines() == [
        "map,row,column,value", "a,0,0,0.1", "a,0,1,2.0", f"b,0,,{1 / 3!r}",
    ]  # fmt: skip
