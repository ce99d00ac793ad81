"""Two-dimensional maps of a layer's results: what can be asked for, and where answers are kept.

The engine computes them (`kt_core.engine.layer_map`), each once per question and saved model.
"""

import hashlib
import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from kt_core.runs import folder

FOLDER = "maps"
MOST = 2000
METHODS = ("pca", "tsne")
PERPLEXITIES = (5, 15, 30, 50)
Method = Literal["pca", "tsne"]


@dataclass(frozen=True, slots=True)
class Question:
    """A map of the results of a layer (its place among `inner_layers`) for examples of a part."""

    part: str = "validation"
    layer: int = 0
    method: Method = "pca"
    perplexity: int = 30
    output: int = 0


@dataclass(frozen=True, eq=False)
class LayerMap:
    """Points (n, 2) of the examples at `rows` of the set's training or test part.

    `labels` (n,): class numbers (n,), or values of examples to predict numbers for. `predicted`:
    the same; `confidence` (n,) of a class. `facts`: `of` (how many there are), `shape` of one
    result, `averaged` (over space or time), `features` that were mapped, `share` of the variance
    along each axis (PCA), `perplexity` and `divergence` (t-SNE).
    """

    points: np.ndarray
    rows: np.ndarray
    labels: np.ndarray
    predicted: np.ndarray | None
    confidence: np.ndarray | None
    facts: dict[str, Any]


def file(run: str, question: Question) -> Path:
    """Where the answer is, for the model as it is saved now. Raises OSError without one."""
    asked = asdict(question)
    if question.method == "pca":
        del asked["perplexity"]
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:16]
    return folder(run) / FOLDER / f"{model_stamp(run)}-{digest}.npz"


def model_stamp(run: str) -> str:
    """What tells one saved model of the run from a later one. Raises OSError without one."""
    found = (folder(run) / "model.keras").stat()
    return f"{found.st_mtime_ns:x}"


def known(run: str, question: Question) -> LayerMap | None:
    """The map, or None while it is not computed."""
    try:
        with file(run, question).open("rb") as stream, np.load(stream) as arrays:
            found = {name: arrays[name] for name in arrays.files}
        facts = json.loads(found.pop("facts").tobytes())
        return LayerMap(
            facts=facts,
            predicted=found.pop("predicted", None),
            confidence=found.pop("confidence", None),
            **found,
        )
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile):
        return None
