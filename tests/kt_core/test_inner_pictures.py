"""Weights and activations as pictures: signs as colours, and no more than can be seen."""

import io

import numpy as np
from PIL import Image

from kt_core import inner_pictures
from kt_core.inner_layers import inner_layers, last_hidden
from tests.kt_core.engine.small_documents import DENSE, experiment


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)))


def test_filters_of_one_and_three_channels_are_tiles_others_are_averaged():
    assert inner_pictures.filter_tiles(np.ones((3, 3, 1, 8))).shape == (8, 3, 3, 1)
    assert inner_pictures.filter_tiles(np.ones((3, 3, 3, 8))).shape == (8, 3, 3, 3)
    weights = np.random.default_rng(0).normal(size=(3, 3, 16, 100))
    tiles = inner_pictures.filter_tiles(weights)
    assert tiles.shape == (64, 3, 3, 1)
    assert np.allclose(tiles[5, :, :, 0], weights[..., 5].mean(axis=-1))


def test_weights_of_units_have_the_shape_of_the_picture_they_look_at():
    weights = np.arange(12.0).reshape(4, 3)
    tiles = inner_pictures.unit_tiles(weights, (2, 2, 1))
    assert tiles[1, :, :, 0].tolist() == [[1, 4], [7, 10]]
    assert inner_pictures.unit_tiles(weights, (4,)).shape == (1, 4, 3, 1)


def test_activations_are_maps_a_sequence_or_rows_of_units():
    assert inner_pictures.activation_tiles(np.ones((6, 5, 4))).shape == (4, 6, 5, 1)
    assert inner_pictures.activation_tiles(np.ones((7, 3))).shape == (1, 3, 7, 1)
    units = inner_pictures.activation_tiles(np.arange(40.0))
    assert units.shape == (1, 2, 32, 1)
    assert np.isnan(units[0, 1, 8:, 0]).all()


def test_below_zero_is_blue_above_is_orange_and_what_is_no_number_is_clear():
    tiles = np.array([[[-2.0, 0.0], [2.0, np.nan]]])[..., np.newaxis]
    shown = pixels(inner_pictures.sheet(tiles, scale=2.0, zoom=1))
    assert shown[0, 0].tolist() == [*inner_pictures.BELOW, 255]
    assert shown[0, 1].tolist() == [*inner_pictures.ZERO, 255]
    assert shown[1, 0].tolist() == [*inner_pictures.ABOVE, 255]
    assert shown[1, 1, 3] == 0


def test_tiles_stand_in_rows_of_eight():
    shown = pixels(inner_pictures.sheet(np.ones((9, 2, 2, 1)), scale=1.0, zoom=1))
    assert shown.shape[:2] == (2 * 2 + 4, 8 * 2 + 7 * 4)
    assert shown[:, 6:, 3][6:, :].max() == 0


def test_the_largest_distance_from_zero_is_that_of_all_epochs():
    assert inner_pictures.largest([np.array([0.5, -3.0]), np.array([np.nan, 2.0])]) == 3.0
    assert inner_pictures.largest([np.zeros(3)]) == 1.0


def test_layers_are_listed_as_they_are_computed_and_the_last_hidden_one_is_known():
    layers = inner_layers(experiment(*DENSE))
    assert [layer.kind for layer in layers] == ["Flatten", "Dense", "Dropout", "Dense"]
    assert last_hidden(layers) == 1
