"""How much memory a set takes while a network learns from it, and whether it stays on disk."""

import math
from collections.abc import Sequence

from kt_core.batches import validation_batch_size
from kt_core.data.cards import Card
from kt_core.data.preparation import TEST_FRACTION
from kt_core.room import ceilings

FLOAT = 4  # bytes
TRAIN, OTHER = 3, 2
"""How often at once examples are in memory: as split, in training order, on their way there."""
AHEAD = 6
"""Batches in memory while pictures are read from disk: on their way, read ahead, worked on."""
SHARE = 0.5
"""Of the memory that one run may take: examples that need more stay on disk."""


def in_memory(facts: Card) -> int:
    """Bytes that prepared examples take when all of them are in memory."""
    return _bytes(facts.train, facts.test, facts.shape)


def planned(count: int, shape: Sequence[int]) -> int:
    """The same for so many pictures of which a fifth is set apart."""
    test = round(count * TEST_FRACTION)
    return _bytes(count - test, test, shape)


def _bytes(train: int, test: int, shape: Sequence[int]) -> int:
    return FLOAT * (train * TRAIN + test * OTHER) * math.prod(shape)


def is_too_much(taken: int) -> bool:
    """Whether examples that take so many bytes in memory stay on disk on this machine."""
    return taken > SHARE * ceilings().each


def streams(facts: Card) -> bool:
    """Whether training here reads the examples from disk, since a run's memory is too small."""
    return facts.laid_out and is_too_much(in_memory(facts))


def data_bytes(facts: Card, batch_size: int) -> int:
    """Bytes that a run takes for examples, with so many in a batch."""
    if not streams(facts):
        return in_memory(facts)
    most = max(batch_size, validation_batch_size(batch_size, facts.shape))
    return AHEAD * FLOAT * most * math.prod(facts.shape)
