"""Pictures that come from the clipboard or the camera."""

import base64

import pytest

from components.camera import is_allowed
from components.paste_box import LONGEST, pasted


def test_what_was_pasted_comes_out_as_it_was():
    assert pasted(base64.b64encode(b"GIF89a...").decode()) == b"GIF89a..."


@pytest.mark.parametrize("sent", [None, "", 17, "no base64!", "ä", "A" * (LONGEST + 4)])
def test_anything_else_is_no_picture(sent):
    assert pasted(sent) is None


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://school.example/predict", True),
        ("http://localhost:8501/predict", True),
        ("http://127.0.0.1:8501", True),
        ("http://[::1]:8501", True),
        ("http://192.168.1.20:8501/predict", False),
        ("http://localhost.example:8501", False),
        (None, True),
    ],
)
def test_browsers_give_the_camera_to_safe_addresses_only(url, allowed):
    assert is_allowed(url) is allowed
