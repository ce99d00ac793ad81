"""From a picture's bytes to the model's input: the steps that training data went through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from kt_core.data.preparation import scale
from kt_core.images.framing import Frame, framed, inverted, is_negative_of
from kt_core.images.reading import read
from kt_core.limits import IMAGE_PIXELS
from kt_core.problems import Problem, ProblemError
from kt_core.texts import shape_text

SHOWN = 112  # longest side of a step's picture, pixels
LARGE = 1024  # longest side worked on, pixels
FREE_SIZE = 224  # for models that take any size
SCALINGS = ("none", "unit", "signed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a model takes for one example: pixels, and the shape it wants them in."""

    height: int
    width: int
    channels: int
    shape: tuple[int, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person decides about a picture: how it is framed, whether it is inverted."""

    frame: Frame = "fit"
    invert: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the preparation; `picture` is (height, width) or (height, width, 3), uint8."""

    code: str
    picture: np.ndarray
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The model's input for one picture, float32 in the target's shape, and how it came about."""

    tensor: np.ndarray
    steps: tuple[Step, ...]
    notes: tuple[str, ...]


def target_of(shape: Sequence[int | None]) -> Target:
    """What pictures must become for a model with this input shape (without the batch axis).

    Understands (height, width), (height, width, 1 or 3) and a square number of grey pixels in a
    row, (784,). Sides left open become 224. Raises ProblemError for any other shape.
    """
    sizes = list(shape)
    if len(sizes) == 1 and sizes[0]:
        side = round(sizes[0] ** 0.5)
        if side * side == sizes[0] and side >= 8:
            return _target(side, side, 1, (side * side,), ("flat",))
    if len(sizes) == 2:
        height, width = _sides(sizes)
        return _target(height, width, 1, (height, width), _free(sizes))
    if len(sizes) == 3 and sizes[2] in (1, 3):
        height, width = _sides(sizes[:2])
        return _target(height, width, sizes[2], (height, width, sizes[2]), _free(sizes[:2]))
    raise _takes_no_image(sizes)


def foreign_statistics(scaling: str) -> dict[str, Any]:
    """The numbers for `scale` where nobody knows the training data, only how it was scaled.

    "none" leaves 0 to 255, "unit" leads to 0 to 1, "signed" to -1 to 1. Raises ProblemError.
    """
    numbers = {"none": (0.0, 1.0), "unit": (0.0, 255.0), "signed": (127.5, 127.5)}
    if scaling not in numbers:
        values = {"given": scaling, "choices": list(SCALINGS)}
        raise ProblemError(Problem("scaling_unknown", values=values))
    subtract, divide = numbers[scaling]
    return {"scaling": scaling, "subtract": subtract, "divide": divide}


def prepare(
    content: bytes,
    target: Target,
    *,
    statistics: Mapping[str, Any],
    largest: float = 255,
    choices: Choices = Choices(),
    brightness: float | None = None,
) -> Prepared:
    """Reads a picture and prepares it as `statistics` say the training data was.

    `largest` is the training data's largest possible value (255; 16 for scikit-learn's digits),
    `brightness` that of its borders (`border_brightness`), which shows pictures that need
    inverting. A picture of the right size and colour keeps every value. Raises ProblemError.
    """
    found = read(content)
    stages, notes = list(found.stages), [*target.notes, *found.notes]
    mode = "L" if target.channels == 1 else "RGB"
    image = _reduced(found.image.convert(mode), target)
    if mode == "L" and _is_coloured(found.image):
        stages.append(("grey", image))
    frame = framed(image, width=target.width, height=target.height, frame=choices.frame)
    if frame.size != image.size:
        stages.append((choices.frame, frame))
    if brightness is not None and is_negative_of(frame, brightness) != choices.invert:
        notes.append("looks_inverted")
    if choices.invert:
        frame = inverted(frame)
        stages.append(("inverted", frame))
    small = _resized(frame, target)
    stages.append(("resized", small))
    tensor = _tensor(small, target, largest, statistics)
    return Prepared(tensor, tuple(_shown(code, stage) for code, stage in stages), tuple(notes))


def _target(
    height: int, width: int, channels: int, shape: tuple[int, ...], notes: tuple[str, ...]
) -> Target:
    if height * width > IMAGE_PIXELS:
        raise _takes_no_image(shape)
    return Target(height=height, width=width, channels=channels, shape=shape, notes=notes)


def _takes_no_image(shape: Sequence[int | None]) -> ProblemError:
    values = {"shape": shape_text(shape) or "()"}
    return ProblemError(Problem("model_takes_no_image", values=values))


def _sides(sizes: Sequence[int | None]) -> tuple[int, int]:
    height, width = sizes
    return height or FREE_SIZE, width or FREE_SIZE


def _free(sizes: Sequence[int | None]) -> tuple[str, ...]:
    return ("size_chosen",) if None in sizes else ()


def _reduced(image: Image.Image, target: Target) -> Image.Image:
    """A copy that is not needlessly large, whatever its proportions, for the steps to come."""
    side = max(LARGE, 2 * target.height, 2 * target.width)
    if max(image.size) <= side:
        return image
    reduced = image.copy()
    reduced.thumbnail((side, side), Image.Resampling.BOX)
    return reduced


def _is_coloured(image: Image.Image) -> bool:
    if image.mode == "L":
        return False
    red, green, blue = (np.asarray(image.getchannel(name)) for name in "RGB")
    return not (np.array_equal(red, green) and np.array_equal(green, blue))


def _resized(image: Image.Image, target: Target) -> Image.Image:
    size = (target.width, target.height)
    return image if image.size == size else image.resize(size, Image.Resampling.BILINEAR)


def _tensor(
    image: Image.Image, target: Target, largest: float, statistics: Mapping[str, Any]
) -> np.ndarray:
    pixels = np.asarray(image).astype("float32").reshape(target.shape)
    raw = pixels if largest == 255 else pixels * np.float32(largest / 255)
    return scale(raw, statistics)


def _shown(code: str, image: Image.Image) -> Step:
    small = image.convert("RGB") if image.mode not in ("L", "RGB") else image.copy()
    small.thumbnail((SHOWN, SHOWN))
    return Step(code, np.asarray(small), image.size)
