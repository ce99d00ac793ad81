"""Filters and activations as pictures: blue below zero, white at zero, orange above."""

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image

BELOW, ZERO, ABOVE = (0, 114, 178), (247, 247, 247), (213, 94, 0)
SIDE = 48  # pixels of a tile, about
GAP = 4
A_ROW = 8
MOST = 64
UNITS_A_ROW = 32


def filter_tiles(weights: np.ndarray) -> np.ndarray:
    """Filters (height, width, in, out) as tiles (out, height, width, 1 or 3): those on three
    channels in colours, those on others as the mean over them."""
    tiles = np.moveaxis(weights, -1, 0)[:MOST]
    return tiles if tiles.shape[-1] in (1, 3) else tiles.mean(axis=-1, keepdims=True)


def unit_tiles(weights: np.ndarray, shape: Sequence[int]) -> np.ndarray:
    """Weights (values of an example, units) as tiles in the example's `shape`; those of a table's
    columns as one tile (1, columns, units, 1)."""
    if len(shape) == 3:
        return filter_tiles(weights.reshape(*shape, -1))
    return weights[np.newaxis, :, :MOST, np.newaxis]


def activation_tiles(values: np.ndarray) -> np.ndarray:
    """What a layer makes of one example as tiles (n, height, width, 1): a map for each channel,
    one for a sequence, rows of 32 for single units."""
    if values.ndim >= 3:
        flat = values.reshape(values.shape[0], -1, values.shape[-1])
        return np.moveaxis(flat, -1, 0)[:MOST, :, :, np.newaxis]
    if values.ndim == 2:
        return values.T[np.newaxis, :, :, np.newaxis]
    rows = -(-len(values) // UNITS_A_ROW)
    padded = np.full(rows * min(UNITS_A_ROW, len(values)), np.nan)
    padded[: len(values)] = values
    return padded.reshape(1, rows, -1, 1)


def largest(arrays: Sequence[np.ndarray]) -> float:
    """The largest distance from zero, which has the deepest colour in all of them."""
    with np.errstate(invalid="ignore"):
        found = max((float(np.nanmax(np.abs(one), initial=0.0)) for one in arrays), default=0.0)
    return found if np.isfinite(found) and found > 0 else 1.0


def sheet(tiles: np.ndarray, *, scale: float, zoom: int | None = None) -> bytes:
    """A PNG with the tiles (n, height, width, 1 or 3) in rows of eight, gaps transparent.

    `scale` is the value with the deepest colour; three channels are red, green and blue around a
    middle grey.
    """
    count, height, width, channels = tiles.shape
    zoom = zoom or max(1, round(SIDE / max(height, width)))
    colours = _mixed(tiles, scale) if channels == 3 else _diverging(tiles[..., 0], scale)
    colours = colours.repeat(zoom, axis=1).repeat(zoom, axis=2)
    columns, rows = min(A_ROW, count), -(-count // A_ROW)
    high, wide = height * zoom + GAP, width * zoom + GAP
    picture = np.zeros((rows * high - GAP, columns * wide - GAP, 4), dtype="uint8")
    for place, tile in enumerate(colours):
        top, left = (place // A_ROW) * high, (place % A_ROW) * wide
        picture[top : top + height * zoom, left : left + width * zoom] = tile
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def _diverging(values: np.ndarray, scale: float) -> np.ndarray:
    """Colours (..., 4) of values; what is no number is transparent."""
    share = np.clip(np.nan_to_num(values, nan=0.0) / scale, -1, 1)[..., np.newaxis]
    ends = np.where(share < 0, BELOW, ABOVE)
    mixed = np.abs(share) * ends + (1 - np.abs(share)) * np.asarray(ZERO)
    seen = np.where(np.isnan(values), 0, 255)[..., np.newaxis]
    return np.concatenate([mixed.round(), seen], axis=-1).astype("uint8")


def _mixed(values: np.ndarray, scale: float) -> np.ndarray:
    grey = np.clip(np.nan_to_num(values) / scale, -1, 1) * 127 + 128
    return np.concatenate([grey, np.full((*grey.shape[:-1], 1), 255)], axis=-1).astype("uint8")
