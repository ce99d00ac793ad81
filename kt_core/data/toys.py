"""Data made from a few numbers: small enough to see all that a network does with it.

The exported script carries these functions word for word, so they need numpy and nothing else of
this project but `with_test_part`. RandomState draws the same in every version of numpy.
"""

from collections.abc import Callable

import numpy as np

from kt_core.data.preparation import with_test_part


def make_moons(*, examples, noise, seed):
    """Two half circles of radius 1 that reach into each other."""
    draw = np.random.RandomState(seed)
    y = draw.permutation(np.arange(examples) % 2)
    turn = draw.uniform(0, np.pi, examples)
    upper = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    lower = np.stack([1 - np.cos(turn), 0.5 - np.sin(turn)], axis=1)
    return classes_with_noise(np.where(y[:, np.newaxis] == 0, upper, lower), y, noise, draw)


def make_circles(*, examples, noise, seed):
    """A circle of radius 1 around one of radius 0.5."""
    draw = np.random.RandomState(seed)
    y = draw.permutation(np.arange(examples) % 2)
    turn, radius = draw.uniform(0, 2 * np.pi, examples), np.where(y == 0, 1.0, 0.5)
    x = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)
    return classes_with_noise(x, y, noise, draw)


def make_spiral(*, examples, noise, seed, classes):
    """One arm for each class, all winding out of the middle in a turn and a quarter."""
    draw = np.random.RandomState(seed)
    y = draw.permutation(np.arange(examples) % classes)
    radius = np.sqrt(draw.uniform(0.01, 1, examples))
    turn = 2 * np.pi * (1.25 * radius + y / classes)
    x = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)
    return classes_with_noise(x, y, noise, draw)


def make_xor(*, examples, noise, seed):
    """A square of side 2 in four fields: class 1 where exactly one of the two numbers is > 0."""
    draw = np.random.RandomState(seed)
    y = draw.permutation(np.arange(examples) % 2)
    first = draw.uniform(0.05, 1, examples) * np.where(draw.uniform(size=examples) < 0.5, 1, -1)
    second = draw.uniform(0.05, 1, examples) * np.where(y == 1, -1, 1) * np.sign(first)
    return classes_with_noise(np.stack([first, second], axis=1), y, noise, draw)


def make_blobs(*, examples, noise, seed, classes):
    """One heap for each class, their middles on a circle of radius 1."""
    draw = np.random.RandomState(seed)
    y = draw.permutation(np.arange(examples) % classes)
    turn = 2 * np.pi * y / classes
    return classes_with_noise(np.stack([np.cos(turn), np.sin(turn)], axis=1), y, noise, draw)


def make_plane(*, examples, noise, seed):
    """A number that rises evenly with the first column and falls with the second."""
    draw = np.random.RandomState(seed)
    x = draw.uniform(-1, 1, (examples, 2))
    return values_with_noise(x, 0.6 * x[:, 0] - 0.4 * x[:, 1], noise, draw)


def make_waves(*, examples, noise, seed):
    """A number that rises and falls like waves from two sides."""
    draw = np.random.RandomState(seed)
    x = draw.uniform(-1, 1, (examples, 2))
    return values_with_noise(x, np.sin(np.pi * x[:, 0]) * np.cos(np.pi * x[:, 1]), noise, draw)


def make_venn(*, examples, noise, seed):
    """Three circles of radius 1 that overlap: a point has the label of each that it lies in."""
    draw = np.random.RandomState(seed)
    radius, turn = 1.7 * np.sqrt(draw.uniform(size=examples)), draw.uniform(0, 2 * np.pi, examples)
    x = np.stack([radius * np.cos(turn), radius * np.sin(turn)], axis=1)
    middles = np.pi / 2 + 2 * np.pi * np.arange(3) / 3
    away = x[:, np.newaxis] - 0.6 * np.stack([np.cos(middles), np.sin(middles)], axis=1)
    y = (np.hypot(away[..., 0], away[..., 1]) < 1).astype("float32")
    x = x + noise * draw.normal(size=x.shape)
    return with_test_part(x.astype("float32"), y, stratified=False)


def make_shapes(*, examples, noise, seed):
    """Pictures of 20 x 20 pixels with a circle, a square, a triangle and a cross, each of them in
    two of five pictures and all in corners of their own."""
    draw = np.random.RandomState(seed)
    y = draw.uniform(size=(examples, 4)) < 0.4
    corner = np.argsort(draw.uniform(size=(examples, 4)), axis=1)
    x = np.zeros((examples, 20, 20))
    for shape in range(4):
        middle = np.stack([corner[:, shape] // 2, corner[:, shape] % 2]) * 10 + 4.5
        middle = middle + draw.uniform(-0.7, 0.7, middle.shape)
        down, right = np.arange(20) - middle[..., np.newaxis]
        size, bright = draw.uniform(2.8, 4.2, examples), draw.uniform(0.5, 1, examples)
        drawn = shape_pixels(shape, down[:, :, np.newaxis], right[:, np.newaxis], size)
        x = np.maximum(x, drawn * (bright * y[:, shape])[:, np.newaxis, np.newaxis])
    x = np.round(255 * np.clip(x + noise * draw.normal(size=x.shape), 0, 1))
    x = x.astype("uint8")[..., np.newaxis]
    return with_test_part(x, y.astype("float32"), stratified=False)


def shape_pixels(shape, down, right, size):
    """The pixels of a circle, a square, a triangle (filled) or a cross, by their number: bool.

    `down` and `right` say how far pixels are from the middle; `size`, (n,), is from there to the
    edge.
    """
    size = size[:, np.newaxis, np.newaxis]
    edge = np.maximum(np.abs(down), np.abs(right))
    if shape == 0:
        return np.abs(np.hypot(down, right) - size) < 0.7
    if shape == 1:
        return np.abs(edge - size) < 0.6
    if shape == 2:
        return (2 * np.abs(right) <= down + size) & (down <= size)
    return (np.abs(np.abs(down) - np.abs(right)) < 0.8) & (edge <= size)


def classes_with_noise(x, y, noise, draw):
    """Moves each point by `noise` (a standard deviation), then sets the test part apart."""
    x = x + noise * draw.normal(size=x.shape)
    return with_test_part(x.astype("float32"), y.astype("int64"), stratified=True)


def values_with_noise(x, y, noise, draw):
    """Moves each target by `noise` (a standard deviation), then sets the test part apart."""
    y = (y + noise * draw.normal(size=y.shape)).reshape(-1, 1)
    return with_test_part(x.astype("float32"), y.astype("float32"), stratified=False)


MAKERS: dict[str, Callable[..., dict[str, np.ndarray]]] = {
    "moons": make_moons,
    "circles": make_circles,
    "spiral": make_spiral,
    "xor": make_xor,
    "blobs": make_blobs,
    "plane": make_plane,
    "waves": make_waves,
    "venn": make_venn,
    "shapes": make_shapes,
}
