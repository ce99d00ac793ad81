"""Several labels for each example: yes/no columns, one column of separated labels, or arrays."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kt_core.data.own.columns import Column
from kt_core.data.own.csv_text import printable
from kt_core.limits import DATA_CLASSES
from kt_core.problems import Problem, ProblemError

TASK = "multi_label"
YES = frozenset({"1", "1.0", "yes", "y", "true", "t", "x", "ja", "是"})
NO = frozenset({"0", "0.0", "no", "n", "false", "f", "nein", "否"})
BETWEEN = (";", "|", ",", "/")
LONGEST = 100  # characters of a label's name


def fitting(columns: Sequence[Column]) -> dict[str, Any]:
    """Which columns can say several labels: `yes_no` names, and `separated`, name -> sign."""
    signs = {each.name: sign for each in columns if (sign := separator(each))}
    return {"yes_no": [each.name for each in columns if is_yes_no(each)], "separated": signs}


def is_yes_no(found: Column) -> bool:
    """Whether the column says yes or no, or 1 and 0, in each cell that is not empty."""
    given = {cell.lower() for cell in set(found.cells) if cell}
    return bool(given) and given <= YES | NO and not given <= YES and not given <= NO


def separator(found: Column) -> str | None:
    """The sign between labels in the cells of a column, if the same ones come again in several."""
    if found.kind not in ("words", "many", "text"):
        return None
    different = {cell for cell in found.cells if cell}
    for sign in BETWEEN:
        several = [cell for cell in different if sign in cell]
        parts = {part for cell in different for part in _split(cell, sign)}
        if several and len(parts) <= min(DATA_CLASSES, len(different)):
            return sign
    return None


def chosen(known: Mapping[str, Column], options: Mapping[str, Any]) -> list[Column]:
    """The columns that `options` name as labels: `targets`, each yes or no, or one `target` whose
    cells hold several. Raises ProblemError."""
    names = [str(name) for name in options.get("targets") or [options.get("target", "")]]
    for name in names:
        if name not in known:
            values = {"given": name[:60], "known": list(known)[:20]}
            raise ProblemError(Problem("own_column_unknown", values=values))
    found = [known[name] for name in dict.fromkeys(names)]
    if len(found) == 1 and not options.get("targets"):
        return found
    wrong = next((each for each in found if not is_yes_no(each)), None)
    if wrong is not None:
        raise ProblemError(Problem("own_label_column", values={"name": wrong.name}))
    return found


def required(found: Sequence[Column], options: Mapping[str, Any]) -> list[Column]:
    """Of the chosen columns those of which no cell may be empty: an empty cell between separators
    says that there is no label."""
    return list(found) if options.get("targets") else []


def labels(
    found: Sequence[Column], rows: np.ndarray, options: Mapping[str, Any]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """Labels float32 0 and 1 (n, labels) of the rows (bool) that are used, and their names.

    Raises ProblemError.
    """
    if options.get("targets"):
        names = tuple(each.name for each in found)
        cells = [np.array(each.cells, dtype=object)[rows] for each in found]
        y = np.array([[cell.lower() in YES for cell in column] for column in cells]).T
    else:
        y, names = _from_cells(found[0], rows, options)
    return _sound(y.astype("float32"), names), names


def from_arrays(
    raw: Sequence[np.ndarray], names: np.ndarray | None
) -> tuple[list[np.ndarray], tuple[str, ...]]:
    """Labels float32 (n, labels) of each part, and their names, by number where there are none.

    Raises ProblemError.
    """
    for y in raw:
        if y.ndim != 2 or y.dtype.kind not in "biuf" or not ((y == 0) | (y == 1)).all():
            values = {"shape": str(y.shape), "dtype": str(y.dtype)}
            raise ProblemError(Problem("own_labels_array", values=values))
    count = raw[0].shape[1]
    if any(y.shape[1] != count for y in raw):
        shapes = {"one": str(raw[0].shape), "other": str(raw[-1].shape)}
        raise ProblemError(Problem("own_labels_differ", values=shapes))
    told = tuple(str(number) for number in range(count)) if names is None else _told(names, count)
    return [_sound(y.astype("float32"), told) for y in raw[:1]] + [
        y.astype("float32") for y in raw[1:]
    ], told


def looks_several(y: np.ndarray) -> bool:
    """Whether an array holds several labels: 0 and 1, (n, labels), not one 1 in each row."""
    if y.ndim != 2 or y.shape[1] < 2 or y.dtype.kind not in "biuf":
        return False
    return bool(((y == 0) | (y == 1)).all() and (y.sum(axis=1) != 1).any())


def _told(names: np.ndarray, count: int) -> tuple[str, ...]:
    found = tuple(printable(str(name))[:LONGEST] for name in np.ravel(names).tolist())
    if len(found) != count or len(set(found)) != count or not all(found):
        values = {"found": len(set(found)), "expected": count}
        raise ProblemError(Problem("own_labels_names", values=values))
    return found


def _from_cells(
    found: Column, rows: np.ndarray, options: Mapping[str, Any]
) -> tuple[np.ndarray, tuple[str, ...]]:
    sign = str(options.get("between") or separator(found) or "")
    if sign not in BETWEEN:
        values = {"name": found.name, "signs": list(BETWEEN)}
        raise ProblemError(Problem("own_labels_between", values=values))
    each = [set(_split(cell, sign)) for cell in np.array(found.cells, dtype=object)[rows]]
    names = tuple(sorted({name for some in each for name in some}))
    return np.array([[name in some for name in names] for some in each]), names


def _split(cell: str, sign: str) -> list[str]:
    return [part.strip()[:LONGEST] for part in cell.split(sign) if part.strip()]


def _sound(y: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """The labels, if there are several and each is there and absent often enough to be tested."""
    values = {"count": len(names), "limit": DATA_CLASSES}
    if not 2 <= len(names) <= DATA_CLASSES:
        raise ProblemError(Problem("own_labels_count", values=values))
    there = y.sum(axis=0)
    few = np.minimum(there, len(y) - there)
    if few.min() < 2:
        at = int(few.argmin())
        told = {"name": names[at], "count": int(there[at]), "examples": len(y)}
        raise ProblemError(Problem("own_label_alone", values=told))
    return y
