"""What each data set is: facts from cards.json, words from the texts.

A new set is one entry there, its words, and a reader in `kt_core.engine.sources`. Sets that people
bring (`kt_core.data.own`) have a card of their own beside their file, with facts and words.
"""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from kt_core.home import home
from kt_core.problems import Fix, Problem, ProblemError, nearest
from kt_core.texts import text

HERE = Path(__file__).parent
OWN = re.compile(r"own_[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Card:
    """Facts about one data set.

    `shape` is one example's, without the batch axis; `train` and `test` count examples, `test`
    being the 20 % set apart where the set has no test part of its own. `largest` is the largest
    possible value of a pixel, None for tables. `size_bytes` is what is stored or downloaded.
    `nearest` is the set offered in its place without a network, `cache` what Keras keeps of it
    in its cache folder, `download` the name it is published under when that differs. `words` are
    what a person says of a set that is their own, `owners` those who have brought it (nobody: it
    is everybody's).
    """

    kind: str
    origin: Literal["embedded", "scikit-learn", "keras", "own"]
    task: Literal["classification", "regression"]
    modality: Literal["image", "table"]
    shape: tuple[int, ...]
    train: int
    test: int
    size_bytes: int
    classes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    largest: int | None = None
    nearest: str | None = None
    cache: tuple[str, ...] = ()
    download: str | None = None
    words: tuple[tuple[str, str], ...] = ()
    owners: tuple[str, ...] = ()

    @property
    def offline(self) -> bool:
        """Whether it can be had without a network: it came with an installed package."""
        return self.origin != "keras"

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
    def is_one_file(self) -> bool:
        """Whether the exported script reads the set's own .npz file."""
        return self.origin in ("embedded", "own")

    def _said(self, what: str) -> str:
        if self.origin == "own":
            return dict(self.words).get(what) or text(f"own_data.unsaid.{what}")
        return text(f"data.sets.{self.kind}.{what}")

    @property
    def cache_files(self) -> tuple[Path, ...]:
        """Where Keras looks for the download, and where it may be put by hand."""
        home = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras").expanduser()
        return tuple(home / "datasets" / name for name in self.cache)


@lru_cache
def cards() -> tuple[Card, ...]:
    """All data sets in the order in which they are offered."""
    return TypeAdapter(tuple[Card, ...]).validate_json((HERE / "cards.json").read_bytes())


def card(kind: str) -> Card:
    """The card of one data set. Raises ProblemError for a kind that does not exist."""
    if OWN.fullmatch(kind):
        return _own(kind)
    known = {each.kind: each for each in cards()}
    if kind not in known:
        raise ProblemError(_unknown(kind, list(known)))
    return known[kind]


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
