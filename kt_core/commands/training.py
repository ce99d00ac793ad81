"""`train` and `resume`: a run in the foreground."""

import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from kt_core.commands.checking import answered
from kt_core.commands.groups import existing_group
from kt_core.commands.printing import Printer, number, print_problems, read_document
from kt_core.commands.quiet import engine_module
from kt_core.commands.runs import add_run, existing_run, history, print_run, test_figures
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
    engine_module("threads").compute_with_threads_of(experiment)
    answer = answered(experiment.to_json())
    if not chosen.json or not answer["ok"]:
        print_problems(answer["problems"])
    if not answer["ok"]:
        if chosen.json:
            printer.json({"ok": False, "problems": answer["problems"]})
        return 1
    return _trained_to_the_end(_new_run(experiment.to_json()), printer)


def describe_resume(parser: ArgumentParser) -> None:
    """Arguments of `resume`."""
    add_run(parser)
    parser.add_argument("--epochs", type=int, help=text("command.arguments.epochs"))


def resume(chosen: Namespace, printer: Printer) -> int:
    """Go on with a run behind its last full epoch, in the foreground; a paused one where it is."""
    from kt_core.commands import search
    from kt_core.runs.process import identity

    if group := existing_group(chosen.run):
        return search.trained_to_the_end(group, printer)
    run, store = existing_run(chosen.run), Store()
    _refuse_fewer(run, chosen.epochs)
    if not store.resume(run.id, epochs=chosen.epochs, handle=identity()):
        raise ProblemError(Problem("run_at_work", values={"run": run.id, "state": run.state}))
    if run.state == "paused":
        printer.answer({"run": run.id, "wish": "run"}, text("command.goes_on", run=run.id))
        return 0
    return _trained_to_the_end(run.id, printer)


def _refuse_fewer(run: Run, epochs: int | None) -> None:
    """Epochs that are over already can't be taken back."""
    wanted = run.epochs_planned if epochs is None else epochs
    least = run.epochs_done + (run.state == "finished")
    if wanted is not None and wanted < least:
        values = {"run": run.id, "done": run.epochs_done}
        raise ProblemError(Problem("no_epochs_left", values=values))


def _new_run(document: dict[str, Any]) -> str:
    from kt_core.runs.process import identity

    return Store().create_run(document, owner="command line", handle=identity())


def _trained_to_the_end(run_id: str, printer: Printer) -> int:
    run = trained(run_id)
    _print_trained(run, printer)
    return 0 if run.state in ("finished", "stopped") else 1


def trained(run: str) -> Run:
    """Trains the run's attempt, which is this process'; the run as it then is."""
    from kt_core.engine.jobs import TRAIN
    from kt_core.executors import Inline, Job

    engine_module("train")
    store = Store()
    with _stopped_by_interrupt(lambda: store.wish(run, "stop")), _followed(run):
        Inline().submit(Job(run, _existing(run).attempt, store.url, TRAIN))
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
            **test_figures(run),
        }
        problems = {"problems": [rendered_json(Problem.from_json(run.why))]} if run.why else {}
        printer.json({**answer, **problems})
        return
    print_run(run, printer)


def _existing(run: str) -> Run:
    found = Store().run(run)
    if found is None:
        raise ProblemError(Problem("run_unknown", values={"run": run}))
    return found
