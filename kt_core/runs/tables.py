"""All that was recorded of a run as tables of comma-separated values, for pandas or a spreadsheet.

Numbers are written as the store holds them, digit for digit; NaN, Infinity and -Infinity by these
names, which pandas reads; what was not measured stays empty. A run of any length takes little
memory: it is read in pages. The runs of a group make one table together.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kt_core.runs.record import Run
from kt_core.runs.store import Store

PAGE = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A name that begins so would be computed by a spreadsheet."""
WITHOUT_PREFIX = "values"

Row = Mapping[str, Any]
Page = Callable[[int], list[dict[str, Any]]]


def lines(store: Store, run: str, what: str) -> Iterator[str]:
    """The lines of the table `what` (a key of TABLES), the names of its columns first."""
    return _table(lambda: TABLES[what](store, run))


def group_lines(store: Store, runs: Sequence[Run], what: str) -> Iterator[str]:
    """The same of several runs of a group, one after the other: `fold`, counted from 0, perhaps
    `repeat`, and `run` stand before the columns."""

    def rows() -> Iterator[Row]:
        for run in runs:
            for row in TABLES[what](store, run.id):
                yield {**(run.place or {}), "run": run.id, **row}

    return _table(rows)


def file(lines: Iterable[str]) -> bytes:
    """A table as a spreadsheet opens it, names in every script included."""
    return "".join(lines).encode("utf-8-sig")


def epoch_rows(store: Store, run: str) -> Iterator[Row]:
    """One line per finished epoch, counted from 0 as Keras does: `loss`, `val_loss`, ... as logged,
    `remeasured_loss`, ..., `memory_resident` (bytes), `seconds`, `learning_rate`, ..."""
    return map(_flat, _epochs(store, run))


def batch_rows(store: Store, run: str) -> Iterator[Row]:
    """One line per point of the chart: `x` in epochs, `step`, `seconds` of its attempt, values.

    Points that a later attempt computed again are left out, as they are on the chart.
    """
    starts = {
        row["attempt"]: row.get("start_epoch") or 0
        for row in _rows(store, run)
        if row["kind"] == "state" and row["state"] == "running" and row.get("attempt")
    }
    return _points(store, run, starts)


def layer_rows(store: Store, run: str) -> Iterator[Row]:
    """One line per layer and measured epoch: `gradient_norm`, `weight_norm`, ..., and on how many
    `examples` and in how many `seconds` all layers were measured."""
    for row in _paged(lambda at: store.layers(run, at, PAGE), "epoch"):
        measured = {name: row[name] for name in ("examples", "seconds") if name in row}
        for name, figures in row["values"].items():
            yield {"epoch": row["epoch"], "layer": _named(name), **figures, **measured}


TABLES: dict[str, Callable[[Store, str], Iterator[Row]]] = {
    "epochs": epoch_rows,
    "batches": batch_rows,
    "layers": layer_rows,
}


def _epochs(store: Store, run: str) -> Iterator[Row]:
    return _paged(lambda at: store.epochs(run, at, PAGE), "epoch")


def _rows(store: Store, run: str) -> Iterator[Row]:
    return _paged(lambda at: store.rows(run, at, PAGE), "seq")


def _paged(page: Page, number: str) -> Iterator[Row]:
    at = 0
    while found := page(at):
        yield from found
        at = found[-1][number] + 1


def _points(store: Store, run: str, starts: Mapping[int, int]) -> Iterator[Row]:
    for row in _rows(store, run):
        if row["kind"] != "batch":
            continue
        end = min((at for attempt, at in starts.items() if attempt > row["attempt"]), default=None)
        for place, x in enumerate(row["x"]):
            if end is None or x <= end:
                yield _point(row, place)


def _point(row: Row, place: int) -> Row:
    point = {"epoch": row["epoch"], "attempt": row["attempt"]}
    point |= {name: row[name][place] for name in ("x", "step", "seconds")}
    values = {name: several[place] for name, several in row["values"].items()}
    return point | _free(values, point)


def _flat(row: Row) -> Row:
    """Figures within figures under joined names; a metric that is called like a figure of ours is
    `values_` and its name."""
    own = {name: value for name, value in row.items() if not isinstance(value, (Mapping, list))}
    found = {"epoch": own["epoch"]}
    for group, figures in row.items():
        if isinstance(figures, Mapping):
            prefix = "" if group == WITHOUT_PREFIX else f"{group}_"
            named = {f"{prefix}{name}": one for name, one in figures.items()}
            found |= _free(named, {**own, **found})
    return found | own


def _free(values: Row, taken: Row) -> dict[str, Any]:
    """`values` under names that are not taken; lists (one value per class) one column each."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        free = f"{WITHOUT_PREFIX}_{name}" if name in taken else name
        if isinstance(value, list):
            found |= {f"{free}_{at}": each for at, each in enumerate(value)}
        else:
            found[free] = value
    return found


def _table(rows: Callable[[], Iterable[Row]]) -> Iterator[str]:
    """Read twice: some columns may only come later."""
    columns = list(dict.fromkeys(name for row in rows() for name in row))
    if not columns:
        return
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([_named(name) for name in columns])
    for row in rows():
        yield _taken(buffer)
        writer.writerow([_written(row.get(name)) for name in columns])
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    line = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return line


def _written(value: Any) -> Any:
    return "" if value is None else value


def _named(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA) else name
