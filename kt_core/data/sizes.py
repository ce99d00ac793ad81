"""How much memory a set takes while a network learns from it, and whether it stays on disk."""

import math

from kt_core.batches import validation_batch_size
from kt_core.data.cards import Card
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
    rows = facts.train * TRAIN + facts.test * OTHER
    return FLOAT * rows * math.prod(facts.shape)


def streams(facts: Card) -> bool:
    """Whether training here reads the examples from disk, since a run's memory is too small."""
    return facts.laid_out and in_memory(facts) > SHARE * ceilings().each


def data_bytes(facts: Card, batch_size: int) -> int:
    """Bytes that a run takes for examples, with so many in a batch."""
    if not streams(facts):
        return in_memory(facts)
    most = max(batch_size, validation_batch_size(batch_size, facts.shape))
    return AHEAD * FLOAT * most * math.prod(facts.shape)
