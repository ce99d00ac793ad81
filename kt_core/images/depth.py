"""Pictures with more than 8 bits a pixel, brought to the 0..255 that training data is made of."""

import numpy as np
from PIL import Image

from kt_core.problems import Problem, ProblemError

BYTE, WORD = 255, 65_535
DEEP = ("I", "F")  # Pillow's modes for them begin so


def is_deep(image: Image.Image) -> bool:
    """Whether a pixel is one 16- or 32-bit number, whole or with a fraction."""
    return image.mode.startswith(DEEP)


def eight_bit(image: Image.Image) -> tuple[Image.Image, tuple[str, ...]]:
    """The grey picture in 8 bits, and the code of what was done to its numbers.

    16-bit numbers are divided by 257. 32-bit ones say nothing of their range: 0..1 becomes 0..255,
    0..255 and 0..65535 are taken for such, any other range is stretched from its smallest to its
    largest value. Raises ProblemError where a number is NaN or infinite.
    """
    values = np.asarray(image)
    if image.mode.startswith("I;16"):
        return _image(values.astype("float32") / np.float32(WORD / BYTE)), ("sixteen_bit",)
    found = values if image.mode == "F" else values.astype("float64")
    if not np.isfinite(found).all():
        count = int((~np.isfinite(found)).sum())
        raise ProblemError(Problem("image_not_finite", values={"count": count}))
    low, high = float(found.min()), float(found.max())
    if low < 0 or high > WORD:
        return _image((found - low) * (BYTE / ((high - low) or 1))), ("values_stretched",)
    if image.mode == "F" and high <= 1:
        return _image(found * BYTE), ("unit_values",)
    if high > BYTE:
        return _image(found / (WORD / BYTE)), ("sixteen_bit",)
    return _image(found), ()


def _image(values: np.ndarray) -> Image.Image:
    return Image.fromarray(np.rint(values).astype("uint8"))
