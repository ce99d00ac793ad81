"""What each data set is: facts from cards.json, words from the texts.

A new set is one entry there, its words, and a reader in `kt_core.engine.sources`, or a maker in
`kt_core.data.toys` for one with parameters. Sets that people bring (`kt_core.data.own`) have a card
of their own beside their file, with facts and words.
"""

import math
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from kt_core.data.parameters import Parameter, parameter_problems, unusual, values
from kt_core.data.preparation import TEST_FRACTION
from kt_core.dataset_names import dataset_name, kind_and_params
from kt_core.home import home
from kt_core.problems import Fix, Problem, ProblemError, nearest
from kt_core.texts import text

HERE = Path(__file__).parent
TARGET_BYTES = {"classification": 8, "regression": 4, "multi_label": 4}
"""Of a class number, a value, and the answer to one label."""
OWN = re.compile(r"own_[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Card:
    """Facts about one data set.

    `shape` is one example's, without the batch axis; `train` and `test` count examples, `test`
    being the 20 % set apart where the set has no test part of its own. `largest` is the largest
    possible value of a pixel, None for tables. `size_bytes` is what is stored or downloaded.
    An example is of one of `classes`, or has any number of `labels`, each of them yes or no.
    `nearest` is the set offered in its place without a network, `cache` what Keras keeps of it
    in its cache folder, `download` the name it is published under when that differs. `words` are
    what a person says of a set that is their own, `owners` those who have brought it (nobody: it
    is everybody's), `frame` how its pictures were brought to one size. `grouping` names what some
    examples have in common (a patient, a day), of which there are `groups`; `timing` names what is
    known of when they are from; `parting` says how the test part was set apart. `class_history` has
    all names that each class ever had, the file's first, where a person has changed them. A
    generated set has `parameters`; `values` says what they are, and those that are not as usual are
    part of its `kind`.
    """

    kind: str
    origin: Literal["embedded", "scikit-learn", "keras", "own", "generated"]
    task: Literal["classification", "regression", "multi_label"]
    modality: Literal["image", "table"]
    shape: tuple[int, ...]
    train: int
    test: int
    size_bytes: int
    classes: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    largest: int | None = None
    nearest: str | None = None
    cache: tuple[str, ...] = ()
    download: str | None = None
    words: tuple[tuple[str, str], ...] = ()
    owners: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    values: tuple[tuple[str, float], ...] = ()
    frame: str | None = None
    laid_out: bool = False
    grouping: str | None = None
    groups: int = 0
    timing: str | None = None
    parting: Literal["random", "group", "time", "given"] | None = None
    class_history: tuple[tuple[str, ...], ...] = ()

    @property
    def offline(self) -> bool:
        """Whether it can be had without a network: it came with an installed package."""
        return self.origin != "keras"

    @property
    def family(self) -> str:
        """The kind without its parameters."""
        return kind_and_params(self.kind)[0]

    @property
    def file_classes(self) -> tuple[str, ...]:
        """The classes as the file calls them, which is part of what the set is named by."""
        return tuple(names[0] for names in self.class_history) or self.classes

    @property
    def group_names(self) -> tuple[str, ...]:
        """What rows can be kept together by: the columns, and what the set says of its examples."""
        own = (self.grouping,) if self.grouping and self.grouping not in self.columns else ()
        return (*own, *self.columns)

    @property
    def names(self) -> tuple[str, ...]:
        """What single answers are called: classes or labels; nothing for values."""
        return self.classes or self.labels

    @property
    def has_ink(self) -> bool:
        """Whether each pixel can have a class: grey pictures of one thing on dark ground."""
        return self.modality == "image" and bool(self.classes) and self.shape[-1] == 1

    @property
    def title(self) -> str:
        return self._said("title")

    @property
    def about(self) -> str:
        return self._said("about")

    @property
    def source(self) -> str:
        return self._said("source")

    @property
    def licence(self) -> str:
        return self._said("licence")

    @property
    def target(self) -> str:
        """What is to be predicted, in words."""
        return self._said("target")

    @property
    def is_here(self) -> bool:
        """Whether the exported script reads this project's own file or folder of the set."""
        return self.origin in ("embedded", "own")

    def _said(self, what: str) -> str:
        if self.origin == "own":
            return dict(self.words).get(what) or text(f"own_data.unsaid.{what}")
        return text(f"data.sets.{self.family}.{what}")

    @property
    def cache_files(self) -> tuple[Path, ...]:
        """Where Keras looks for the download, and where it may be put by hand."""
        home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras").expanduser()
        return tuple(home / "datasets" / name for name in self.cache)


@lru_cache
def cards() -> tuple[Card, ...]:
    """All data sets in the order in which they are offered."""
    return tuple(_told(each, {}) if each.parameters else each for each in _entries())


@lru_cache
def _entries() -> tuple[Card, ...]:
    """The cards as the file has them; a generated set's names all classes that it can have."""
    return TypeAdapter(tuple[Card, ...]).validate_json((HERE / "cards.json").read_bytes())


def card(kind: str) -> Card:
    """The card of one data set by its name (`kt_core.dataset_names`).

    Raises ProblemError for a kind that does not exist, or parameters that it cannot have.
    """
    kind, params = kind_and_params(kind)
    if OWN.fullmatch(kind):
        return _own(kind)
    known = {each.kind: each for each in _entries()}
    if kind not in known:
        raise ProblemError(_unknown(kind, list(known)))
    return _told(known[kind], params) if known[kind].parameters else known[kind]


def parameters_of(kind: str) -> tuple[Parameter, ...]:
    """What a generated set can be told; nothing for all others, known or not."""
    return next((each.parameters for each in _entries() if each.kind == kind), ())


def _told(facts: Card, params: Mapping[str, Any]) -> Card:
    """The card of a generated set with these parameters, from its entry."""
    if problems := list(parameter_problems(facts.kind, facts.parameters, params)):
        raise ProblemError(*problems)
    told = values(facts.parameters, params)
    examples, classes = int(told["examples"]), told.get("classes", len(facts.classes))
    test = round(examples * TEST_FRACTION)
    of_one = math.prod(facts.shape) * (1 if facts.largest else 4)
    of_one += TARGET_BYTES[facts.task] * max(1, len(facts.labels))
    return replace(
        facts,
        kind=dataset_name(facts.kind, unusual(facts.parameters, params)),
        values=tuple(told.items()),
        classes=facts.classes[: int(classes)],
        train=examples - test,
        test=test,
        size_bytes=examples * of_one,
    )


def own_folder() -> Path:
    """Where the sets that people bring are kept, each an .npz file with its card beside it."""
    return home() / "data" / "own"


def _own(kind: str) -> Card:
    path = own_folder() / f"{kind}.json"
    try:
        return _read_own(path, path.stat().st_mtime_ns)
    except OSError as error:
        problem = Problem("own_data_unknown", ("data", "kind"), {"kind": kind})
        raise ProblemError(problem) from error


@lru_cache(maxsize=200)
def _read_own(path: Path, _stamp: int) -> Card:
    return TypeAdapter(Card).validate_json(path.read_bytes())


def _unknown(kind: str, known: list[str]) -> Problem:
    near = nearest(kind, known)
    patch = ({"op": "replace", "path": "/data/kind", "value": near},)
    fix = Fix("use_value", patch, {"value": near}) if near else None
    values = {"given": str(kind)[:60], "known": known, "nearest": near}
    return Problem("data_kind_unknown", ("data", "kind"), values, fix=fix)
