"""The queue, for who runs the server: who goes first."""

from argparse import ArgumentParser, Namespace

from kt_core.commands.printing import Printer
from kt_core.commands.runs import add_run, existing_run, standing
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Store
from kt_core.runs.queue import HIGHEST
from kt_core.texts import text


def describe_priority(parser: ArgumentParser) -> None:
    """Arguments of `priority`."""
    add_run(parser)
    parser.add_argument("priority", type=int, help=text("command.arguments.priority"))


def priority(chosen: Namespace, printer: Printer) -> int:
    """Let a waiting run be trained before or after the others."""
    run, store = existing_run(chosen.run), Store()
    if abs(chosen.priority) > HIGHEST:
        values = {"given": chosen.priority, "lowest": -HIGHEST, "highest": HIGHEST}
        raise ProblemError(Problem("priority_out_of_range", values=values))
    store.set_priority(run.id, chosen.priority)
    place = store.place_of(run.id)
    if place is None:
        raise ProblemError(Problem("run_not_waiting", values={"run": run.id, "state": run.state}))
    said = {"run": run.id, "priority": chosen.priority, **standing(place)}
    printer.answer(said, text("command.prioritized", **said))
    return 0
