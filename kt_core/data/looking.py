"""A training part read from front to back, without ever being in memory as a whole."""

import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from kt_core.data.cards import card
from kt_core.data.sets import available, file, load, missing
from kt_core.problems import ProblemError

BYTES = 4 * 2**20  # of one piece of the training part


def training_pieces(kind: str) -> Iterator[tuple[int, np.ndarray]]:
    """The training examples as they came, (n, ...), a few MiB at a time, each with the place of
    its first row. Raises ProblemError when the set is not on this machine."""
    facts = card(kind)
    if not available(kind):
        raise ProblemError(missing(facts))
    if facts.origin == "generated":
        yield 0, load(kind).x_train
        return
    if facts.laid_out:
        yield from _laid_out(load(kind).x_train)
        return
    with zipfile.ZipFile(file(kind)) as archive, archive.open("x_train.npy") as stream:
        shape, in_columns, dtype = _header(stream)
        if in_columns:
            yield 0, load(kind).x_train
            return
        shape = (*shape, 1) if len(shape) == 3 else shape
        size = int(np.prod(shape[1:])) * dtype.itemsize
        for start in range(0, shape[0], rows := max(1, BYTES // size)):
            count = min(rows, shape[0] - start)
            piece = np.frombuffer(stream.read(count * size), dtype)
            yield start, piece.reshape(count, *shape[1:])


def training_examples(kind: str, rows: Sequence[int]) -> np.ndarray:
    """The training examples at these rows, in this order, (n, ...) as they came."""
    if card(kind).laid_out:
        return np.asarray(load(kind).x_train[list(rows)])
    wanted = set(rows)
    found: dict[int, np.ndarray] = {}
    for start, piece in training_pieces(kind):
        here = [row for row in wanted if start <= row < start + len(piece)]
        found |= {row: piece[row - start] for row in here}
        if len(found) == len(wanted):
            break
    return np.stack([found[row] for row in rows])


def _laid_out(x: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """The same of pictures that are read by their rows."""
    rows = max(1, BYTES // int(np.prod(x.shape[1:])))
    for start in range(0, len(x), rows):
        yield start, np.asarray(x[start : start + rows])


def _header(stream: Any) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether it is written column by column, and type of the numbers that follow."""
    newer = np.lib.format.read_magic(stream) != (1, 0)
    read = np.lib.format.read_array_header_2_0 if newer else np.lib.format.read_array_header_1_0
    return read(stream)
