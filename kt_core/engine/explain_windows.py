"""Which inputs a convolution or pooling reads for one of its outputs, counted out by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, slots=True)
class Window:
    """For each axis of space the places read, in order; those outside the input are padding."""

    places: tuple[tuple[int, ...], ...]
    sizes: tuple[int, ...]

    @property
    def inside(self) -> np.ndarray:
        """Which of the places are in the input, of the window's shape."""
        axes = [
            np.array([0 <= place < size for place in places])
            for places, size in zip(self.places, self.sizes, strict=True)
        ]
        found = np.ones((), bool)
        for axis in axes:
            found = found[..., np.newaxis] & axis
        return found

    def read(self, values: np.ndarray) -> np.ndarray:
        """The window's part of values (*sizes, channels), zeros where there is padding."""
        clipped = [
            np.clip(places, 0, size - 1)
            for places, size in zip(self.places, self.sizes, strict=True)
        ]
        return values[np.ix_(*clipped)] * self.inside[..., np.newaxis]


def window(layer: Any, at: Sequence[int], sizes: Sequence[int]) -> Window:
    """What a convolution or pooling reads for its output at `at` (place in space)."""
    extents = _tuple(getattr(layer, "kernel_size", None) or layer.pool_size, len(sizes))
    strides = _tuple(layer.strides, len(sizes))
    rates = _tuple(getattr(layer, "dilation_rate", 1), len(sizes))
    return Window(
        tuple(
            _along(place, size, extent, (stride, rate), layer.padding)
            for place, size, extent, stride, rate in zip(
                at, sizes, extents, strides, rates, strict=True
            )
        ),
        tuple(sizes),
    )


def adaptive_window(layer: Any, at: Sequence[int], sizes: Sequence[int]) -> Window:
    """What an adaptive pooling reads: from floor(i*n/m) to ceil((i+1)*n/m)."""
    counts = _tuple(layer.output_size, len(sizes))
    return Window(
        tuple(
            tuple(range(place * size // count, -(-(place + 1) * size // count)))
            for place, size, count in zip(at, sizes, counts, strict=True)
        ),
        tuple(sizes),
    )


def whole_window(sizes: Sequence[int]) -> Window:
    """Everything, as a global pooling reads."""
    return Window(tuple(tuple(range(size)) for size in sizes), tuple(sizes))


def _along(
    place: int, size: int, extent: int, steps: tuple[int, int], padding: str
) -> tuple[int, ...]:
    stride, rate = steps
    reach = (extent - 1) * rate + 1
    before = 0
    if padding == "same":
        before = max((-(-size // stride) - 1) * stride + reach - size, 0) // 2
    elif padding == "causal":
        before = reach - 1
    return tuple(place * stride - before + rate * step for step in range(extent))


def _tuple(value: Any, count: int) -> tuple[int, ...]:
    return (value,) * count if isinstance(value, int) else tuple(value)
