"""Answers as large as the example, one at a time: classes of its pixels, or itself again."""

import base64
import io
from typing import Any

import numpy as np
from PIL import Image

from kt_core.data.pictures import coloured, grey
from kt_core.data.preparation import unscale
from kt_core.engine.subject import Subject
from kt_core.texts import text


def pixels(_: np.ndarray, answer: np.ndarray, asked: Subject) -> dict[str, Any]:
    """`{"pixels": {"classes": [{"class", "number", "share"}], "picture"}}`: the classes found,
    most pixels first, and a PNG (base64) in their colours. answer: (height, width, 1 + classes)."""
    chosen = answer.argmax(axis=-1)
    names = (text("results.background"), *(asked.classes or ()))
    counts = np.bincount(chosen.ravel(), minlength=len(names))
    order = [int(at) for at in np.argsort(-counts, kind="stable") if counts[at]]
    found = [
        {"class": names[at], "number": at, "share": float(counts[at] / chosen.size)} for at in order
    ]
    return {"pixels": {"classes": found, "picture": as_png(coloured(chosen))}}


def given_back(example: np.ndarray, answer: np.ndarray, asked: Subject) -> dict[str, Any]:
    """`{"given_back": {"mse", "mae", "values" or "picture"}}`: errors in scaled units, and what
    came back in the units of the data: a PNG (base64), or `[{"column", "given", "value"}]`."""
    off = answer.astype("float64") - example
    found: dict[str, Any] = {"mse": float((off**2).mean()), "mae": float(np.abs(off).mean())}
    known = asked.opened.preparation or {}
    back, given = (unscale(each, asked.statistics) for each in (answer, example))
    if back.ndim == 1:
        names = known.get("columns") or [str(number) for number in range(1, len(back) + 1)]
        rows = zip(names, given.tolist(), back.tolist(), strict=True)
        values = [{"column": name, "given": g, "value": b} for name, g, b in rows]
        return {"given_back": {**found, "values": values}}
    largest = known.get("largest") or 255
    return {"given_back": {**found, "picture": as_png(grey(back, largest=largest).squeeze())}}


def as_png(pixels: np.ndarray) -> str:
    """A picture (height, width) or (height, width, 3), uint8, as PNG in base64."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()
