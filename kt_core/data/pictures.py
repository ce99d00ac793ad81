"""Examples as PNG pictures with pixels that stay visible, many to a picture."""

import io

import numpy as np
from PIL import Image

SIDE = 84
GAP = 4


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


def _png(pixels: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()
