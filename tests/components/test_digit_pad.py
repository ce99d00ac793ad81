"""What a browser sends as a drawing is checked before anybody opens it."""

import base64
import io

import pytest
from PIL import Image

from components.digit_pad import LARGEST, picture


def png():
    drawn = io.BytesIO()
    Image.new("L", (28, 28), 255).save(drawn, format="PNG")
    return drawn.getvalue()


def test_a_png_comes_out_as_it_was_drawn():
    assert picture(base64.b64encode(png()).decode()) == png()


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "",
        17,
        "no base64!",
        "ä",
        base64.b64encode(b"GIF89a").decode(),
        base64.b64encode(png()).decode() + " " * LARGEST,
    ],
)
def test_anything_else_is_no_drawing(sent):
    assert picture(sent) is None
