"""What a network of two numbers answers all over the plane, as files in its run's folder.

The engine computes and writes them (`kt_core.engine.surfaces`), browsers read them as they are
(`kt_core.web`); nothing in between knows more than their names.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kt_core.data import Card
from kt_core.experiment import Experiment

FOLDER, POINTS, FINAL = "surfaces", "points.json", "final.json"
NAME = re.compile(r"epoch(\d{6})\.json")
MOST = 60
"""A run keeps no more surfaces of epochs than this."""
EVEN = 24
"""Epochs of a run that leave a surface however fast they are, more of them early on."""
LABELS = 24
"""Of networks that answer for more labels than this no surfaces are kept: each has its own."""


def decides(experiment: Experiment, facts: Card) -> bool:
    """Whether the network answers with a class, some labels or a number to two numbers."""
    data = experiment.data
    plane = facts.modality == "table" and facts.shape == (2,) and len(facts.labels) <= LABELS
    return plane and data is not None and data.labels in ("integer", "one_hot")


def fits(experiment: Experiment, facts: Card) -> bool:
    """Whether surfaces are taken while the network trains.

    Folds of a cross-validation are left out, many small runs of which few are looked at alone, and
    networks with several outputs: theirs are drawn on request (`kt_core.drawn_surfaces`).
    """
    data = experiment.data
    fold = data is not None and data.validation is not None and data.validation.kind == "fold"
    return decides(experiment, facts) and not fold and len(experiment.outputs or ()) < 2


def planned(epochs: int) -> frozenset[int]:
    """The epochs (1-based) of so many that leave a surface in any case, denser at the beginning."""
    places = (np.arange(1, EVEN + 1) / EVEN) ** 2
    return frozenset(np.ceil(places * epochs).astype(int).tolist())


def thinned(epochs: Iterable[int]) -> list[int]:
    """Of these epochs every other one, and the last, until no more than MOST are left."""
    known = sorted(epochs)
    while len(known) > MOST:
        known = [*known[:-1:2], known[-1]]
    return known


def name(epoch: int) -> str:
    """The file with the surface after so many epochs; 0: before the first one."""
    return f"epoch{epoch:06d}.json"


def place(run: Path, output: int = 0) -> Path:
    """Where the surfaces of an output are, below a run's folder."""
    return run / (f"{FOLDER}-{output}" if output else FOLDER)


def files(run: Path, output: int = 0) -> dict[int, Path]:
    """Epochs done -> file, in order, below a run's folder."""
    found = ((NAME.fullmatch(path.name), path) for path in place(run, output).glob("*.json"))
    return {int(told[1]): path for told, path in sorted(found, key=str) if told}


def listed(run: Path, output: int = 0) -> dict[str, Any]:
    """What there is for a browser: `epochs` in order, and whether the `final` one is there."""
    folder = place(run, output)
    return {
        "epochs": sorted(files(run, output)),
        "final": (folder / FINAL).is_file(),
        "points": (folder / POINTS).is_file(),
    }


def is_name(text: str) -> bool:
    """Whether a browser may ask for a file of this name."""
    return text in (POINTS, FINAL) or NAME.fullmatch(text) is not None


def exact(values: np.ndarray) -> dict[str, Any]:
    """An array as JSON: float32, little-endian, base64."""
    return {"shape": list(values.shape), "float32": _base64(values.astype("<f4"))}


def coarse(values: np.ndarray) -> dict[str, Any]:
    """Pictures (n, height, width) as JSON in 256 steps from each one's `low` to its `high`.

    What is no number has low and high None, and is 0 all over.
    """
    finite = np.isfinite(values).all(axis=(1, 2))
    shown = np.where(finite[:, None, None], values, 0).astype("float64")
    low, high = shown.min(axis=(1, 2)), shown.max(axis=(1, 2))
    span = np.where(high > low, high - low, 1)
    steps = np.rint((shown - low[:, None, None]) / span[:, None, None] * 255)
    return {
        "shape": list(values.shape),
        "low": [float(one) if known else None for one, known in zip(low, finite, strict=True)],
        "high": [float(one) if known else None for one, known in zip(high, finite, strict=True)],
        "uint8": _base64(steps.astype("uint8")),
    }


def written(found: Mapping[str, Any]) -> bytes:
    """A file's content."""
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _base64(values: np.ndarray) -> str:
    return base64.b64encode(values.tobytes()).decode()
