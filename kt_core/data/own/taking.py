"""A file of data from anywhere: what it is, and a data set made of it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kt_core.data.own import arrays, pictures, tables
from kt_core.data.own.members import is_zip, members
from kt_core.data.own.shelf import keep_report, put
from kt_core.data.sets import Arrays
from kt_core.limits import DATA_BYTES
from kt_core.problems import Problem, ProblemError

Taken = tuple[Arrays, dict[str, Any], dict[str, Any]]


def inspect(path: str, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the file holds and how it is best taken in: `kind`, `examples`, `suggested` and more.

    A zip of class folders or such a folder, a table of text (CSV), or an .npz; recognised by what
    is in it, never by name. Raises ProblemError.
    """
    place, kind = Path(path), kind_of(Path(path))
    if kind == "table":
        return tables.described(place, options or {})
    return {"pictures": pictures.described, "arrays": arrays.described}[kind](place)


def take_in(
    path: str, options: Mapping[str, Any], words: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Makes a data set of the file as `options` (`inspect` suggests some) say, and keeps it.

    Returns its `kind` for documents, and the `report` of what was left out. Raises ProblemError.
    """
    ways = {"table": tables.taken, "pictures": pictures.taken, "arrays": arrays.taken}
    found, facts, report = ways[kind_of(Path(path))](Path(path), options)
    card = put(found, facts, words or {})
    keep_report(card.kind, report)
    return {"kind": card.kind, "train": card.train, "test": card.test, "report": report}


def kind_of(path: Path) -> str:
    """ "pictures", "table" or "arrays". Raises ProblemError for a file that is too large."""
    if path.is_dir():
        return "pictures"
    if path.stat().st_size > DATA_BYTES:
        values = {"megabytes": path.stat().st_size // 10**6, "limit": DATA_BYTES // 10**6}
        raise ProblemError(Problem("own_file_large", values=values))
    with path.open("rb") as stream:
        if not is_zip(stream.read(8)):
            return "table"
    with members(path) as found:
        return "arrays" if all(each.parts[-1].endswith(".npy") for each in found) else "pictures"
