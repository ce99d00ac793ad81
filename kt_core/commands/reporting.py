"""`report`: a whole run as one HTML file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from kt_core.commands.measuring import measured
from kt_core.commands.printing import Printer
from kt_core.commands.runs import add_run, existing_run, test_figures
from kt_core.problems import Problem, ProblemError
from kt_core.report import report as made
from kt_core.runs import Store, write_atomic
from kt_core.texts import text


def describe_report(parser: ArgumentParser) -> None:
    """Arguments of `report`."""
    add_run(parser)
    parser.add_argument("--to", metavar="FILE", help=text("command.arguments.to_report"))


def report(chosen: Namespace, printer: Printer) -> int:
    """Writes the report of a run; figures that an earlier version has not kept are worked out."""
    run = existing_run(chosen.run)
    measured(run.id)
    test_figures(run)  # it holds them: that is a look at the test part
    to = Path(chosen.to or f"{run.id}.html").absolute()
    if not to.parent.is_dir():
        raise ProblemError(Problem("folder_missing", values={"folder": str(to.parent)}))
    write_atomic(to, made(run, Store()).encode())
    words = text("command.written", file=str(to))
    printer.answer({"run": run.id, "ok": True, "file": str(to)}, words)
    return 0
