"""What pictures belong together by, and when they are from: by folder, by name, or as a table in
the archive says. Found in what is there and offered with counts; nobody writes patterns."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from kt_core.data.own.columns import Column, column, seconds
from kt_core.data.own.csv_text import Table, table_of
from kt_core.data.own.members import Member
from kt_core.data.own.parting import Known, part_sizes, way
from kt_core.data.own.sorting import LEVELS, PARTS, Sorted
from kt_core.limits import IMAGE_BYTES
from kt_core.problems import Problem, ProblemError

TABLES, TABLE_ENDINGS = 3, (".csv", ".tsv", ".txt")
MATCHED = 0.5
"""Share of the pictures that a column must name to be the column of files."""
MOST = 0.9
"""Groups per picture above which nothing belongs together."""
SHOWN = 4
SEVERAL = 5
"""Groups of which about a fifth can be held."""
DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])"
    r"(?:[-_ T.]?([01]\d|2[0-3])[-_.:]?([0-5]\d)[-_.:]?([0-5]\d))?(?!\d)"
)
PATTERNS: dict[str, Callable[[str], str | None]] = {
    "last": lambda stem: _before(re.search(r"[_-][^_-]*$", stem), stem),
    "first": lambda stem: _before(re.search(r"[_-]", stem), stem),
    "number": lambda stem: _before(re.search(r"[\s_.(-]*\d+\)?$", stem), stem),
}
"""What stands before the last "_" or "-", before the first one, before the number at the end."""


def _before(found: re.Match[str] | None, stem: str) -> str | None:
    return stem[: found.start()] or None if found else None


@dataclass(frozen=True)
class Belonging:
    """Pictures in order, and the tables that came with them."""

    chosen: Sequence[Sorted]
    tables: Mapping[str, "Beside"]

    @classmethod
    def of(cls, chosen: Sequence[Sorted], found: Sequence[Member]) -> "Belonging":
        """With what the tables among all files say of these pictures."""
        return cls(chosen, _tables(found, chosen))

    @cached_property
    def labels(self) -> np.ndarray:
        return np.unique([each.label for each in self.chosen], return_inverse=True)[1]

    def known(self, parting: Any) -> Known:
        """What `parting` names, of each picture: {"kind", "groups": how, "time": how}.

        How is {"by": "folder", "level": 1 for the folder that the file is in}, {"by": "name",
        "pattern": one of PATTERNS, or "date" for a time} or {"by": "table", "file", "column"}.
        Raises ProblemError where there is no such thing.
        """
        given = parting if isinstance(parting, Mapping) else {}
        found: dict[str, Any] = {}
        if how := given.get("groups"):
            groups = self.groups(how)
            found |= {"grouping": _named(how), "groups": np.array(groups)}
        if how := given.get("time"):
            found |= {"timing": _named(how), "times": self.times(how)}
        return Known(**found)

    def groups(self, how: Any) -> list[str]:
        """The group of each picture; one that has none is a group of its own."""
        values = self._groups_by(how)
        if values is None:
            raise ProblemError(Problem("own_groups_unknown", values={"given": str(how)[:80]}))
        names = (each.member.name for each in self.chosen)
        return [value or f"/{name}" for value, name in zip(values, names, strict=True)]

    def times(self, how: Any) -> np.ndarray:
        """The time of each picture in seconds since 1970, or as its table counts; NaN without."""
        by = how.get("by") if isinstance(how, Mapping) else None
        if by == "name":
            return np.array([_date(each.member) for each in self.chosen])
        beside = self.tables.get(str(how.get("file"))) if by == "table" else None
        if beside and (numbers := beside.numbers(str(how.get("column")))) is not None:
            return numbers
        raise ProblemError(Problem("own_groups_unknown", values={"given": str(how)[:80]}))

    def _groups_by(self, how: Any) -> list[str | None] | None:
        by = how.get("by") if isinstance(how, Mapping) else None
        if by == "folder" and how.get("level") in LEVELS:
            return [_folder(each.member, how["level"]) for each in self.chosen]
        if by == "name" and how.get("pattern") in PATTERNS:
            cut = PATTERNS[how["pattern"]]
            return [cut(PurePosixPath(each.member.parts[-1]).stem) for each in self.chosen]
        beside = self.tables.get(str(how.get("file"))) if by == "table" else None
        return beside.cells(str(how.get("column"))) if beside else None

    def groupings(self) -> list[dict[str, Any]]:
        """What they can be grouped by: `how`, `name`, `groups`, `examples`, `alone`, `parts`."""
        found: dict[tuple[int, ...], dict[str, Any]] = {}
        for how in self._hows():
            values = self._groups_by(how) or []
            numbers = np.unique(self.groups(how), return_inverse=True)[1]
            if self._is_useful(values, numbers):
                found.setdefault(_partition(numbers), self._described(how, values, numbers))
        return list(found.values())

    def _hows(self) -> Iterable[dict[str, Any]]:
        """Every way there might be, the surest first."""
        for name, beside in self.tables.items():
            for each in beside.table.columns:
                if each != beside.file:
                    yield {"by": "table", "file": name, "column": each}
        yield from ({"by": "folder", "level": level} for level in LEVELS)
        yield from ({"by": "name", "pattern": pattern} for pattern in PATTERNS)

    def _is_useful(self, values: Sequence[str | None], numbers: np.ndarray) -> bool:
        """Whether most have a group, there are several, and they are neither single pictures nor
        whole classes."""
        groups = int(numbers.max()) + 1
        given = sum(value is not None for value in values)
        pairs = len(np.unique(numbers * (int(self.labels.max()) + 1) + self.labels))
        classes = pairs == groups and groups <= int(self.labels.max()) + 1
        return given >= MOST * len(values) and 2 <= groups < MOST * len(values) and not classes

    def _described(
        self, how: dict[str, Any], values: Sequence[str | None], numbers: np.ndarray
    ) -> dict[str, Any]:
        counts = Counter(value for value in values if value is not None)
        told = {"how": how, "name": _named(how), "groups": int(numbers.max()) + 1}
        told |= {"examples": [list(pair) for pair in counts.most_common(SHOWN)]}
        told |= {"alone": sum(value is None for value in values)}
        return told | {"parts": self._parts("group", Known("", numbers))}

    def timings(self) -> list[dict[str, Any]]:
        """By what they have a time: `how`, `name`, `first` and `last`, `missing`, `parts`."""
        hows: list[dict[str, Any]] = [
            {"by": "table", "file": name, "column": each.name}
            for name, beside in self.tables.items()
            for each in beside.columns
            if each.numbers is not None and each.name != beside.file
        ]
        found = []
        for how in [*hows, {"by": "name", "pattern": "date"}]:
            times = self.times(how)
            missing = int(np.isnan(times).sum())
            given = np.unique(times[~np.isnan(times)])
            if len(given) > 1 and missing <= (1 - MOST) * len(times):
                span = {"first": float(given[0]), "last": float(given[-1]), "missing": missing}
                dated = how["by"] == "name" or self.tables[how["file"]].is_date(how["column"])
                told = {"how": how, "name": _named(how), "dated": dated, **span}
                found.append(told | {"parts": self._parts("time", Known(timing="", times=times))})
        return found

    def _parts(self, kind: str, known: Known) -> dict[str, int] | None:
        """How many pictures and groups each part would have, None where it can't be divided so."""
        if any(each.part == "test" for each in self.chosen):
            return None
        classes = tuple(map(str, range(int(self.labels.max()) + 1)))
        return part_sizes(kind, self.labels, known, classes=classes)

    def suggested(self, groupings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """How the test part is best set apart: by groups where folders or a table name several."""
        known = [each for each in groupings if each["how"]["by"] != "name"]
        sure = next((each for each in known if each["groups"] >= SEVERAL), None)
        if sure is None:
            return {"kind": way(None)}
        return {"kind": "group" if sure["parts"] else "random", "groups": sure["how"]}


def _partition(numbers: np.ndarray) -> tuple[int, ...]:
    """The same for the same division, however its groups are called."""
    first: dict[int, int] = {}
    return tuple(first.setdefault(number, len(first)) for number in numbers.tolist())


def _named(how: Mapping[str, Any]) -> str:
    """What the document calls it."""
    if how["by"] == "table":
        return str(how["column"])
    return "date" if how.get("pattern") == "date" else str(how["by"])


def _folder(member: Member, level: int) -> str | None:
    folders = member.parts[:-1]
    found = folders[-level] if len(folders) >= level else None
    return None if found and found.lower() in PARTS else found


def _date(member: Member) -> float:
    for part in reversed(member.parts):
        for found in DATE.finditer(part):
            year, _, month, day, *clock = found.groups()
            numbers = [int(each) for each in (year, month, day, *clock) if each]
            try:
                return seconds(datetime(*numbers))  # type: ignore[arg-type]
            except ValueError:  # 31 February
                continue
    return float("nan")


@dataclass(frozen=True)
class Beside:
    """A table in the archive, one column of which names the files: `rows` has each picture's row,
    None where it has none."""

    table: Table
    file: str
    rows: Sequence[int | None]

    @cached_property
    def columns(self) -> list[Column]:
        names, cells = self.table.columns, zip(*self.table.rows, strict=True)
        return [column(name, each) for name, each in zip(names, cells, strict=True)]

    def cells(self, name: str) -> list[str | None] | None:
        """What the table says of each picture in one column."""
        found = next((each for each in self.columns if each.name == name), None)
        if found is None or name == self.file:
            return None
        return [None if row is None else found.cells[row] or None for row in self.rows]

    def numbers(self, name: str) -> np.ndarray | None:
        """The same of a column of numbers or dates."""
        found = next((each.numbers for each in self.columns if each.name == name), None)
        if found is None:
            return None
        return np.array([np.nan if row is None else found[row] for row in self.rows])

    def is_date(self, name: str) -> bool:
        """Whether the column holds dates."""
        return any(each.name == name and each.kind == "date" for each in self.columns)


def _tables(found: Sequence[Member], chosen: Sequence[Sorted]) -> dict[str, Beside]:
    """The first few tables that say something of the pictures, by name."""
    names = _names(chosen)
    tables: dict[str, Beside] = {}
    texts = [each for each in found if each.parts[-1].lower().endswith(TABLE_ENDINGS)]
    for member in [each for each in texts if each.size <= IMAGE_BYTES][:TABLES]:
        try:
            table = table_of(member.read())
        except ProblemError:  # notes, a list, a broken table: said of as an unused file
            continue
        if beside := _matched(table, names, len(chosen)):
            tables[member.name] = beside
    return tables


def _names(chosen: Sequence[Sorted]) -> dict[str, int | None]:
    """Under which names a table may speak of each picture; None under which there are several."""
    names: dict[str, int | None] = {}
    for place, each in enumerate(chosen):
        parts = each.member.parts
        for name in {"/".join(parts[at:]) for at in range(len(parts))}:
            for known in {name, name.rpartition(".")[0]}:
                names[known] = None if known in names else place
    return names


def _matched(table: Table, names: Mapping[str, int | None], count: int) -> Beside | None:
    best: tuple[int, str, list[int | None]] = (0, "", [])
    for at, name in enumerate(table.columns):
        rows: list[int | None] = [None] * count
        for number, row in enumerate(table.rows):
            place = names.get(row[at].replace("\\", "/").removeprefix("./"))
            if place is not None:
                rows[place] = number
        met = sum(row is not None for row in rows)
        best = max(best, (met, name, rows), key=lambda each: each[0])
    return Beside(table, best[1], best[2]) if best[0] >= max(2, MATCHED * count) else None
