"""Examples as PNG pictures with pixels that stay visible, many to a picture."""

import io

import numpy as np
from PIL import Image

SIDE = 84
GAP = 4
COVER = 0.6  # how much of a pixel is its class' colour, where that lies over the picture
THUMBNAIL = 120  # pixels
# Okabe and Ito's seven colours that show on black, and three more of other lightness.
COLOURS = np.array(
    [
        (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (0, 114, 178),
        (213, 94, 0), (204, 121, 167), (250, 215, 200), (140, 140, 140), (160, 110, 255),
    ],
    dtype="uint8",
)  # fmt: skip


def strip(images: np.ndarray) -> bytes:
    """A PNG with the images side by side, each about SIDE pixels high, the gaps transparent.

    images: uint8 0..255, (n, height, width, channels) with 1 or 3 channels.
    """
    zoom = max(1, round(SIDE / images.shape[1]))
    pixels = images.repeat(zoom, axis=1).repeat(zoom, axis=2)
    pixels = np.broadcast_to(pixels, (*pixels.shape[:3], 3))
    count, height, width, _ = pixels.shape
    sheet = np.zeros((height, count * (width + GAP) - GAP, 4), dtype="uint8")
    for place, picture in enumerate(pixels):
        left = place * (width + GAP)
        sheet[:, left : left + width, :3] = picture
        sheet[:, left : left + width, 3] = 255
    return _png(sheet)


def grey(images: np.ndarray, *, largest: float) -> np.ndarray:
    """Pictures in the set's units as uint8 0..255, values beyond them cut off."""
    return (np.clip(images, 0, largest) * (255 / largest)).round().astype("uint8")


def coloured(classes: np.ndarray) -> np.ndarray:
    """Class numbers (..., height, width) as colours (..., height, width, 3) on black."""
    colours = COLOURS[(classes.astype("int64") - 1) % len(COLOURS)]
    return np.where(classes[..., np.newaxis] > 0, colours, 0).astype("uint8")


def overlaid(picture: np.ndarray, classes: np.ndarray) -> np.ndarray:
    """A uint8 picture (height, width, 1 or 3) under the colours of its pixels' class numbers
    (height, width): (height, width, 3). Background, class 0, stays as it is."""
    ground = np.broadcast_to(picture, (*classes.shape, 3))
    mixed = (1 - COVER) * ground + COVER * coloured(classes)
    return np.where(classes[..., np.newaxis] > 0, mixed.round(), ground).astype("uint8")


def swatch(number: int, *, side: int = 36, frame: int = 6) -> bytes:
    """A PNG with the colour of one class, in a black frame that shows it on any page."""
    return _png(coloured(np.pad(np.full((side, side), number), frame)))


def panes(*pictures: np.ndarray) -> bytes:
    """A strip of a few uint8 pictures (height, width, 1 or 3) that belong together."""
    wide = [np.broadcast_to(each, (*each.shape[:2], 3)) for each in pictures]
    return strip(np.stack(wide))


def thumbnail(image: np.ndarray, *, side: int = THUMBNAIL) -> bytes:
    """A small PNG of one uint8 picture (height, width, 1, 3 or 4), reduced where it is larger
    than `side` pixels, its own pixels where it is not."""
    made = Image.fromarray(image[..., 0] if image.shape[-1] == 1 else image)
    made.thumbnail((side * max(1, image.shape[1] // image.shape[0]), side))
    return _file(made)


def enlarged(image: np.ndarray, *, side: int) -> bytes:
    """A PNG of one uint8 picture whose pixels stay visible, about `side` pixels high."""
    zoom = max(1, round(side / image.shape[0]))
    return thumbnail(image.repeat(zoom, axis=0).repeat(zoom, axis=1), side=2 * side)


def side_by_side(*pictures: np.ndarray) -> np.ndarray:
    """Uint8 pictures of one size (height, width, 1 or 3) in a row, the gaps transparent:
    (height, width of all, 4)."""
    height, width = pictures[0].shape[:2]
    gap = max(1, width // 14)
    sheet = np.zeros((height, len(pictures) * (width + gap) - gap, 4), dtype="uint8")
    for place, picture in enumerate(pictures):
        left = place * (width + gap)
        sheet[:, left : left + width, :3] = picture
        sheet[:, left : left + width, 3] = 255
    return sheet


def _png(pixels: np.ndarray) -> bytes:
    return _file(Image.fromarray(pixels))


def _file(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()
