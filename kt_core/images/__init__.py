"""A picture of any kind as a model's input, the way the training data was, each step to be seen."""

from kt_core.images.framing import FRAMES, Frame, border_brightness
from kt_core.images.preparing import (
    Choices,
    Prepared,
    Step,
    Target,
    foreign_statistics,
    prepare,
    target_of,
)
from kt_core.images.reading import Picture, read

__all__ = [
    "FRAMES",
    "Choices",
    "Frame",
    "Picture",
    "Prepared",
    "Step",
    "Target",
    "border_brightness",
    "foreign_statistics",
    "prepare",
    "read",
    "target_of",
]
