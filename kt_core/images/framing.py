"""Brings a picture into the frame of the training data: cropped, fitted, or its content centred."""

from typing import Literal

import numpy as np
from PIL import Image, ImageOps

Frame = Literal["fit", "crop", "stretch", "centre"]
FRAMES: tuple[Frame, ...] = ("fit", "crop", "stretch", "centre")

CONTENT = 20 / 28  # MNIST: the digit fits into 20 of 28 pixels, its centre of mass in the middle
DIFFERENT = 40  # grey levels from the background that count as content
SAMPLE = 500
STRAY = 0.1  # percent of the pixels


def framed(image: Image.Image, *, width: int, height: int, frame: Frame) -> Image.Image:
    """The picture with the aspect of `width` to `height`, still at its own resolution.

    "fit" adds a border of the picture's own border colour, "crop" cuts the longer side, "centre"
    finds what stands out from the background and places it as MNIST does, "stretch" does nothing.
    """
    if frame == "stretch":
        return image
    if frame == "centre":
        image = _centred(image)
    if frame == "crop":
        return _cropped(image, width / height)
    return _fitted(image, width / height)


def background(image: Image.Image) -> int | tuple[int, ...]:
    """The colour of the picture's border: the median of its outermost pixels, per channel."""
    middle = np.median(_border(np.asarray(image)), axis=0).astype("uint8")
    return int(middle) if middle.ndim == 0 else tuple(int(value) for value in middle)


def border_brightness(x: np.ndarray, *, largest: float) -> float:
    """How bright the borders of training images are, 0 (dark) to 1.

    `x`: images (n, height, width, channels) with values from 0 to `largest`; a sample is looked at.
    """
    sample = x[:: max(1, len(x) // SAMPLE)]
    edges = [sample[:, 0], sample[:, -1], sample[:, :, 0], sample[:, :, -1]]
    return float(np.concatenate([edge.reshape(-1) for edge in edges]).mean() / largest)


def is_negative_of(image: Image.Image, brightness: float) -> bool:
    """Whether the picture is dark on light while training data (`brightness` of its borders, 0..1)
    is light on dark, or the other way round."""
    own = float(_border(np.asarray(image.convert("L"))).mean()) / 255
    return (own > 0.6 and brightness < 0.3) or (own < 0.4 and brightness > 0.7)


def _border(pixels: np.ndarray) -> np.ndarray:
    edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    return np.concatenate(edges)


def _cropped(image: Image.Image, aspect: float) -> Image.Image:
    width = max(1, min(image.width, round(image.height * aspect)))
    height = max(1, min(image.height, round(image.width / aspect)))
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def _fitted(image: Image.Image, aspect: float) -> Image.Image:
    width = max(image.width, round(image.height * aspect))
    height = max(image.height, round(image.width / aspect))
    if (width, height) == image.size:
        return image
    sheet = Image.new(image.mode, (width, height), background(image))
    sheet.paste(image, ((width - image.width) // 2, (height - image.height) // 2))
    return sheet


def _centred(image: Image.Image) -> Image.Image:
    colour = background(image)
    ground = Image.new(image.mode, image.size, colour)
    away = np.asarray(_difference(image, ground).convert("L")).astype("float64")
    rows, columns = np.nonzero(away > DIFFERENT)
    if len(rows) == 0:
        return image
    top, bottom = int(rows.min()), int(rows.max()) + 1
    left, right = int(columns.min()), int(columns.max()) + 1
    side = max(bottom - top, right - left) / CONTENT
    weights = away[top:bottom, left:right]
    middle_x = left + float(np.average(np.arange(right - left) + 0.5, weights=weights.sum(axis=0)))
    middle_y = top + float(np.average(np.arange(bottom - top) + 0.5, weights=weights.sum(axis=1)))
    sheet = Image.new(image.mode, (round(side), round(side)), colour)
    content = image.crop((left, top, right, bottom))
    place = (
        _inside(left - middle_x + side / 2, sheet.width - content.width),
        _inside(top - middle_y + side / 2, sheet.height - content.height),
    )
    sheet.paste(content, place)
    return sheet


def _inside(place: float, last: int) -> int:
    """The nearest place at which nothing is cut off."""
    return min(max(0, round(place)), last)


def _difference(image: Image.Image, ground: Image.Image) -> Image.Image:
    pixels = np.abs(np.asarray(image).astype("int16") - np.asarray(ground).astype("int16"))
    return Image.fromarray(pixels.astype("uint8"))


def inverted(image: Image.Image) -> Image.Image:
    """The picture's negative."""
    return ImageOps.invert(image)


def contrasted(image: Image.Image) -> Image.Image:
    """The picture with its contrast stretched over all 256 levels, colours kept; one in a
    thousand pixels may be darker, and one brighter, than that."""
    return ImageOps.autocontrast(image, cutoff=STRAY, preserve_tone=image.mode == "RGB")
