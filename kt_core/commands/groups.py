"""Groups of runs on the command line: a cross-validation as a table, or as one JSON object."""

from typing import Any

from kt_core import cross_validation
from kt_core.commands.printing import Printer, number
from kt_core.cross_validation import Figure
from kt_core.runs import Group, Run, Store
from kt_core.runs.record import Wish
from kt_core.runs.tables import group_lines
from kt_core.texts import text


def existing_group(given: str) -> Group | None:
    """The group with this id, or the only one whose id begins so; None when it may be a run."""
    found = Store().group(given)
    if found is None and len(given) >= 4 and Store().run(given) is None:
        starts = [group for group in Store().groups(10_000) if group.id.startswith(given)]
        found = starts[0] if len(starts) == 1 else None
    return found


def wish(group: Group, what: Wish, printer: Printer) -> int:
    """Tell all runs of the group to stop or to wait."""
    count = Store().wish_group(group.id, what)
    answer = {"group": group.id, "wish": what, "runs": count}
    printer.answer(answer, text(f"search.asked.{what}", group=group.id, count=count))
    return 0


def show_group(group: Group, printer: Printer, *, csv: str | None = None) -> int:
    """What every fold has reached, and mean and spread of each metric; or the table `csv`."""
    runs = Store().members(group.id)
    if csv:
        printer.table_lines(group_lines(Store(), runs, csv))
        return 0
    last = Store().last_values(run.id for run in runs)
    values = [cross_validation.values(run, last.get(run.id)) for run in runs]
    figures = cross_validation.figures(values)
    if printer.as_json:
        printer.json(_as_json(group, runs, values, figures))
    else:
        _print(group, runs, figures, printer)
    return 0


def _as_json(
    group: Group, runs: list[Run], values: list[dict[str, float]], figures: list[Figure]
) -> dict[str, Any]:
    folds = [
        {"run": run.id, **(run.place or {}), "state": run.state, "epochs_done": run.epochs_done}
        | {"values": finite(each)}
        for run, each in zip(runs, values, strict=True)
    ]
    metrics = {
        figure.name: {"mean": figure.mean, "deviation": figure.deviation} for figure in figures
    }
    about: dict[str, Any] = {"group": group.id, "kind": group.kind, "name": group.name}
    about |= {"state": cross_validation.state(runs), "params": dict(group.params)}
    return {**about, "runs": folds, "metrics": metrics}


def finite(values: dict[str, float]) -> dict[str, float | str]:
    """Values that JSON knows; the others by name."""
    from kt_core.runs.schema import plain

    return plain(values)


def _print(group: Group, runs: list[Run], figures: list[Figure], printer: Printer) -> None:
    said = {"group": group.id, "name": group.name or "–", "state": cross_validation.state(runs)}
    printer.line(text("search.group", **said))
    heads = [text(f"search.columns.{name}") for name in ("fold", "run", "state", "epochs")]
    rows = [
        [fold_name(run), run.id, run.state, f"{run.epochs_done}/{run.epochs_planned or '?'}"]
        + [number(figure.values[at]) for figure in figures]
        for at, run in enumerate(runs)
    ]
    for name in ("mean", "deviation"):
        found = [number(getattr(figure, name)) for figure in figures]
        rows.append([text(f"search.{name}"), "", "", "", *found])
    printer.table([*heads, *(figure.name for figure in figures)], rows)
    printer.line(text("search.spread"))


def fold_name(run: Run) -> str:
    """Which fold it is, counted from 1; with repeats `2.5`: the fifth fold of the second."""
    place = run.place or {}
    fold = str(place.get("fold", 0) + 1)
    return f"{place['repeat'] + 1}.{fold}" if "repeat" in place else fold
