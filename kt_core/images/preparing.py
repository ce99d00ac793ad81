"""From a picture's bytes to the model's input: the steps that training data went through."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from kt_core.data.preparation import scale
from kt_core.images.framing import Frame, contrasted, framed, inverted, is_negative_of
from kt_core.images.looking import is_coloured, size_notes, unlike
from kt_core.images.reading import read
from kt_core.images.target import Target

SHOWN = 112  # longest side of a step's picture, pixels
LARGE = 1024  # longest side worked on, pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person decides about a picture: how it is framed, whether its darkest and brightest
    parts become black and white, whether it is inverted."""

    frame: Frame = "fit"
    invert: bool = False
    contrast: bool = False


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


def prepare(
    content: bytes,
    target: Target,
    *,
    statistics: Mapping[str, Any],
    largest: float = 255,
    choices: Choices = Choices(),
    known: Mapping[str, Any] | None = None,
) -> Prepared:
    """Reads a picture and prepares it as `statistics` say the training data was.

    `largest` is the training data's largest possible value (255; 16 for scikit-learn's digits).
    `known` may hold how its pictures look: `brightness` of their borders (`border_brightness`) and
    `look` (`look_of`), for the notes on a picture that is unlike them. A picture of the right size
    and colour keeps every value. Raises ProblemError.
    """
    found = read(content)
    image = _reduced(found.image.convert("L" if target.channels == 1 else "RGB"), target)
    coloured = is_coloured(found.image)
    stages = [*found.stages, *_framing(image, target, choices, coloured=coloured)]
    small = stages[-1][1]
    notes = [*target.notes, *found.notes]
    if choices.frame in ("fit", "stretch"):
        notes += size_notes(found.image.size, (target.width, target.height))
    notes += _unlike(small, known or {})
    notes += _colour_notes(target, known or {}, coloured=coloured)
    tensor = _tensor(small, target, largest, statistics)
    return Prepared(tensor, tuple(_shown(code, stage) for code, stage in stages), tuple(notes))


def _framing(
    image: Image.Image, target: Target, choices: Choices, *, coloured: bool
) -> list[tuple[str, Image.Image]]:
    """The steps from an upright, opaque picture to one of the target's size, as chosen."""
    stages = [("grey", image)] if coloured and image.mode == "L" else []
    if choices.contrast:
        image = contrasted(image)
        stages.append(("contrast", image))
    frame = framed(image, width=target.width, height=target.height, frame=choices.frame)
    if frame.size != image.size:
        stages.append((choices.frame, frame))
    if choices.invert:
        frame = inverted(frame)
        stages.append(("inverted", frame))
    return [*stages, ("resized", _resized(frame, target))]


def _unlike(small: Image.Image, known: Mapping[str, Any]) -> list[str]:
    """Codes of how the picture differs from the training data; of a negative, only that it is."""
    brightness = known.get("brightness")
    if brightness is not None and is_negative_of(small, brightness):
        return ["looks_inverted"]
    return unlike(np.asarray(small), known["look"]) if known.get("look") else []


def _colour_notes(target: Target, known: Mapping[str, Any], *, coloured: bool) -> list[str]:
    if target.channels == 1:
        return ["colour_lost"] if coloured else []
    return ["colour_missing"] if (known.get("look") or {}).get("coloured") and not coloured else []


def _reduced(image: Image.Image, target: Target) -> Image.Image:
    """A copy that is not needlessly large, whatever its proportions, for the steps to come."""
    side = max(LARGE, 2 * target.height, 2 * target.width)
    if max(image.size) <= side:
        return image
    reduced = image.copy()
    reduced.thumbnail((side, side), Image.Resampling.BOX)
    return reduced


def _resized(image: Image.Image, target: Target) -> Image.Image:
    size = (target.width, target.height)
    return image if image.size == size else image.resize(size, Image.Resampling.BILINEAR)


def _tensor(
    image: Image.Image, target: Target, largest: float, statistics: Mapping[str, Any]
) -> np.ndarray:
    pixels = np.asarray(image).astype("float32").reshape(target.height, target.width, -1)
    raw = pixels if largest == 255 else pixels * np.float32(largest / 255)
    return target.laid_out(scale(raw, statistics))


def _shown(code: str, image: Image.Image) -> Step:
    small = image if image.mode in ("L", "RGB") else image.convert("RGBA").convert("RGB")
    small = small.copy()
    small.thumbnail((SHOWN, SHOWN))
    return Step(code, np.asarray(small), image.size)
