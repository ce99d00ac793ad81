"""Asking for a change of a run, and taking one back: nothing that two people do at once is lost."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kt_core.changes.change import Change, read, wished
from kt_core.changes.differences import RATE, differences
from kt_core.changes.patches import refuse
from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError
from kt_core.rate_table import RateTable, rate_table
from kt_core.runs import Run, Store
from kt_core.runs.connected import new_id

Check = Callable[[Mapping[str, Any]], Iterable[Problem]]
"""Everything the engine finds in a document."""


def ask(
    store: Store,
    run: str,
    *,
    patch: Callable[[Mapping[str, Any]], Sequence[Mapping[str, Any]]],
    check: Check,
) -> Change:
    """Have a run changed from its next epoch on. `patch` makes the patch from the document with all
    changes asked for so far; it is made again when somebody asks for another in between.

    Raises ProblemError for a change that can't be made, and for a document that couldn't train.
    """
    while True:
        found = _run(store, run)
        known = read(found.changes)
        document = wished(found.document, known)
        steps = tuple(patch(document))
        after = refuse(document, steps)
        _refuse_what_a_table_decides(found, document, after)
        _refuse_errors(check(after))
        new = Change(new_id(), time.time(), steps)
        if store.set_changes(run, found.changes, [each.to_json() for each in (*known, new)]):
            return new


def take_back(store: Store, run: str, *, change: str, check: Check) -> None:
    """Forget a change that still waits.

    Raises ProblemError when it is not known or holds already, and when what was asked for after it
    could not be without it.
    """
    while True:
        found = _run(store, run)
        known = read(found.changes)
        gone = next((each for each in known if each.id == change), None)
        if gone is None or gone.epoch is not None:
            epoch = None if gone is None or gone.epoch is None else gone.epoch + 1
            code = "change_unknown" if gone is None else "change_holds"
            raise ProblemError(Problem(code, values={"epoch": epoch, "change": change[:40]}))
        rest = [each for each in known if each is not gone]
        _refuse_errors(check(wished(found.document, rest)))
        if store.set_changes(run, found.changes, [each.to_json() for each in rest]):
            return


def _run(store: Store, run: str) -> Run:
    found = store.run(run)
    if found is None:
        raise ProblemError(Problem("run_unknown", values={"run": run[:80]}))
    return found


def _refuse_what_a_table_decides(
    run: Run, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """A new learning rate alone, where the values of a table stand in its place in every epoch
    that is left: it would be told of, and change nothing."""
    tables = [rate_table(normalize(parse(each))) for each in (before, after)]
    only_rate = [each.where for each in differences(before, after)] == [RATE]
    if not only_rate or not all(isinstance(each, RateTable) for each in tables):
        return
    fit = parse(before).fit
    planned = run.epochs_planned or (fit.epochs if fit else 1)
    left = range(run.epochs_done, max(planned, run.epochs_done + 1))
    one, other = ([each.at(epoch) for epoch in left] for each in tables if each)
    if one == other:
        raise ProblemError(Problem("change_rate_by_table", RATE, {"rate": one[-1]}))


def _refuse_errors(found: Iterable[Problem]) -> None:
    if errors := [problem for problem in found if problem.severity == "error"]:
        raise ProblemError(*errors)
