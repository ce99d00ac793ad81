"""A picture of any kind as a model's input, the way the training data was, each step to be seen."""

from kt_core.images.framing import FRAMES, Frame, border_brightness
from kt_core.images.looking import believed_look, look_of
from kt_core.images.preparing import Choices, Prepared, Step, prepare
from kt_core.images.reading import Picture, read
from kt_core.images.target import (
    OF_COLOURS,
    ORDERS,
    SCALINGS,
    Order,
    Target,
    foreign_statistics,
    target_of,
)

__all__ = [
    "FRAMES",
    "OF_COLOURS",
    "ORDERS",
    "SCALINGS",
    "Choices",
    "Frame",
    "Order",
    "Picture",
    "Prepared",
    "Step",
    "Target",
    "believed_look",
    "border_brightness",
    "foreign_statistics",
    "look_of",
    "prepare",
    "read",
    "target_of",
]
