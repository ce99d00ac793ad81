"""What is known of a model that somebody wants to try, before it is asked anything."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from kt_core.images import FRAMES, Target, target_of
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Run, folder

Takes = Literal["image", "table", "other"]
DARK = 0.5  # brightness of a border


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """`model` is `{"run": id}` or `{"path": file}`; `shape` that of one example.

    `classes` are None when nobody knows them or the answers are values, `preparation` is None
    when the file does not tell how its data was scaled. `outputs` is the number of outputs, None
    when it is not known, `output_sizes` that of each by its name; `document` the experiment behind
    the model.
    """

    model: Mapping[str, str]
    shape: tuple[int | None, ...]
    classes: tuple[str, ...] | None = None
    preparation: Mapping[str, Any] | None = None
    outputs: int | None = None
    output_sizes: Mapping[str, int] = field(default_factory=dict)
    document: Mapping[str, Any] = field(default_factory=dict)

    @property
    def target(self) -> Target | None:
        """What pictures must become for the model, None when it takes no pictures."""
        try:
            return target_of(self.shape)
        except ProblemError:
            return None

    @property
    def takes(self) -> Takes:
        """What a person can give the model here."""
        columns = (self.preparation or {}).get("columns")
        if self.target and not columns:
            return "image"
        return "table" if len(self.shape) == 1 and self.shape[0] else "other"

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of a table's columns; numbered where the file does not name them."""
        known = (self.preparation or {}).get("columns")
        return tuple(known or (str(number) for number in range(1, (self.shape[0] or 0) + 1)))

    @property
    def light_on_dark(self) -> bool:
        """Whether a drawing should be light on dark, as MNIST's digits are."""
        return (self.preparation or {}).get("brightness", 0.0) < DARK

    @property
    def frame(self) -> str:
        """How pictures are brought into the model's proportions: as in training, where known."""
        return (self.preparation or {}).get("frame") or FRAMES[0]

    @property
    def output_names(self) -> tuple[str, ...]:
        """The names of the outputs that can be asked for; one only where there is no choice."""
        nodes = self.document.get("network") or ({"name": ""},)
        return tuple(self.document.get("outputs") or (nodes[-1].get("name", ""),))

    def usual_row(self) -> list[float]:
        """A row in the middle of the training data, as far as its scaling tells where that is."""
        known = self.preparation or {}
        count = self.shape[0] or 0
        begin, step = known.get("subtract", 0.0), known.get("divide", 1.0)
        begins = begin if isinstance(begin, list) else [begin] * count
        steps = step if isinstance(step, list) else [step] * count
        half = 0.5 if known.get("scaling") == "unit" else 0.0
        return [float(f"{b + half * s:.4g}") for b, s in zip(begins, steps, strict=True)]


def of_run(run: Run) -> Trial | None:
    """The model that a run has saved, or None when there is none."""
    place = folder(run.id)
    try:
        preparation = json.loads((place / "preparation.json").read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    if not (place / "model.keras").is_file():
        return None
    return Trial(
        model={"run": run.id},
        shape=_shape(run.document, preparation) or tuple(preparation["shape"]),
        classes=tuple(preparation.get("classes") or ()) or None,
        preparation=preparation,
        document=run.document,
    )


def of_file(path: str, opened: Mapping[str, Any]) -> Trial:
    """The model in an uploaded file, by the engine's answer to `open`."""
    classes = opened.get("classes")
    return Trial(
        model={"path": path},
        shape=_divided(opened["experiment"], opened.get("preparation")) or tuple(opened["shape"]),
        classes=tuple(classes) if classes else None,
        preparation=opened.get("preparation"),
        outputs=opened["outputs"],
        output_sizes=opened.get("output_sizes", {}),
        document=opened["experiment"],
    )


def guessed_scaling(document: Mapping[str, Any]) -> str:
    """How pictures were probably scaled for a network that nobody told us about: not at all where
    it scales them itself, else to 0..1."""
    kinds = {node.get("kind") for node in document.get("network", ())}
    return "none" if kinds & {"Rescaling", "Normalization"} else "unit"


def _shape(document: Mapping[str, Any], preparation: Mapping[str, Any]) -> tuple[int | None, ...]:
    nodes = document.get("network", ())
    found = [node.get("params", {}).get("shape") for node in nodes if node.get("kind") == "Input"]
    return _divided(document, preparation) or (tuple(found[0] or ()) if found else ())


def _divided(
    document: Mapping[str, Any], preparation: Mapping[str, Any] | None
) -> tuple[int | None, ...]:
    """The shape of a row whose columns are divided among several Inputs, else nothing."""
    columns = (preparation or {}).get("columns")
    divided = (document.get("data") or {}).get("inputs")
    return (len(columns),) if divided and columns else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A model file somebody uploaded under `name`: where it is kept and what the engine says of it,
    or the `problems` it was refused with. `file_id` tells one upload from the next."""

    file_id: str
    name: str
    path: str = ""
    answer: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def is_there(self) -> bool:
        """Whether the file is still kept."""
        return bool(self.path) and Path(self.path).is_file()

    @property
    def trial(self) -> Trial:
        """The model in the file. Only for uploads that were opened."""
        return of_file(self.path, self.answer)
