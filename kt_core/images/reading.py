"""Reads a picture from a stranger: format by content, size before decoding, nothing but pixels."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from PIL import Image

from kt_core.images.depth import eight_bit, is_deep
from kt_core.images.foreign import found_format, is_text
from kt_core.limits import IMAGE_BYTES, IMAGE_PIXELS
from kt_core.problems import Problem, ProblemError

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF")
ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
ORIENTATION = 0x0112
TURNED = (5, 6, 7, 8)  # marks that swap width and height
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
GREY = ("1", "L", "LA", "La")
MOVING = ("GIF", "PNG", "WEBP")
# What Pillow raises for broken files of its own formats.
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture, 8 bits per channel, mode "L" or "RGB", upright and without transparency.

    `stages` are (code, image) of what was done on the way, `notes` codes of what to know.
    """

    image: Image.Image
    stages: tuple[tuple[str, Image.Image], ...]
    notes: tuple[str, ...]


def read(content: bytes) -> Picture:
    """The first picture in `content`, turned as the camera's EXIF mark says, on white.

    Raises ProblemError: not a picture of `FORMATS`, more than `IMAGE_BYTES` or `IMAGE_PIXELS`
    (looked at before anything is decoded), cut off or broken.
    """
    if len(content) > IMAGE_BYTES:
        values = {"megabytes": _up(len(content)), "limit": _up(IMAGE_BYTES)}
        raise ProblemError(Problem("image_too_large", values=values))
    with _quiet():
        image = _open(content)
        mark, notes = _orientation(image), _several(content)
        decoded = _decoded(image)
        plain, deep = eight_bit(decoded) if is_deep(decoded) else (decoded, ())
        stages = [("original", plain)]
        upright = _upright(plain, mark, image.format)
        if mark != 1:
            stages.append(("upright", upright))
        opaque = _opaque(upright)
        if _is_transparent(upright):
            stages.append(("opaque", opaque))
    return Picture(opaque, tuple(stages), (*notes, *deep))


def size(content: bytes) -> tuple[int, int, bool]:
    """Width and height as a person sees the picture, and whether it may hold colours.

    Only the header is looked at. Raises ProblemError as `read` does for what it finds there.
    """
    with _quiet():
        image = _open(content)
        turned = _orientation(image) in TURNED and image.format != "TIFF"  # Pillow has turned it
    width, height = (image.height, image.width) if turned else (image.width, image.height)
    return width, height, not (image.mode in GREY or is_deep(image))


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Pillow's warnings: what they are about is refused, or harmless here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _open(content: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(str(error)) from error
    except BROKEN as error:
        raise ProblemError(_unreadable(content, error)) from error
    if image.width * image.height > IMAGE_PIXELS:
        raise _too_many_pixels(f"{image.width} x {image.height}")
    return image


def _orientation(image: Image.Image) -> int:
    """The camera's mark, 1 (upright) to 8; a broken one is none, the pixels are still good."""
    try:
        mark = image.getexif().get(ORIENTATION, 1)
    except BROKEN:
        return 1
    return mark if mark in range(1, 9) else 1


def _several(content: bytes) -> tuple[str, ...]:
    """The code that says which of several pictures in the file is taken."""
    image = _open(content)  # looking for a second one moves on in the file
    try:
        several = getattr(image, "is_animated", False)
    except BROKEN:
        return ()
    if not several or image.format not in (*MOVING, "TIFF"):
        return ()
    return ("first_frame",) if image.format in MOVING else ("first_page",)


def _decoded(image: Image.Image) -> Image.Image:
    try:
        image.load()
    except (Image.DecompressionBombError, MemoryError) as error:
        raise _too_many_pixels(str(error)) from error
    except BROKEN as error:
        values = {"detail": str(error)[:200]}
        raise ProblemError(Problem("image_broken", values=values)) from error
    return image


def _upright(image: Image.Image, mark: int, form: str | None) -> Image.Image:
    """Turned as the mark says; of a TIFF, Pillow has done so while decoding."""
    return image if mark == 1 or form == "TIFF" else image.transpose(TURNS[mark])


def _opaque(image: Image.Image) -> Image.Image:
    """On white and in "L" or "RGB"."""
    if image.has_transparency_data:
        coloured = image.convert("RGBA")
        white = Image.new("RGBA", coloured.size, "white")
        opaque = Image.alpha_composite(white, coloured).convert("RGB")
        return opaque.convert("L") if image.mode in GREY else opaque
    if image.mode in ("L", "RGB"):
        return image
    return image.convert("L" if image.mode in GREY else "RGB")


def _is_transparent(image: Image.Image) -> bool:
    """Whether any pixel lets the paper shine through."""
    if not image.has_transparency_data:
        return False
    return bool(np.asarray(image.convert("RGBA").getchannel("A")).min() < 255)


def _unreadable(content: bytes, error: Exception) -> Problem:
    if not content:
        return Problem("image_empty")
    values = {"formats": list(FORMATS), "detail": str(error)[:200]}
    if name := found_format(content):
        return Problem("image_format", values={**values, "found": name})
    return Problem("image_is_text" if is_text(content) else "image_unknown", values=values)


def _too_many_pixels(detail: str) -> ProblemError:
    values = {"limit": IMAGE_PIXELS // 1_000_000, "detail": detail}
    return ProblemError(Problem("image_too_many_pixels", values=values))


def _up(count: int) -> int:
    return -(-count // 1_000_000)
