"""An example that makes one unit as active as it can, found by going uphill from noise.

It is one of many: another start, step or smoothing leads to another.
"""

from contextlib import nullcontext
from typing import Any

import numpy as np
import tensorflow as tf

from kt_core.data.pictures import grey
from kt_core.engine.explain_calls import without_activation
from kt_core.engine.explain_subject import Looked
from kt_core.problems import Problem, ProblemError

STEPS = 96
STEP = 0.04
"""How far one step goes, as a share of what values may be (root mean square over the example)."""
DECAY = 0.01
"""Each step goes back to the ground by so much, so that only what helps stays (L2)."""
SMOOTHED = 4
"""A picture is smoothed (3 by 3 mean) after every so many steps."""
NOISE = 0.05
SEED = 0


def maximised(looked: Looked, path: str, unit: int) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The example found, `x` (scaled) and `picture`, and how active the unit is for it, for the
    example that is looked at, and for nothing but ground.

    Gradient ascent from the ground with a little noise, always the same; values stay within what
    the model may be given. Raises ProblemError for a unit that is not there or has no gradient.
    """
    low, high = looked.range
    span = np.where(high > low, high - low, 1.0).astype("float32")
    x = looked.ground + NOISE * span * np.random.RandomState(SEED).normal(size=looked.x.shape)
    x = np.clip(x, low, high).astype("float32")
    best, most = x, -np.inf
    for step in range(STEPS):
        height, slope = _slope(looked, path, unit, x)
        if height > most:
            best, most = x, height
        size = float(np.sqrt(np.mean(np.square(slope * span)))) or 1.0
        x = x + STEP * span * (slope * span) / size
        x = x + DECAY * (looked.ground - x)
        if looked.modality == "image" and step % SMOOTHED == SMOOTHED - 1 and step < STEPS - 1:
            x = looked.as_given(_smooth(looked.target.as_picture(x)))
        x = np.clip(x, low, high).astype("float32")
    three = np.stack([best, looked.x, looked.ground])
    active, here, there = _active(looked, path, unit, tf.constant(three)).numpy().tolist()
    said = {"unit": unit, "active": active, "here": here, "ground": there, "steps": STEPS}
    return said, {"x": best, "picture": _shown(looked, best)}


def _slope(looked: Looked, path: str, unit: int, x: np.ndarray) -> tuple[float, np.ndarray]:
    """Of the value before the activation function: a relu that is at 0 has no slope."""
    layer = looked.until(tf.constant(x[np.newaxis]), path).layer
    weighted = hasattr(layer, "kernel") or hasattr(layer, "depthwise_kernel")
    bare = callable(getattr(layer, "activation", None)) and weighted
    with tf.GradientTape() as tape, without_activation(layer) if bare else nullcontext():
        given = tf.constant(x[np.newaxis])
        tape.watch(given)
        active = _active(looked, path, unit, given)
    slope = tape.gradient(active, given)
    if slope is None:
        raise ProblemError(Problem("why_no_slope", values={"layer": path}))
    return float(active[0]), slope[0].numpy()


def _active(looked: Looked, path: str, unit: int, x: Any) -> Any:
    """The unit for each of a batch (n,): of a channel the value in the middle of its map."""
    values = looked.until(x, path).output
    values = values if len(values.shape) > 1 else values[:, tf.newaxis]
    if not 0 <= unit < values.shape[-1]:
        raise ProblemError(Problem("why_unit_unknown", values={"unit": unit, "layer": path}))
    middle = tuple(size // 2 for size in values.shape[1:-1])
    return values[(slice(None), *middle, unit)]


def _smooth(picture: np.ndarray) -> np.ndarray:
    """The mean over 3 by 3 pixels, (height, width, channels)."""
    height, width, _ = picture.shape
    wide = np.pad(picture, ((1, 1), (1, 1), (0, 0)), mode="edge")
    parts = [wide[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    return np.mean(parts, axis=0)


def _shown(looked: Looked, x: np.ndarray) -> np.ndarray:
    """As a picture uint8, or a row in its own units."""
    raw = looked.in_units(x)
    if looked.modality == "table":
        return raw
    return grey(raw, largest=(looked.subject.opened.preparation or {}).get("largest") or 255)
