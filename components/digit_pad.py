"""A square to draw a digit on, in the browser; Python gets the picture after each stroke."""

import base64
import binascii

from components.browser import component
from kt_core.texts import section

SIZE = 280  # pixels a side of the picture
PEN = 22  # pixels; about 2 of the 28 that MNIST's digits are wide
LARGEST = 400_000  # characters; a picture of this size has far fewer
_PNG = b"\x89PNG\r\n\x1a\n"

_mount = component("digit_pad", height=SIZE + 80)


def digit_pad(*, key: str, ink: str = "#ffffff", ground: str = "#000000") -> bytes | None:
    """The drawing as a PNG of 280 by 280 pixels, or None while nothing is drawn.

    `ink` and `ground` are CSS colours; MNIST's digits are white on black.
    """
    labels = section("digit_pad")
    data = {"size": SIZE, "pen": PEN, "ink": ink, "ground": ground, "labels": labels}
    drawn = _mount(
        key=key,
        data={**data, "missing": labels["missing"]},
        on_png_change=lambda: None,
        width="content",
    )
    return picture(drawn.png)


def picture(sent: object) -> bytes | None:
    """The PNG in what a browser sent (base64), or None if there is none."""
    if not isinstance(sent, str) or len(sent) > LARGEST:
        return None
    try:
        found = base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if found.startswith(_PNG) else None
