"""`train`, and the verbs that read and steer what the run store holds."""

import json
import signal
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kt_core.commands.checking import answered
from kt_core.commands.printing import Printer, number, print_problems, read_document
from kt_core.commands.quiet import engine_module
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Run, Store, folder
from kt_core.texts import rendered_json, text

POLL_SECONDS = 0.2


def describe_train(parser: ArgumentParser) -> None:
    """Arguments of `train`."""
    parser.add_argument("spec", help=text("command.arguments.spec"))
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def train(chosen: Namespace, printer: Printer) -> int:
    """Train in the foreground; Ctrl-C stops at the next batch, and what was trained is kept."""
    experiment = parse(read_document(chosen.spec))
    if experiment.is_network_only:
        raise ProblemError(Problem("not_trainable"))
    answer = answered(experiment.to_json())
    if not chosen.json or not answer["ok"]:
        print_problems(answer["problems"])
    if not answer["ok"]:
        if chosen.json:
            printer.json({"ok": False, "problems": answer["problems"]})
        return 1
    run = _trained(experiment.to_json())
    _print_trained(run, printer)
    return 0 if run.state in ("finished", "stopped") else 1


def _trained(document: dict[str, Any]) -> Run:
    from kt_core.engine.jobs import TRAIN
    from kt_core.executors import Inline, Job
    from kt_core.runs.process import identity

    engine_module("train")
    store = Store()
    run = store.create_run(document, owner="command line", handle=identity())
    with _stopped_by_interrupt(lambda: store.wish(run, "stop")), _followed(run):
        Inline().submit(Job(run, 1, store.url, TRAIN))
    return _existing(run)


@contextmanager
def _stopped_by_interrupt(stop: Callable[[], object]) -> Iterator[None]:
    """The first Ctrl-C asks to stop, a second one ends the process."""

    def ask(_signal: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        print(text("command.stopping"), file=sys.stderr)
        threading.Thread(target=stop).start()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _followed(run: str) -> Iterator[None]:
    """Meanwhile print the run's epochs to stderr, as they come."""
    done = threading.Event()
    thread = threading.Thread(target=_follow, args=(run, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _follow(run: str, done: threading.Event) -> None:
    store, cursor, planned = Store(), 0, 0
    last = False
    while not last:
        last = done.wait(POLL_SECONDS)
        for row in store.rows(run, cursor):
            cursor = row["seq"] + 1
            planned = row.get("epochs", planned)
            _print_row(row, planned)


def _print_row(row: dict[str, Any], planned: int) -> None:
    if row["kind"] == "batch" and sys.stderr.isatty():
        share = row["x"][-1] / planned if planned else 0
        bar = "█" * round(share * 30)
        print(f"\r{bar:<30} {share:4.0%}", end="", file=sys.stderr)
    elif row["kind"] == "epoch":
        figures = "  ".join(f"{name} {number(value)}" for name, value in row["values"].items())
        values = {"epoch": row["epoch"] + 1, "planned": planned, "figures": figures}
        print("\r" + text("command.epoch", **values), file=sys.stderr)


def _print_trained(run: Run, printer: Printer) -> None:
    if printer.as_json:
        answer = {
            "run": run.id,
            "folder": str(folder(run.id)),
            "state": run.state,
            "history": history(run.id),
            "test": (run.result or {}).get("test", {}),
        }
        problems = {"problems": [rendered_json(Problem.from_json(run.why))]} if run.why else {}
        printer.json({**answer, **problems})
        return
    _print_run(run, printer)


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
    if chosen.json:
        printer.json([_summary(run) for run in found])
        return 0
    rows = [
        [run.id, run.state, f"{run.epochs_done}/{run.epochs_planned or '?'}", _when(run), run.name]
        for run in found
    ]
    names = ("run", "state", "epochs", "created", "name")
    printer.table([text(f"command.columns.{name}") for name in names], rows)
    return 0


def describe_show(parser: ArgumentParser) -> None:
    """Arguments of `show`."""
    _add_run(parser)


def show(chosen: Namespace, printer: Printer) -> int:
    """One run: state, figures of each epoch, test metrics."""
    run = existing_run(chosen.run)
    if chosen.json:
        summary = {**_summary(run), "history": history(run.id), "folder": str(folder(run.id))}
        printer.json({**summary, "document": dict(run.document)})
    else:
        _print_run(run, printer)
    return 0


def describe_stop(parser: ArgumentParser) -> None:
    """Arguments of `stop`."""
    _add_run(parser)


def stop(chosen: Namespace, printer: Printer) -> int:
    """Ask a run to stop at its next batch."""
    run = existing_run(chosen.run)
    if not Store().wish(run.id, "stop"):
        raise ProblemError(Problem("run_ended", values={"run": run.id, "state": run.state}))
    if chosen.json:
        printer.json({"run": run.id, "wish": "stop"})
    else:
        printer.line(text("command.stop_asked", run=run.id))
    return 0


def describe_test(parser: ArgumentParser) -> None:
    """Arguments of `test`."""
    _add_run(parser)


def test(chosen: Namespace, printer: Printer) -> int:
    """The test-set figures of a run, as the results page shows them."""
    run = existing_run(chosen.run)
    file = folder(run.id) / "results.json"
    if not file.is_file():
        raise ProblemError(Problem("no_results", values={"run": run.id, "state": run.state}))
    results = json.loads(file.read_text("utf-8"))
    if chosen.json:
        printer.json({"run": run.id, **results})
        return 0
    for name, value in results["test"].items():
        printer.line(f"{name}: {number(value)}")
    if results.get("per_class"):
        names = ("class", "precision", "recall", "f1", "support")
        rows = [[number(row[name]) for name in names] for row in results["per_class"]]
        printer.line()
        printer.table([text(f"command.columns.{name}") for name in names], rows)
    return 0


def existing_run(given: str) -> Run:
    """The run with this id, or the only one whose id begins so. Raises ProblemError."""
    found = Store().run(given)
    if found is None and len(given) >= 4:
        starts = [run for run in Store().runs(10_000) if run.id.startswith(given)]
        found = Store().run(starts[0].id) if len(starts) == 1 else None
    if found is None:
        raise ProblemError(Problem("run_unknown", values={"run": given[:80]}))
    return found


def _existing(run: str) -> Run:
    found = Store().run(run)
    if found is None:
        raise ProblemError(Problem("run_unknown", values={"run": run}))
    return found


def _add_run(parser: ArgumentParser) -> None:
    parser.add_argument("run", help=text("command.arguments.run"))
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def _print_run(run: Run, printer: Printer) -> None:
    printer.line(text("command.run", run=run.id, state=run.state, name=run.name or "–"))
    printer.line(text("command.folder", folder=str(folder(run.id))))
    columns = history(run.id)
    if columns:
        epochs = range(len(columns["loss"]) if "loss" in columns else run.epochs_done)
        rows = [[str(i + 1), *(number(values[i]) for values in columns.values())] for i in epochs]
        printer.table([text("command.columns.epoch"), *columns], rows)
    for name, value in (run.result or {}).get("test", {}).items():
        printer.line(text("command.test_figure", name=name, value=number(value)))
    if run.why:
        print_problems([rendered_json(Problem.from_json(run.why))])


def _summary(run: Run) -> dict[str, Any]:
    names = ("id", "name", "owner", "state", "attempt", "epochs_done", "epochs_planned")
    times = ("created", "started", "finished")
    summary = {name: getattr(run, name) for name in (*names, *times)}
    test_figures = (run.result or {}).get("test", {})
    return {**summary, "test": test_figures, "why": dict(run.why) if run.why else None}


def _when(run: Run) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(run.created))
