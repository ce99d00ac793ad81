import io

import numpy as np
import pytest
from PIL import Image

from kt_core.data import describe, example_images
from kt_core.data.figures import balance_figure, balance_labels
from kt_core.data.pictures import COLOURS, COVER, overlaid, strip


@pytest.mark.parametrize(
    ("side", "channels", "zoom"), [(28, 1, 3), (8, 1, 10), (32, 3, 3), (96, 3, 1)]
)
def test_each_pixel_becomes_a_square_of_its_own_colour(side, channels, zoom):
    images = np.random.RandomState(0).randint(0, 256, (3, side, side, channels)).astype("uint8")
    sheet = np.asarray(Image.open(io.BytesIO(strip(images))))
    assert sheet.shape == (side * zoom, 3 * side * zoom + 2 * 4, 4)
    second = sheet[::zoom, side * zoom + 4 : 2 * side * zoom + 4 : zoom]
    assert np.array_equal(second[..., :channels], images[1])
    assert (second[..., 3] == 255).all()


def test_the_gaps_are_transparent():
    images = example_images("mnist_5k", [0, 1])
    sheet = np.asarray(Image.open(io.BytesIO(strip(images))))
    assert (sheet[:, 84:88, 3] == 0).all()


def test_classes_over_a_picture_leave_its_background_as_it_is():
    picture = np.array([[[10], [200]]], "uint8")
    found = overlaid(picture, np.array([[0, 2]]))
    assert found[0, 0].tolist() == [10, 10, 10]
    assert found[0, 1] == pytest.approx((1 - COVER) * 200 + COVER * COLOURS[1], abs=1)


def test_bars_show_the_counts_of_each_part(stored):
    for kind in ("wine", "diabetes"):
        found = describe(kind, split=0.2, seed=0, scaling="none")
        bars = balance_figure(found).data
        assert [tuple(bar.y) for bar in bars] == list(found.balance.values())
        assert len({bar.marker.pattern.shape for bar in bars}) == 3
        assert len(balance_labels(found)) == len(bars[0].y)
