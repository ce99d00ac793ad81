"""All figures of a run's test part as comma-separated values, for pandas or a spreadsheet."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from kt_core import measures, results, run_figures
from kt_core.runs.tables import FORMULA

COLUMNS = ("output", "figure", "class", "value", "low", "high", "interval")


def figure_table(run: str) -> str:
    """One line for each figure: `class` is empty for those of all classes, `low` and `high` are
    the ends of the 95 % interval, `interval` says how they were found ("wilson", "bootstrap").

    Digit for digit as they are kept; the names of the columns alone where nothing is.
    """
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(run))
    return file.getvalue()


def _rows(run: str) -> Iterator[dict[str, Any]]:
    result = results.summary(run) or {}
    for number, output in enumerate(result.get("outputs") or [result]):
        found = run_figures.read(run, number)
        if found is None:
            continue
        classes = [row["class"] for row in output.get("per_class") or ()]
        for row in measures.table(result["task"], found):
            name = "" if row["class"] is None else _named(classes[row["class"]])
            yield {**row, "class": name, "output": _named(output.get("name", ""))}


def _named(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA) else name
