"""What a model takes for one example: pixels, and the form it wants them in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from kt_core.limits import IMAGE_PIXELS
from kt_core.problems import Problem, ProblemError
from kt_core.texts import shape_text

FREE_SIZE = 224  # for models that take any size
SMALLEST_SQUARE = 8
Order = Literal["rgb", "bgr"]
ORDERS: tuple[Order, ...] = ("rgb", "bgr")
# (subtract, divide) for 0..255, in the order red, green, blue; the last two are what
# keras.applications' preprocess_input calls "caffe" (with the channels as BGR) and "torch".
SCALINGS: dict[str, tuple[Any, Any]] = {
    "none": (0.0, 1.0),
    "unit": (0.0, 255.0),
    "signed": (127.5, 127.5),
    "caffe": ([123.68, 116.779, 103.939], 1.0),
    "torch": ([123.675, 116.28, 103.53], [58.395, 57.12, 57.375]),
}
OF_COLOURS = ("caffe", "torch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`shape` is that of one example; `channels_first` says that its first axis holds the colours.

    `order` is that of the colours.
    """

    height: int
    width: int
    channels: int
    shape: tuple[int, ...]
    notes: tuple[str, ...] = ()
    order: Order = "rgb"
    channels_first: bool = False

    def laid_out(self, pixels: np.ndarray) -> np.ndarray:
        """Pixels (height, width, channels), colours as red, green, blue, in the model's form."""
        ordered = pixels[..., ::-1] if self.order == "bgr" else pixels
        moved = np.moveaxis(ordered, -1, 0) if self.channels_first else ordered
        return np.ascontiguousarray(moved).reshape(self.shape)

    def as_picture(self, tensor: np.ndarray) -> np.ndarray:
        """The model's input as (height, width, channels), its channels in its own order."""
        if self.channels_first:
            return np.moveaxis(tensor.reshape(self.channels, self.height, self.width), 0, -1)
        return tensor.reshape(self.height, self.width, self.channels)


def target_of(shape: Sequence[int | None], *, order: Order = "rgb") -> Target:
    """What pictures must become for a model with this input shape (without the batch axis).

    Understands (height, width), (height, width, 1 or 3), (1 or 3, height, width) and a square
    number of grey pixels in a row, (784,). Sides left open become 224. Raises ProblemError for any
    other shape.
    """
    sizes = list(shape)
    if len(sizes) == 1 and sizes[0]:
        side = round(sizes[0] ** 0.5)
        if side * side == sizes[0] and side >= SMALLEST_SQUARE:
            return _target([side, side], 1, (side * side,), notes=("flat",))
    if len(sizes) == 2:
        return _target(sizes, 1, _closed(sizes))
    if len(sizes) == 3 and sizes[2] in (1, 3):
        return _target(sizes[:2], sizes[2], (*_closed(sizes[:2]), sizes[2]), order=order)
    if len(sizes) == 3 and sizes[0] in (1, 3):
        whole = (sizes[0], *_closed(sizes[1:]))
        return _target(sizes[1:], sizes[0], whole, order=order, channels_first=True)
    raise _takes_no_image(sizes)


def foreign_statistics(scaling: str) -> dict[str, Any]:
    """The numbers for `scale` where nobody knows the training data, only how it was scaled: one of
    SCALINGS. They hold for colours in the order red, green, blue. Raises ProblemError."""
    if scaling not in SCALINGS:
        values = {"given": scaling, "choices": list(SCALINGS)}
        raise ProblemError(Problem("scaling_unknown", values=values))
    subtract, divide = SCALINGS[scaling]
    return {"scaling": scaling, "subtract": subtract, "divide": divide}


def _target(
    sides: Sequence[int | None], channels: int, shape: tuple[int, ...], **more: Any
) -> Target:
    height, width = _closed(sides)
    if height * width > IMAGE_PIXELS:
        raise _takes_no_image(shape)
    notes = ("size_chosen",) if None in sides else more.pop("notes", ())
    if channels == 1:
        more.pop("order", None)
    return Target(height=height, width=width, channels=channels, shape=shape, notes=notes, **more)


def _closed(sides: Sequence[int | None]) -> tuple[int, int]:
    height, width = sides
    return height or FREE_SIZE, width or FREE_SIZE


def _takes_no_image(shape: Sequence[int | None]) -> ProblemError:
    values = {"shape": shape_text(shape) or "()"}
    return ProblemError(Problem("model_takes_no_image", values=values))
