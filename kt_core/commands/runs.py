"""The verbs that read and steer what the run store holds."""

import sys
import time
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from typing import Any

from kt_core import looks, starting_words
from kt_core.changes import read
from kt_core.changes.words import trained_words
from kt_core.commands.groups import existing_group, show_group, wish
from kt_core.commands.measuring import measured, score_rows
from kt_core.commands.printing import Printer, number, print_problems
from kt_core.diagnosis import diagnosed
from kt_core.diagnosis import wording as diagnosis_words
from kt_core.diagnosis.trying import outcomes
from kt_core.figure_table import figure_table
from kt_core.memory import readable
from kt_core.problems import Problem, ProblemError
from kt_core.results import loaded_weights, summary
from kt_core.runs import Run, Store, folder
from kt_core.runs.looks import Looks
from kt_core.runs.queue import Place
from kt_core.runs.schema import plain
from kt_core.runs.tables import TABLES, lines
from kt_core.texts import rendered_json, text

KEPT = ("scores", "per_class", "resamples")
"""Of the figures with intervals, those that `test --json` prints beside `results.json`."""


def history(run: str) -> dict[str, list[Any]]:
    """Metric -> one value per finished epoch, under Keras' log names."""
    columns: dict[str, list[Any]] = {}
    for epoch in Store().epochs(run):
        for name, value in epoch["values"].items():
            columns.setdefault(name, []).append(value)
    return columns


def describe_runs(parser: ArgumentParser) -> None:
    """Arguments of `runs`."""
    parser.add_argument("--limit", type=int, default=50, help=text("command.arguments.limit"))
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def runs(chosen: Namespace, printer: Printer) -> int:
    """The newest runs."""
    found = Store().runs(max(1, chosen.limit))
    places = {place.run.id: place for place in Store().queue()}
    figures = looks.validation(Store(), *found)
    if chosen.json:
        listed = [_summary(run, places.get(run.id)) for run in found]
        printer.json([{**each, "validation": figures[each["id"]]} for each in listed])
        return 0
    rows = [_row(run, places.get(run.id), figures[run.id]) for run in found]
    names = ("run", "state", "place", "epochs", "created", "validation", "name")
    printer.table([text(f"command.columns.{name}") for name in names], rows)
    return 0


def _row(run: Run, place: Place | None, figures: dict[str, Any]) -> list[str]:
    """A run's line. It is judged by validation: nobody is to choose among runs by the test part."""
    position = f"{place.position}/{place.waiting}" if place else ""
    epochs = f"{run.epochs_done}/{run.epochs_planned or '?'}"
    best = looks.headline(figures)
    judged = f"{best[0]} {number(best[1])}" if best else ""
    return [run.id, run.state, position, epochs, _when(run), judged, run.name]


def describe_show(parser: ArgumentParser) -> None:
    """Arguments of `show`."""
    add_run(parser)
    parser.add_argument("--csv", choices=tuple(TABLES), help=text("command.arguments.csv"))


def show(chosen: Namespace, printer: Printer) -> int:
    """One run: state, figures of each epoch, test metrics, starting weights; or a table."""
    if group := existing_group(chosen.run):
        return show_group(group, printer, csv=chosen.csv)
    run = existing_run(chosen.run)
    if chosen.csv:
        printer.table_lines(lines(Store(), run.id, chosen.csv))
    elif chosen.json:
        summary = _summary(run, Store().place_of(run.id))
        summary |= {"history": history(run.id), "folder": str(folder(run.id))}
        summary |= test_figures(run)
        summary |= _diagnosis(run)
        summary |= {"changes": list(run.changes)} if run.changes else {}
        weights = {"weights": report} if (report := loaded_weights(run.id)) else {}
        printer.json({**summary, **weights, "document": dict(run.document)})
    else:
        print_run(run, printer)
        _print_weights(run, printer)
        _print_diagnosis(run, printer)
    return 0


def _diagnosis(run: Run) -> dict[str, Any]:
    """What the figures say, and what came of the remedies that were tried."""
    store = Store()
    found = [diagnosis_words.card_json(one) for one in diagnosed(run, store)]
    tried = [diagnosis_words.outcome_json(one) for one in outcomes(store, run)]
    return plain({"findings": found, "tried": tried, "parent": run.parent})


def _print_diagnosis(run: Run, printer: Printer) -> None:
    found = _diagnosis(run)
    for one in found["findings"]:
        sure = text(f"diagnosis.confidence.{one['confidence']}")
        printer.line(f"\n{one['severity']}: {one['what']} ({sure})\n  {one['because']}")
        if one["remedy"]:
            printer.line("  " + text("diagnosis.try", what=one["remedy"]["text"]))
    for one in found["tried"]:
        printer.line(f"\n{one['run']}: {one['text'] or one['state']}")


def _print_weights(run: Run, printer: Printer) -> None:
    """Which layers began with saved numbers, for a run that did not begin at random."""
    if report := loaded_weights(run.id):
        printer.line(f"\n{starting_words.title(report, name=starting_words.origin(report))}")
        found = starting_words.columns(report["rows"])
        printer.table(list(found), list(zip(*found.values(), strict=True)))
        if names := starting_words.unused(report):
            printer.line(text("starting.unused", names=names))


def describe_stop(parser: ArgumentParser) -> None:
    """Arguments of `stop`."""
    add_run(parser)


def stop(chosen: Namespace, printer: Printer) -> int:
    """Ask a run to stop at its next batch."""
    if group := existing_group(chosen.run):
        return wish(group, "stop", printer)
    run = existing_run(chosen.run)
    if not Store().wish(run.id, "stop"):
        raise ProblemError(Problem("run_ended", values={"run": run.id, "state": run.state}))
    printer.answer({"run": run.id, "wish": "stop"}, text("command.stop_asked", run=run.id))
    return 0


