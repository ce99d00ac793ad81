"""A file of data from anywhere: what it is, and a data set made of it."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kt_core.data.own import arrays, pictures, tables
from kt_core.data.own.laying import lay_out
from kt_core.data.own.members import is_zip, members
from kt_core.data.own.shelf import building, keep_alike, keep_report, put, put_folder
from kt_core.images.foreign import is_picture
from kt_core.images.reading import size
from kt_core.limits import DATA_ARCHIVE_BYTES, DATA_BYTES
from kt_core.problems import Problem, ProblemError

EVERY = 0.3  # seconds


def inspect(path: str, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the file holds and how it is best taken in: `kind`, `examples`, `suggested` and more.

    A zip of class folders or such a folder, a table of text (CSV), an .npz, or a single picture;
    recognised by what is in it, never by name. Raises ProblemError.
    """
    place, kind = Path(path), kind_of(Path(path))
    if kind == "table":
        return tables.described(place, options or {})
    if kind == "pictures":
        return pictures.described(place, options or {})
    return arrays.described(place) if kind == "arrays" else _picture(place)


def take_in(
    path: str,
    options: Mapping[str, Any],
    words: Mapping[str, str] | None = None,
    owner: str = "",
    told: str | None = None,
) -> dict[str, Any]:
    """Makes a data set of the file as `options` (`inspect` suggests some) say, and keeps it.

    `told` names a file that always says how many pictures are read, and of how many.
    Returns its `kind` for documents, and the `report` of what was left out. Raises ProblemError.
    """
    kind = kind_of(Path(path))
    if kind == "picture":
        raise ProblemError(Problem("own_single_picture"))
    if kind == "pictures":
        with building() as place:
            laid = lay_out(Path(path), options, place, told=_teller(told))
            report, near = laid.report, laid.alike
            card = put_folder(place, laid.facts, words or {}, owner=owner)
    else:
        ways = {"table": tables.taken, "arrays": arrays.taken}
        made = ways[kind](Path(path), options)
        report, near = made.report, made.alike
        card = put(made.arrays, made.facts, words or {}, owner=owner, beside=made.beside)
    keep_report(card.kind, report)
    keep_alike(card.kind, near)
    return {"kind": card.kind, "train": card.train, "test": card.test, "report": report}


def _teller(told: str | None) -> Callable[[int, int], None] | None:
    """What writes the two numbers, now and then."""
    if told is None:
        return None
    last = 0.0

    def tell(done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last > EVERY:
            last = time.monotonic()
            Path(told).write_text(f"{done} {of}")

    return tell


def kind_of(path: Path) -> str:
    """One of "pictures", "picture", "table", "arrays". Raises ProblemError for too large a file."""
    if path.is_dir():
        return "pictures"
    with path.open("rb") as stream:
        start = stream.read(4)
    packed = is_zip(start)
    _refuse_large(path, DATA_ARCHIVE_BYTES if packed else DATA_BYTES)
    if not packed:
        return "picture" if is_picture(path) else "table"
    with members(path) as found:
        if not all(each.parts[-1].endswith(".npy") for each in found):
            return "pictures"
    _refuse_large(path, DATA_BYTES)
    return "arrays"


def _refuse_large(path: Path, limit: int) -> None:
    if (there := path.stat().st_size) > limit:
        values = {"megabytes": there // 10**6, "limit": limit // 10**6}
        raise ProblemError(Problem("own_file_large", values=values))


def _picture(path: Path) -> dict[str, Any]:
    width, height, coloured = size(path.read_bytes())
    return {"kind": "picture", "width": width, "height": height, "coloured": coloured}
