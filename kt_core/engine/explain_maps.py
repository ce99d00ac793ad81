"""Which parts of an example an answer rests on: four ways to ask, each with its own blind spots."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import tensorflow as tf

from kt_core.engine.explain_calls import Call
from kt_core.engine.explain_subject import Looked

STEPS = 64
NOISY = 32
NOISE = 0.15
"""Deviation of SmoothGrad's noise, as a share of the example's range (Smilkov et al., 2017)."""
PATCHES = 7
"""A patch of the occlusion map is so many times smaller than the picture."""
SEED = 0

Arrays = dict[str, np.ndarray]


def maps(looked: Looked, target: int, layer: str | None) -> tuple[dict[str, Any], Arrays]:
    """All maps that fit the example for one class or value: what is said of them, and numbers.

    For pictures each is (height, width), `gradcam` of the size of its layer; for rows (columns,).
    `said["missing"]` names those that can't be had, and why.
    """
    if looked.modality == "table":
        return row_maps(looked, target)
    found: Arrays = {"occlusion": occlusion(looked, target)}
    said: dict[str, Any] = {"missing": {}, "quantity": looked.quantity}
    conv = convolutions(looked)
    said["conv"] = chosen = layer if layer in conv else (conv[-1] if conv else None)
    if chosen is None:
        said["missing"]["gradcam"] = "no_convolution"
    elif (cam := grad_cam(looked, target, chosen)) is None:
        said["missing"]["gradcam"] = "no_gradient"
    else:
        found["gradcam"] = cam
    gradients = integrated_gradients(looked, target)
    if gradients is None:
        said["missing"] |= {"integrated": "no_gradient", "smooth": "no_gradient"}
        return said, found
    as_picture = looked.target.as_picture
    found["integrated"] = as_picture(gradients).sum(axis=-1)
    found["smooth"] = as_picture(smooth_grad(looked, target)).max(axis=-1)
    return {**said, **_ends(looked, target, float(gradients.sum()))}, found


def row_maps(looked: Looked, target: int) -> tuple[dict[str, Any], Arrays]:
    """The share of each column in the answer to a row, asked in two ways."""
    found: Arrays = {"occlusion": column_occlusion(looked, target), "middle": looked.middle}
    said: dict[str, Any] = {"missing": {}, "quantity": looked.quantity}
    said["median"] = looked.data is not None
    gradients = integrated_gradients(looked, target)
    if gradients is None:
        return {**said, "missing": {"integrated": "no_gradient"}}, found
    found["integrated"] = gradients
    return {**said, **_ends(looked, target, float(gradients.sum()))}, found


def convolutions(looked: Looked) -> list[str]:
    """Paths of convolutional layers whose values are pictures of more than one pixel."""
    return [
        call.path
        for call in looked.traced[1]
        if "Conv" in type(call.layer).__name__
        and len(call.output.shape) == 4
        and call.output.shape[1] * call.output.shape[2] > 1
    ]


def occlusion(looked: Looked, target: int) -> np.ndarray:
    """How much less of the class there is when a patch is covered: (height, width).

    Each pixel has the mean over all patches that cover it (Zeiler and Fergus, 2013). Grey pictures
    are covered with their ground, colour pictures with their mean colour.
    """
    height, width, channels = looked.size
    side = max(1, round(min(height, width) / PATCHES))
    places = [(y, x) for y in _starts(height, side) for x in _starts(width, side)]
    picture = looked.target.as_picture(looked.x)
    mean = np.broadcast_to(picture.mean(axis=(0, 1)), picture.shape)
    cover = mean if channels > 1 else looked.target.as_picture(looked.ground)
    total, count = np.zeros((height, width)), np.zeros((height, width))

    def covered(place: tuple[int, int]) -> np.ndarray:
        at = np.s_[place[0] : place[0] + side, place[1] : place[1] + side]
        changed = picture.copy()
        changed[at] = cover[at]
        return looked.as_given(changed)

    for place, drop in zip(places, _drops(looked, target, map(covered, places)), strict=True):
        at = np.s_[place[0] : place[0] + side, place[1] : place[1] + side]
        total[at] += drop
        count[at] += 1
    return total / count


def column_occlusion(looked: Looked, target: int) -> np.ndarray:
    """How much less of the class there is when a column has its median instead: (columns,)."""

    def replaced(column: int) -> np.ndarray:
        row = looked.x.copy()
        row[column] = looked.middle[column]
        return row

    return np.array(list(_drops(looked, target, map(replaced, range(len(looked.x))))))


def grad_cam(looked: Looked, target: int, path: str) -> np.ndarray | None:
    """Where the layer's channels that speak for the class are active: (height, width) of the layer.

    relu(sum of channel * mean gradient of the score by that channel), Selvaraju et al., 2017.
    None where the score does not depend on the layer by a gradient.
    """
    with tf.GradientTape() as tape:
        x = tf.constant(looked.x[np.newaxis])
        tape.watch(x)
        score, calls = looked.score(x, target)
    values = _values(calls, path)
    slopes = tape.gradient(score, values)
    if slopes is None:
        return None
    weights = tf.reduce_mean(slopes, axis=(1, 2), keepdims=True)
    return tf.nn.relu(tf.reduce_sum(values * weights, axis=-1))[0].numpy()


def integrated_gradients(looked: Looked, target: int) -> np.ndarray | None:
    """Each input's share in score(example) - score(ground), of the example's shape.

    The gradient's mean on the straight way from the ground to the example, times the way; by the
    midpoint rule in 64 steps (Sundararajan et al., 2017). None for inputs without a gradient.
    """
    ground, way = looked.ground, looked.x - looked.ground
    steps = (np.arange(STEPS) + 0.5) / STEPS
    points = (ground + step * way for step in steps.astype("float32"))
    total = _gradient_sum(looked, target, points)
    return None if total is None else way * total / STEPS


def smooth_grad(looked: Looked, target: int) -> np.ndarray:
    """Mean size of the gradient over copies with noise, of the example's shape.

    The size of the mean of 32 gradients, always with the same noise (Smilkov et al., 2017).
    """
    draw = np.random.RandomState(SEED)
    spread = NOISE * float(np.ptp(looked.x))
    noisy = (
        (looked.x + draw.normal(0.0, spread, looked.x.shape)).astype("float32")
        for _ in range(NOISY)
    )
    total = _gradient_sum(looked, target, noisy)
    return np.zeros_like(looked.x) if total is None else np.abs(total) / NOISY


def _ends(looked: Looked, target: int, total: float) -> dict[str, float]:
    """What integrated gradients must add up to, and what they do."""
    both = tf.constant(np.stack([looked.x, looked.ground]))
    here, there = looked.score(both, target)[0].numpy()
    return {"sum": total, "score": float(here), "ground_score": float(there)}


def _gradient_sum(looked: Looked, target: int, points: Iterator[np.ndarray]) -> np.ndarray | None:
    total = np.zeros(looked.x.shape, "float64")
    for several in _batches(points, looked.batch):
        with tf.GradientTape() as tape:
            x = tf.constant(several)
            tape.watch(x)
            score = looked.score(x, target)[0]
        slopes = tape.gradient(score, x)
        if slopes is None:
            return None
        total += slopes.numpy().astype("float64").sum(axis=0)
    return total


def _drops(looked: Looked, target: int, changed: Iterator[np.ndarray]) -> Iterator[float]:
    before = float(looked.numbers[target])
    for several in _batches(changed, looked.batch):
        yield from (before - looked.answered(several)[:, target].astype("float64")).tolist()


def _batches(examples: Iterator[np.ndarray], size: int) -> Iterator[np.ndarray]:
    held: list[np.ndarray] = []
    for each in examples:
        held.append(each)
        if len(held) == size:
            yield np.stack(held)
            held = []
    if held:
        yield np.stack(held)


def _starts(length: int, side: int) -> list[int]:
    """Where patches begin: half of them overlap, and the last one ends at the edge."""
    starts = list(range(0, length - side + 1, max(1, side // 2)))
    return starts if starts[-1] == length - side else [*starts, length - side]


def _values(calls: list[Call], path: str) -> Any:
    return next(call for call in calls if call.path == path).output
