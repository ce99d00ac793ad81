"""How the training pictures look, measured once, and how far from them a picture of one's own is.

A warning is a guess from a few plain numbers, so it asks for a clear difference: the training
pictures themselves hardly ever get one (a test counts them).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from PIL import Image

from kt_core.images.framing import DIFFERENT, SAMPLE

FIGURES = ("mean", "ink", "contrast")
USUAL = (0.5, 99.5)  # percent: what lies between is usual
CLEARLY = 0.08  # brightness, 0..1, beyond the usual
FLAT = 0.6  # share of the usual least contrast
LITTLE, MUCH = 0.5, 1.6  # times the usual least and most ink
EMPTY = 0.004  # share of the pixels that differ from the background
OTHER_ASPECT = 1.5
SMALL = 2.0  # times enlarged


def look_of(x: np.ndarray, *, largest: float) -> dict[str, Any]:
    """Usual values of FIGURES as [low, high], and whether there are colours, of training images.

    x: (n, height, width, channels), from 0 to `largest`; a sample of them is looked at.
    """
    sample = x[:: max(1, len(x) // SAMPLE)]
    bright = (each.astype("float32") * np.float32(255 / largest) for each in sample)
    rows = [{**_figures(_grey(each)), "spread": np.ptp(each, axis=-1).mean()} for each in bright]
    found: dict[str, Any] = {
        key: [float(value) for value in np.percentile([row[key] for row in rows], USUAL)]
        for key in FIGURES
    }
    spread = np.mean([row["spread"] for row in rows]) if sample.shape[-1] == 3 else 0.0
    return {**found, "coloured": bool(spread > 2)}


def unlike(pixels: np.ndarray, look: Mapping[str, Any]) -> list[str]:
    """Codes of how the prepared picture, uint8 (height, width) or (height, width, 3), differs."""
    found = _figures(_grey(pixels.reshape(*pixels.shape[:2], -1).astype("float32")))
    if found["ink"] < EMPTY and look["ink"][0] > EMPTY:
        return ["mostly_empty"]
    notes = []
    if found["mean"] > look["mean"][1] + CLEARLY:
        notes.append("looks_brighter")
    if found["mean"] < look["mean"][0] - CLEARLY:
        notes.append("looks_darker")
    if found["contrast"] < FLAT * look["contrast"][0]:
        notes.append("looks_flat")
    if found["ink"] < LITTLE * look["ink"][0]:
        notes.append("little_ink")
    if found["ink"] > MUCH * look["ink"][1]:
        notes.append("much_ink")
    return notes


def size_notes(given: tuple[int, int], wanted: tuple[int, int]) -> list[str]:
    """Codes about a picture of `given` (width, height) that becomes one of `wanted`."""
    aspect = (given[0] / given[1]) / (wanted[0] / wanted[1])
    notes = ["other_aspect"] if not 1 / OTHER_ASPECT <= aspect <= OTHER_ASPECT else []
    if max(wanted[0] / given[0], wanted[1] / given[1]) >= SMALL and not notes:
        notes.append("enlarged")
    return notes


def is_coloured(image: Image.Image) -> bool:
    """Whether any pixel of the picture, mode "L" or "RGB", is not grey."""
    if image.mode == "L":
        return False
    red, green, blue = (np.asarray(image.getchannel(name)) for name in "RGB")
    return not (np.array_equal(red, green) and np.array_equal(green, blue))


def believed_look(raw: Any) -> dict[str, Any] | None:
    """What `look_of` found, as a file from anywhere says it; None when it has another form."""
    if not isinstance(raw, Mapping):
        return None
    figures = {key: raw.get(key) for key in FIGURES}
    if not all(_is_range(value) for value in figures.values()):
        return None
    return {**figures, "coloured": raw.get("coloured") is True}


def _is_range(value: Any) -> bool:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        return False
    return all(isinstance(each, (int, float)) and 0 <= each <= 1 for each in value)


def _grey(pixels: np.ndarray) -> np.ndarray:
    """Brightness 0..255 of pixels (height, width, 1 or 3) by ITU-R 601, as Pillow's "L"."""
    weights = np.array([0.299, 0.587, 0.114], "float32")
    return pixels @ weights if pixels.shape[-1] == 3 else pixels[..., 0]


def _figures(grey: np.ndarray) -> dict[str, float]:
    """Mean brightness, share of pixels off the border's median, and range, each 0..1."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    low, high = np.percentile(grey, (1, 99.5))
    return {
        "mean": float(grey.mean() / 255),
        "ink": float((np.abs(grey - np.median(border)) > DIFFERENT).mean()),
        "contrast": float((high - low) / 255),
    }