def describe_pause(parser: ArgumentParser) -> None:
    """Arguments of `pause`."""
    add_run(parser)


def pause(chosen: Namespace, printer: Printer) -> int:
    """Ask a run to wait at its next batch, until `resume`."""
    if group := existing_group(chosen.run):
        return wish(group, "pause", printer)
    run = existing_run(chosen.run)
    if run.state != "running" or not Store().wish(run.id, "pause"):
        raise ProblemError(Problem("run_not_running", values={"run": run.id, "state": run.state}))
    printer.answer({"run": run.id, "wish": "pause"}, text("command.pause_asked", run=run.id))
    return 0


def describe_test(parser: ArgumentParser) -> None:
    """Arguments of `test`."""
    add_run(parser)
    parser.add_argument("--csv", action="store_true", help=text("command.arguments.figures_csv"))


def test(chosen: Namespace, printer: Printer) -> int:
    """The test-set figures of a run, as the results page shows them."""
    run = existing_run(chosen.run)
    results = summary(run.id)
    if results is None:
        raise ProblemError(Problem("no_results", values={"run": run.id, "state": run.state}))
    validation = looks.validation(Store(), run)[run.id]
    seen = looks.look(Store(), run, results["test"], person=looks.COMMAND_LINE)
    figures = measured(run.id)
    if chosen.csv:
        printer.table_lines(figure_table(run.id).splitlines(keepends=True))
    elif chosen.json:
        kept = [found and {name: found.get(name) for name in KEPT} for found in figures]
        said = {"run": run.id, "validation": validation, **results}
        printer.json({**said, "figures": kept, "looks": asdict(seen)})
    else:
        for name, value in validation.items():
            printer.line(text("looks.validation_line", name=name, value=number(value)))
        _print_test(results, figures, printer)
        _say(seen)
    return 0


def _print_test(
    results: dict[str, Any], figures: list[dict[str, Any] | None], printer: Printer
) -> None:
    own = {key: value for key, value in results.items() if type(value) in (int, float)}
    for name, value in {**own, **results["test"]}.items():
        printer.line(f"{name}: {number(value)}")
    for found in filter(None, figures):
        printer.line()
        heads = [text(f"command.columns.{name}") for name in ("figure", "value", "interval", "by")]
        printer.table(heads, score_rows(results["task"], found))
    if results.get("per_class"):
        names = tuple(results["per_class"][0])
        rows = [[number(row[name]) for name in names] for row in results["per_class"]]
        printer.line()
        printer.table([text(f"command.columns.{name}") for name in names], rows)


def test_figures(run: Run) -> dict[str, Any]:
    """The run's test figures and, as they are printed now, how often the test part was looked at:
    `test` and, where there are any, `looks`."""
    figures = (run.result or {}).get("test", {})
    if not figures:
        return {"test": {}}
    found = looks.look(Store(), run, figures, person=looks.COMMAND_LINE)
    return {"test": figures, "looks": asdict(found)}


def _say(found: Looks) -> None:
    print(text("looks.command", mine=found.mine, all=found.all), file=sys.stderr)


def existing_run(given: str) -> Run:
    """The run with this id, or the only one whose id begins so. Raises ProblemError."""
    found = Store().run(given)
    if found is None and len(given) >= 4:
        starts = [run for run in Store().runs(10_000) if run.id.startswith(given)]
        found = Store().run(starts[0].id) if len(starts) == 1 else None
    if found is None:
        raise ProblemError(Problem("run_unknown", values={"run": given[:80]}))
    return found


def add_run(parser: ArgumentParser) -> None:
    parser.add_argument("run", help=text("command.arguments.run"))
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def print_run(run: Run, printer: Printer) -> None:
    printer.line(text("command.run", run=run.id, state=run.state, name=run.name or "–"))
    printer.line(text("command.folder", folder=str(folder(run.id))))
    if place := Store().place_of(run.id):
        printer.line(text("command.place", **standing(place), priority=run.priority))
    if line := memory_line(run):
        printer.line(line)
    columns = history(run.id)
    if columns:
        epochs = range(len(columns["loss"]) if "loss" in columns else run.epochs_done)
        rows = [[str(i + 1), *(number(values[i]) for values in columns.values())] for i in epochs]
        printer.table([text("command.columns.epoch"), *columns], rows)
    found = test_figures(run)
    for name, value in found["test"].items():
        printer.line(text("command.test_figure", name=name, value=number(value)))
    if "looks" in found:
        _say(Looks(**found["looks"]))
    if words := trained_words(run.document, read(run.changes)):
        printer.line(words)
    if run.why:
        print_problems([rendered_json(Problem.from_json(run.why))])


def standing(place: Place) -> dict[str, Any]:
    """Where a waiting run stands, as JSON values."""
    return {"position": place.position, "waiting": place.waiting, "at_work": place.at_work}


def memory_line(run: Run) -> str | None:
    """What is known of the run's memory, in words."""
    memory = run.memory or {}
    known = {key: readable(memory[key]) for key in ("need", "peak") if key in memory}
    if "need" not in known:
        return None
    return text("command.memory" if "peak" in known else "command.memory_expected", **known)


def _summary(run: Run, place: Place | None) -> dict[str, Any]:
    names = ("id", "name", "owner", "state", "attempt", "epochs_done", "epochs_planned")
    times, queue = ("created", "started", "finished"), ("priority", "memory")
    summary = {name: getattr(run, name) for name in (*names, *times, *queue)}
    summary |= {"group": run.group, "place": dict(run.place) if run.place else None}
    summary["queue"] = standing(place) if place else None
    return {**summary, "why": dict(run.why) if run.why else None}


def _when(run: Run) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(run.created))
