"""How large the portions are in which nothing is learned: validation, tests, predictions."""

import math
from collections.abc import Sequence

NUMBERS = 800_000
LARGEST = 1000


def validation_batch_size(batch_size: int, shape: Sequence[int]) -> int:
    """Examples at a time for validation: many small ones, few large ones, never below the batch.

    `shape` is one example's. Run and script share it, since the sum over other portions may
    differ in the last bit, and so tip EarlyStopping.
    """
    return max(batch_size, min(LARGEST, NUMBERS // max(1, math.prod(shape))))
