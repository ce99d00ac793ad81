"""A table of text as a data set: which column is to be predicted, from which others."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kt_core.data.own import several
from kt_core.data.own.columns import Column, column, is_class_number
from kt_core.data.own.csv_text import Table, read_table
from kt_core.data.own.encoding import kept_words, matrix, words_report
from kt_core.data.own.parting import Known, group_report, rows_of_parts, way
from kt_core.data.own.shelf import Made
from kt_core.data.sets import Arrays
from kt_core.limits import DATA_CLASSES
from kt_core.problems import Problem, ProblemError

MISSING_WAYS = ("drop", "flag")
SHOWN_ROWS = 8
LARGEST = float(np.finfo("float32").max)
SHOWN_WORDS = 12


def described(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """What the table holds: `columns` (each with kind, missing, words), rows to show, `suggested`.

    `options` may hold `encoding` and `separator`. Raises ProblemError where it is no table.
    """
    table, columns = _columns(path, options)
    target = _target_to_suggest(columns)
    return {
        "kind": "table",
        "examples": len(table.rows),
        "encoding": table.encoding,
        "separator": table.separator,
        "renamed": list(table.renamed[:5]),
        "ragged": table.ragged,
        "columns": [_facts(each) for each in columns],
        "shown": table.rows[:SHOWN_ROWS],
        "several": several.fitting(columns),
        "suggested": {
            "target": target.name,
            "task": _task(target),
            "columns": [each.name for each in columns if each.learnable and each is not target],
            "missing": "drop",
            "encoding": table.encoding,
            "separator": table.separator,
            "parting": {"kind": "random"},
        },
    }


def taken(path: Path, options: Mapping[str, Any]) -> Made:
    """The set that comes of it; the report says what was left out and is suspicious.

    x: float32 (n, columns), words as one column of 0 and 1 for each word; of many the most frequent
    ones, `most` by column in the options. y: class numbers int64
    (n,) or float32 (n, 1). Raises ProblemError.
    """
    table, columns = _columns(path, options)
    known = {each.name: each for each in columns}
    targets, needed = _chosen_targets(known, options)
    inputs = _chosen_inputs(known, targets, options)
    missing = options.get("missing", "drop")
    if missing not in MISSING_WAYS:
        raise ProblemError(Problem("own_missing_way", values={"given": str(missing)[:40]}))
    rows = _rows(needed, inputs, missing)
    y, answers = _answers(targets, rows, options)
    parting = way(options.get("parting"))
    belonging = _belonging(options.get("parting"), known).only(rows)
    train, test = rows_of_parts(parting, y, belonging, classes=answers.get("classes", ()))
    kept = kept_words(inputs, np.flatnonzero(rows)[train], options.get("most"))
    x, names = matrix(inputs, rows, flag=missing == "flag", kept=kept)
    arrays = Arrays(x[train], y[train], x[test], y[test])
    facts = {**answers, "modality": "table", "columns": names, **belonging.facts(parting)}
    lost = len(table.rows) - int(rows.sum())
    report: dict[str, Any] = {"lost": lost, "ragged": table.ragged, "repeated": _repeated(x, y)}
    leaks = [name for target in targets for name in _leaks(inputs, target, rows)]
    report |= {"leaks": list(dict.fromkeys(leaks)), **group_report(belonging, (train, test))}
    report |= words_report(columns, inputs, rows, kept)
    return Made(arrays, facts, report, belonging.beside(train, test))


def _belonging(parting: Any, columns: Mapping[str, Column]) -> Known:
    """What the column named in {"kind": "group" or "time", "column": name} says of each row."""
    kind = way(parting)
    if kind == "random":
        return Known()
    found = columns.get(str(parting.get("column")))
    if found is None:
        values = {"given": str(parting)[:60], "known": list(columns)[:20]}
        raise ProblemError(Problem("own_parting_unknown", values=values))
    if kind == "group":
        return Known(grouping=found.name, groups=np.array(found.cells, dtype=object))
    if found.numbers is None:
        raise ProblemError(Problem("own_parting_time", values={"name": found.name}))
    return Known(timing=found.name, times=found.numbers)


def _chosen_targets(
    known: Mapping[str, Column], options: Mapping[str, Any]
) -> tuple[list[Column], list[Column]]:
    """What is to be predicted, and which of it no row may lack."""
    if options.get("task") == several.TASK:
        found = several.chosen(known, options)
        return found, several.required(found, options)
    target = _chosen_target(known, options)
    return [target], [target]


def _answers(
    targets: Sequence[Column], rows: np.ndarray, options: Mapping[str, Any]
) -> tuple[np.ndarray, dict[str, Any]]:
    """What is right for each row, and what the card says of it."""
    if options.get("task") == several.TASK:
        y, names = several.labels(targets, rows, options)
        return y, {"task": several.TASK, "labels": names}
    target = targets[0]
    y, classes = _labels(target, rows, str(options.get("task", _task(target))))
    return y, {"task": "classification" if classes else "regression", "classes": classes}


def _columns(path: Path, options: Mapping[str, Any]) -> tuple[Table, list[Column]]:
    given = {key: options[key] for key in ("encoding", "separator") if options.get(key)}
    table = read_table(path, **given)
    cells = zip(*table.rows, strict=True)
    return table, [column(name, each) for name, each in zip(table.columns, cells, strict=True)]


def _facts(found: Column) -> dict[str, Any]:
    facts: dict[str, Any] = {"name": found.name, "kind": found.kind, "missing": found.missing}
    if found.words:
        facts["words"] = [list(pair) for pair in found.words[:SHOWN_WORDS]]
        facts["different"] = len(found.words)
    if found.numbers is not None and found.kind == "number":
        given = found.numbers[~np.isnan(found.numbers)]
        facts["minimum"], facts["maximum"] = float(given.min()), float(given.max())
    return facts


def _target_to_suggest(columns: Sequence[Column]) -> Column:
    """The last column that can be predicted: most tables have it there."""
    fitting = [each for each in columns if each.learnable]
    if len(fitting) < 2:
        values = {"names": [each.name for each in columns][:5]}
        raise ProblemError(Problem("own_table_nothing", values=values))
    return fitting[-1]


def _task(target: Column) -> str:
    classes = target.kind == "words" or is_class_number(target)
    return "classification" if classes else "regression"


def _chosen_target(known: Mapping[str, Column], options: Mapping[str, Any]) -> Column:
    name = str(options.get("target", ""))
    if name not in known:
        raise ProblemError(_unknown(name, known))
    if not known[name].learnable:
        values = {"name": name, "kind": known[name].kind}
        raise ProblemError(Problem("own_target_unfit", values=values))
    return known[name]


def _chosen_inputs(
    known: Mapping[str, Column], targets: Sequence[Column], options: Mapping[str, Any]
) -> list[Column]:
    answers = {each.name for each in targets}
    names = [str(name) for name in options.get("columns") or ()]
    for name in names:
        if name not in known:
            raise ProblemError(_unknown(name, known))
        if name in answers:
            raise ProblemError(Problem("own_target_is_input", values={"name": name}))
        if not known[name].fits_input:
            values = {"name": name, "kind": known[name].kind}
            raise ProblemError(Problem("own_column_unfit", values=values))
    if not names:
        raise ProblemError(Problem("own_no_columns"))
    return [known[name] for name in dict.fromkeys(names)]


def _unknown(name: str, known: Mapping[str, Column]) -> Problem:
    return Problem("own_column_unknown", values={"given": name[:60], "known": list(known)[:20]})


def _rows(needed: Sequence[Column], inputs: Sequence[Column], way: str) -> np.ndarray:
    """Which rows can be used, bool (rows,): never one without what is to be predicted."""
    kept = np.ones(len(inputs[0].cells), dtype=bool)
    for each in needed:
        kept &= np.array([bool(cell) for cell in each.cells])
    infinite = [each.numbers for each in (*inputs, *needed) if each.numbers is not None]
    for numbers in infinite:
        kept &= ~(np.abs(numbers) > LARGEST)  # NaN is a cell that is missing
    if way == "drop":
        for each in inputs:
            kept &= np.array([bool(cell) for cell in each.cells])
    if kept.sum() < 2:
        raise ProblemError(Problem("own_table_all_missing", values={"count": len(kept)}))
    return kept


def _labels(target: Column, rows: np.ndarray, task: str) -> tuple[np.ndarray, tuple[str, ...]]:
    if task == "regression":
        if target.numbers is None:
            raise ProblemError(Problem("own_target_words", values={"name": target.name}))
        return target.numbers[rows].reshape(-1, 1).astype("float32"), ()
    cells = np.array(target.cells, dtype=object)[rows]
    if target.numbers is not None:
        found, y = np.unique(target.numbers[rows], return_inverse=True)
        classes = tuple(f"{value:g}" for value in found)
    else:
        words, y = np.unique(cells.astype(str), return_inverse=True)
        classes = tuple(str(word) for word in words)
    _refuse_classes(classes, np.bincount(y), target)
    return y.astype("int64"), classes


def _refuse_classes(classes: tuple[str, ...], counts: np.ndarray, target: Column) -> None:
    values = {"name": target.name, "count": len(classes), "limit": DATA_CLASSES}
    if len(classes) < 2:
        raise ProblemError(Problem("own_target_single", values=values))
    if len(classes) > DATA_CLASSES:
        raise ProblemError(Problem("own_many_classes", values=values))
    if counts.min() < 2:
        alone = classes[int(counts.argmin())]
        raise ProblemError(Problem("own_class_single", values={"name": alone, "names": [alone]}))


def _repeated(x: np.ndarray, y: np.ndarray) -> int:
    """How many rows were there before, label and all."""
    both = np.concatenate([x, y.reshape(len(y), -1).astype("float32")], axis=1)
    return len(both) - len({row.tobytes() for row in both})


def _leaks(inputs: Sequence[Column], target: Column, rows: np.ndarray) -> list[str]:
    """Inputs that say the answer: each of their values goes with one value of the target only,
    though they are few, or their numbers follow the target's without a gap."""
    answers = np.array(target.cells, dtype=object)[rows]
    found = []
    for each in inputs:
        cells = np.array(each.cells, dtype=object)[rows]
        pairs = len(set(zip(cells.tolist(), answers.tolist(), strict=True)))
        different = len(set(cells.tolist()))
        tells = pairs == different and different <= 0.2 * len(cells)
        if tells or _follows(each.numbers, target.numbers, rows):
            found.append(each.name)
    return found


def _follows(one: np.ndarray | None, other: np.ndarray | None, rows: np.ndarray) -> bool:
    if one is None or other is None or rows.sum() < 10:
        return False
    both = np.stack([one[rows], other[rows]])
    both = both[:, ~np.isnan(both).any(axis=0)]
    if both.shape[1] < 10 or (both.std(axis=1) == 0).any():
        return False
    return bool(abs(np.corrcoef(both)[0, 1]) > 0.9999)
