"""`search`: the same experiment several times, in the foreground; for now the folds of a
cross-validation."""

import sys
from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from typing import Any

from kt_core import cross_validation
from kt_core.commands.checking import answered
from kt_core.commands.groups import fold_name, show_group
from kt_core.commands.printing import Printer, print_problems, read_document
from kt_core.commands.quiet import engine_module
from kt_core.commands.training import trained
from kt_core.data import available
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Group, Store
from kt_core.texts import rendered_json, text

SWITCHES = {"group_by": "groups", "identical": "identical", "stratified": "stratified"}


def describe_search(parser: ArgumentParser) -> None:
    """Arguments of `search`."""
    parser.add_argument("spec", help=text("command.arguments.spec"))
    parser.add_argument("--folds", type=int, required=True, help=text("search.arguments.folds"))
    parser.add_argument("--repeats", type=int, default=1, help=text("search.arguments.repeats"))
    words = text("search.arguments.stratified")
    parser.add_argument("--stratified", action=BooleanOptionalAction, help=words)
    words = text("search.arguments.group_by")
    parser.add_argument("--group-by", metavar="COLUMN", help=words)
    words = text("search.arguments.identical")
    parser.add_argument("--identical", action="store_true", default=None, help=words)
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def search(chosen: Namespace, printer: Printer) -> int:
    """Train each fold in turn; Ctrl-C stops, and `resume` goes on with those that are left."""
    experiment = parse(read_document(chosen.spec))
    if experiment.is_network_only or experiment.data is None:
        raise ProblemError(Problem("not_trainable"))
    engine_module("threads").compute_with_threads_of(experiment)
    document, params = experiment.to_json(), _params(chosen)
    if not available(experiment.data.dataset):
        engine_module("fetch").fetch(experiment.data.dataset)
    if not _sound(document, params, printer):
        return 1
    members = cross_validation.members(document, params)
    owner, store = "command line", Store()
    made = store.create_group(document, members, params=params, owner=owner, waits=False)
    group = store.group(made)
    assert group is not None
    return trained_to_the_end(group, printer)


def trained_to_the_end(group: Group, printer: Printer) -> int:
    """Train all folds of the group that are not finished, one after the other, and show it."""
    from kt_core.runs.process import identity

    store, ended = Store(), []
    for run in store.members(group.id):
        if run.state == "finished" or not store.resume(run.id, handle=identity()):
            continue
        print(text("search.fold", fold=fold_name(run), run=run.id), file=sys.stderr)
        ended.append(trained(run.id).state)
        if ended[-1] == "stopped":
            break
    show_group(group, printer)
    return 0 if set(ended) <= {"finished", "stopped"} else 1


def _params(chosen: Namespace) -> dict[str, Any]:
    given = {key: getattr(chosen, name) for name, key in SWITCHES.items()}
    said = {key: value for key, value in given.items() if value is not None}
    repeats = {"repeats": chosen.repeats} if chosen.repeats != 1 else {}
    return {"folds": chosen.folds, **repeats, **said}


def _sound(document: dict[str, Any], params: dict[str, Any], printer: Printer) -> bool:
    """Whether every fold can be trained; prints what is in the way, or unwise."""
    found = cross_validation.problems(document, params)
    if all(problem.severity != "error" for problem in found):
        first = cross_validation.members(document, params)[0][1]
        answer = answered(first)
        problems, ok = answer["problems"], answer["ok"]
        known = {each["code"] for each in problems}
        problems += [rendered_json(each) for each in found if each.code not in known]
    else:
        problems, ok = [rendered_json(each) for each in found], False
    if printer.as_json and not ok:
        printer.json({"ok": False, "problems": problems})
    elif problems:
        print_problems(problems)
    return ok
