"""What a person gives a model, as the model takes it: pictures, rows of tables, a typed row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kt_core.data.preparation import scale
from kt_core.engine.subject import Subject
from kt_core.images import FRAMES, ORDERS, Choices, Order, Prepared, prepare, target_of
from kt_core.images.foreign import is_picture
from kt_core.images.gathering import Given, one_of
from kt_core.images.gathering import pictures as pictures_in
from kt_core.problems import Problem, ProblemError
from kt_core.row_table import read_rows
from kt_core.texts import shape_text


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is asked about: where it came from, and the model's input or why there is none."""

    source: Mapping[str, Any]
    prepared: Prepared | ProblemError


def picture_for(file: str, asked: Subject, choices: Mapping[str, Any]) -> Prepared:
    """One picture, with `choices` as `predict` takes them; of a folder or zip, the `member` named
    there. Raises ProblemError for one that can't be read."""
    if member := choices.get("member"):
        given = Given(file, member, one_of(Path(file), member))
    else:
        given = next(pictures_in([file]))
    return _prepared(given, asked, choices)


def row_for(row: Sequence[float], asked: Subject) -> Prepared:
    """A row as the model takes it. Raises ProblemError for one of another length."""
    values = np.asarray(row, dtype="float64")
    if values.shape == asked.shape:
        return _scaled(values, asked)
    said = {"expected": shape_text(asked.shape), "found": shape_text(values.shape)}
    raise ProblemError(Problem("model_takes_no_table", values=said))


def pictures_of(
    files: Sequence[str], asked: Subject, chosen: Mapping[str, Any]
) -> Iterator[Attempt]:
    """The pictures in files, folders and zips, prepared as `chosen`, one after the other.

    Raises ProblemError where the model takes no pictures or a choice does not exist.
    """
    if files:
        target_of(asked.shape, order=order_of(asked, chosen))
        _choices(asked, chosen)
    wanted = chosen.get("member")
    for each in pictures_in(files):
        if wanted and each.member != wanted:
            continue
        source = {"file": each.file, **({"member": each.member} if each.member else {})}
        yield Attempt(source, _attempted(each, asked, chosen))


def _attempted(given: Given, asked: Subject, chosen: Mapping[str, Any]) -> Prepared | ProblemError:
    try:
        return _prepared(given, asked, chosen)
    except ProblemError as error:
        return error


def _prepared(given: Given, asked: Subject, chosen: Mapping[str, Any]) -> Prepared:
    if isinstance(given.content, ProblemError):
        raise given.content
    known = asked.opened.preparation or {}
    return prepare(
        given.content,
        target_of(asked.shape, order=order_of(asked, chosen)),
        statistics=asked.statistics,
        largest=known.get("largest") or 255,
        choices=_choices(asked, chosen),
        known=known,
    )


def order_of(asked: Subject, chosen: Mapping[str, Any]) -> Order:
    """As chosen, else as the scaling has it: "caffe" means blue, green, red."""
    usual = "bgr" if asked.statistics["scaling"] == "caffe" else "rgb"
    order = chosen.get("order") or usual
    if order not in ORDERS:
        values = {"given": str(order)[:40], "choices": list(ORDERS)}
        raise ProblemError(Problem("order_unknown", values=values))
    return order


def _choices(asked: Subject, chosen: Mapping[str, Any]) -> Choices:
    known = asked.opened.preparation or {}
    frame = chosen.get("frame") or known.get("frame") or FRAMES[0]
    if frame not in FRAMES:
        raise ProblemError(Problem("own_picture_frame", values={"given": str(frame)[:40]}))
    switches = {key: bool(chosen.get(key)) for key in ("invert", "contrast")}
    return Choices(frame=frame, **switches)


def table_of(file: str, asked: Subject, told: list[dict[str, Any]]) -> list[Attempt]:
    """The rows of a table; what is to be known of it goes into `told`."""
    try:
        if is_picture(Path(file)):
            values = {"shape": shape_text(asked.shape)}
            raise ProblemError(Problem("model_takes_no_image", values=values))
        found = read_rows(Path(file), asked.columns or ())
    except OSError as error:
        values = {"file": Path(file).name[:200], "detail": str(error)}
        return [Attempt({"file": file}, ProblemError(Problem("image_missing", values=values)))]
    except ProblemError as error:
        return [Attempt({"file": file}, error)]
    facts = {"encoding": found.encoding, "separator": found.separator, "named": found.named}
    other = {name: count for name, count in found.other.items() if count}
    known = {"rows": len(found.rows), "extra": list(found.extra), "other": other}
    told.append({"file": file, **facts, **known})
    return [
        _read_row({"file": file, "row": at}, row, asked)
        for at, row in enumerate(found.rows, start=1)
    ]


def _read_row(source: dict[str, Any], row: np.ndarray | ProblemError, asked: Subject) -> Attempt:
    if isinstance(row, ProblemError):
        return Attempt(source, row)
    return Attempt({**source, "values": row.tolist()}, _scaled(row, asked))


def row_of(row: Sequence[float], at: int, asked: Subject) -> Attempt:
    """A typed row, the one numbered `at`."""
    try:
        return Attempt({"file": f"row {at}"}, row_for(row, asked))
    except ProblemError as error:
        return Attempt({"file": f"row {at}"}, error)


def _scaled(row: np.ndarray, asked: Subject) -> Prepared:
    return Prepared(scale(row, asked.statistics), (), ())
