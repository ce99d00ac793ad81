"""Pictures that are nearly equal: the same one saved again, resized, a little brighter.

A difference hash (Krawetz, 2013) finds candidates, a small copy of both decides. Both are taken
from the picture as it is learned from, so what cropping or greying made equal is found as well.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

SIDE = 16  # pixels of the small copies
MARGIN = 2  # grey levels by which a pixel must differ from its neighbour to count
BITS = 6  # of 64 in which the hashes of candidates may differ
LIKENESS = 0.99  # correlation of the small copies, least
SHADES = 4.0  # standard deviation of a small copy below which nothing can be told
BLOCK = 128  # rows compared at once: 50 MB for 50,000 pictures
PORTION = 1_000  # candidates whose copies are compared at once: 2 MB
COMPARED, MOST = 10_000_000, 200_000
"""Candidates looked at, and pairs found, before a set counts as too uniform to tell."""


class Small(NamedTuple):
    """What is kept of a picture: a hash (8 bytes), and a copy of SIDE by SIDE grey pixels."""

    digest: bytes
    copy: bytes


def small(pixels: np.ndarray) -> Small:
    """That of one picture, uint8 (height, width, 1 or 3)."""
    flat = pixels[..., 0] if pixels.shape[-1] == 1 else pixels
    grey = Image.fromarray(flat).convert("L")
    copy = grey.resize((SIDE, SIDE), Image.Resampling.BILINEAR)
    steps = np.asarray(grey.resize((9, 8), Image.Resampling.BILINEAR), dtype="int16")
    bits = np.diff(steps, axis=1) > MARGIN
    return Small(np.packbits(bits).tobytes(), copy.tobytes())


class Alike(NamedTuple):
    """`pairs`: places of two pictures each, int64 (n, 2), ascending, the first of each the lower;
    `likeness` of each, float32 (n,). `gave_up`: the pictures are too uniform to be told apart."""

    pairs: np.ndarray
    likeness: np.ndarray
    gave_up: bool = False


NOTHING = Alike(np.empty((0, 2), "int64"), np.empty(0, "float32"))


def alike(found: Sequence[Small]) -> Alike:
    """The pairs among pictures. Time grows with the square of their number, but in numpy: 7 s of
    one core for 50,000, and at most some 15 s more for candidates; memory is bounded by BLOCK."""
    if len(found) < 2:
        return NOTHING
    hashes = np.frombuffer(b"".join(each.digest for each in found), dtype="uint64")
    copies = _centred(np.frombuffer(b"".join(each.copy for each in found), dtype="uint8"))
    pairs, likeness, compared, count = [], [], 0, 0
    for first, second in _candidates(hashes):
        compared += len(first)
        if compared > COMPARED or count > MOST:
            return NOTHING._replace(gave_up=True)
        measured = np.einsum("ij,ij->i", copies[first], copies[second])
        near = measured >= LIKENESS
        count += int(near.sum())
        pairs.append(np.stack([first[near], second[near]], axis=1))
        likeness.append(measured[near])
    return Alike(np.concatenate(pairs), np.concatenate(likeness))


def _centred(copies: np.ndarray) -> np.ndarray:
    """Each copy with mean 0 and length 1, so that brightness and contrast don't count; float32
    (n, SIDE * SIDE). Those of nearly one shade become 0, and are like nothing."""
    found = copies.reshape(-1, SIDE * SIDE).astype("float32")
    found -= found.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.where(lengths < SHADES * SIDE, 0, found / np.maximum(lengths, 1e-6))


def _candidates(hashes: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Places of pictures whose hashes differ in few bits, a block of rows at a time."""
    for start in range(0, len(hashes), BLOCK):
        rows = hashes[start : start + BLOCK]
        differ = np.bitwise_count(rows[:, np.newaxis] ^ hashes[np.newaxis, start:])
        first, second = np.nonzero(differ <= BITS)
        later = second > first
        first, second = first[later] + start, second[later] + start
        for portion in range(0, len(first) or 1, PORTION):
            cut = slice(portion, portion + PORTION)
            yield first[cut], second[cut]


def joined(groups: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Groups in which both pictures of each pair are together: numbers from 0, int64 (n,).

    `groups`: any values (n,), equal ones of which belong together already.
    """
    numbers = np.unique(groups, return_inverse=True)[1].ravel()
    above = np.arange(int(numbers.max()) + 1)

    def root(at: int) -> int:
        while above[at] != at:
            above[at] = above[above[at]]
            at = int(above[at])
        return at

    for one, other in numbers[pairs].tolist():
        above[max(root(one), root(other))] = min(root(one), root(other))
    roots = np.array([root(at) for at in range(len(above))])
    return np.unique(roots[numbers], return_inverse=True)[1].astype("int64")


def alike_report(found: Alike, train: int) -> dict[str, Any]:
    """How many pairs there are, how many stand across training and test part, of which the first
    has so many pictures; how many pictures have a pair."""
    across = int(((found.pairs < train).sum(axis=1) == 1).sum())
    told = {"pairs": len(found.pairs), "across": across, "gave_up": found.gave_up}
    return {"alike": {**told, "pictures": len(np.unique(found.pairs))}}
