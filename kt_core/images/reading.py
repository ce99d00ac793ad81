"""Reads a picture from a stranger: format by content, size before decoding, nothing but pixels."""

import io
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from kt_core.limits import IMAGE_BYTES, IMAGE_PIXELS
from kt_core.problems import Problem, ProblemError

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
SIXTEEN_BIT = 257  # 65535 / 255
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
FOREIGN = (
    (4, b"ftypheic", "HEIC"),
    (4, b"ftypheix", "HEIC"),
    (4, b"ftypmif1", "HEIC"),
    (4, b"ftypavif", "AVIF"),
    (0, b"%PDF", "PDF"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"8BPS", "PSD"),
    (0, b"<svg", "SVG"),
    (0, b"<?xml", "SVG"),
    (0, b"%!PS", "EPS"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"\x89HDF", "HDF5"),
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
    image = _open(content)
    notes = ("first_frame",) if getattr(image, "is_animated", False) else ()
    eight_bit = _decode(image)
    stages = [("original", eight_bit)]
    upright = _upright(eight_bit)
    if upright.size != eight_bit.size or upright is not eight_bit:
        stages.append(("upright", upright))
    opaque = _opaque(upright)
    if _is_transparent(upright):
        stages.append(("opaque", opaque))
    return Picture(opaque, tuple(stages), notes)


def size(content: bytes) -> tuple[int, int, bool]:
    """Width and height as a person sees the picture, and whether it may hold colours.

    Only the header is looked at. Raises ProblemError as `read` does for what it finds there.
    """
    image = _open(content)
    try:
        turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    except BROKEN:
        turned = False
    width, height = (image.height, image.width) if turned else (image.width, image.height)
    return width, height, image.mode not in ("1", "L", "LA", "La") and image.mode[:1] != "I"


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


def _decode(image: Image.Image) -> Image.Image:
    """Decoded, with 16-bit grey brought to 8 bits by scaling: Pillow itself would clip it."""
    try:
        image.load()
        if image.mode.startswith("I"):
            grey = np.asarray(image).astype("uint32")
            scaled = Image.fromarray(((grey + SIXTEEN_BIT // 2) // SIXTEEN_BIT).astype("uint8"))
            scaled.info["exif"] = image.info.get("exif", b"")
            return scaled
        return image
    except BROKEN as error:
        values = {"detail": str(error)[:200]}
        raise ProblemError(Problem("image_broken", values=values)) from error


def _upright(image: Image.Image) -> Image.Image:
    try:
        turned = ImageOps.exif_transpose(image) if image.getexif().get(0x0112, 1) != 1 else image
    except BROKEN:  # the mark itself is broken: the pixels are still good
        return image
    return turned or image


def _opaque(image: Image.Image) -> Image.Image:
    """On white and in "L" or "RGB"."""
    if image.has_transparency_data:
        coloured = image.convert("RGBA")
        white = Image.new("RGBA", coloured.size, "white")
        opaque = Image.alpha_composite(white, coloured).convert("RGB")
        return opaque.convert("L") if image.mode in ("L", "LA", "La", "1") else opaque
    if image.mode in ("L", "RGB"):
        return image
    return image.convert("L" if image.mode in ("1", "LA", "La") else "RGB")


def _is_transparent(image: Image.Image) -> bool:
    """Whether any pixel lets the paper shine through."""
    if not image.has_transparency_data:
        return False
    return bool(np.asarray(image.convert("RGBA").getchannel("A")).min() < 255)


def _unreadable(content: bytes, error: Exception) -> Problem:
    if not content:
        return Problem("image_empty")
    for place, magic, name in FOREIGN:
        if content[place : place + len(magic)] == magic:
            return Problem("image_format", values={"found": name, "formats": list(FORMATS)})
    values = {"formats": list(FORMATS), "detail": str(error)[:200]}
    return Problem("image_unknown", values=values)


def _too_many_pixels(detail: str) -> ProblemError:
    values = {"limit": IMAGE_PIXELS // 1_000_000, "detail": detail}
    return ProblemError(Problem("image_too_many_pixels", values=values))


def _up(count: int) -> int:
    return -(-count // 1_000_000)
