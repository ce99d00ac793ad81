"""`change`: other values for a run that is being trained, from its next epoch on."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from typing import Any

from kt_core import changes
from kt_core.changes import RATE, Change
from kt_core.changes.asking import ask, take_back
from kt_core.changes.words import change_words, when_words
from kt_core.commands.printing import Printer
from kt_core.commands.quiet import engine_module
from kt_core.commands.runs import add_run, existing_run
from kt_core.problems import Problem, ProblemError, Where
from kt_core.runs import Run, Store
from kt_core.texts import text

Settings = Sequence[tuple[Where, Any]]


def describe_change(parser: ArgumentParser) -> None:
    """Arguments of `change`."""
    add_run(parser)
    parser.epilog = text("changes.command.epilog")
    rate, given = text("changes.command.learning_rate"), text("changes.command.set")
    parser.add_argument("--learning-rate", type=float, metavar="RATE", help=rate)
    parser.add_argument("--set", action="append", metavar="PATH=JSON", help=given, default=[])
    back = text("changes.command.take_back")
    parser.add_argument("--take-back", metavar="ID", help=back)
    parser.add_argument("--list", action="store_true", help=text("changes.command.list"))


def change(chosen: Namespace, printer: Printer) -> int:
    """Ask for a change, take one back, or list them."""
    run = existing_run(chosen.run)
    if chosen.list:
        return _list(run, printer)
    if chosen.take_back:
        take_back(Store(), run.id, change=chosen.take_back, check=_problems)
        words = text("changes.command.taken_back", change=chosen.take_back)
        printer.answer({"run": run.id, "taken_back": chosen.take_back}, words)
        return 0
    settings = _settings(chosen)

    def patch(document: Mapping[str, Any]) -> list[dict[str, Any]]:
        return _patch(document, settings)

    new = ask(Store(), run.id, patch=patch, check=_problems)
    found = existing_run(run.id)
    what = change_words(found.document, changes.read(found.changes), new)
    words = text("changes.command.asked", change=new.id, what=what)
    printer.answer({"run": run.id, "change": new.to_json()}, words)
    return 0


def _settings(chosen: Namespace) -> Settings:
    found: list[tuple[Where, Any]] = [_setting(given) for given in chosen.set]
    if chosen.learning_rate is not None:
        found.insert(0, (RATE, chosen.learning_rate))
    if not found:
        raise ProblemError(Problem("change_missing"))
    return found


def _setting(given: str) -> tuple[Where, Any]:
    path, found, value = given.partition("=")
    try:
        if not found or not path:
            raise ValueError
        parts = path.strip("/").split("/" if path.startswith("/") else ".")
        return tuple(parts), json.loads(value)
    except ValueError as error:
        raise ProblemError(Problem("change_value_unreadable", values={"given": given})) from error


def _patch(document: Mapping[str, Any], settings: Settings) -> list[dict[str, Any]]:
    """One patch of all that is set, one after the other."""
    found: list[dict[str, Any]] = []
    for where, value in settings:
        now = changes.patched(document, [Change("", 0.0, tuple(found))])
        found += changes.setting(now, where, value)
    return found


def _problems(document: Mapping[str, Any]) -> list[Problem]:
    answer = engine_module("check").check(document)
    return [Problem.from_json(each) for each in answer["problems"]]


def _list(run: Run, printer: Printer) -> int:
    known = changes.read(run.changes)
    if printer.as_json:
        printer.json([each.to_json() for each in known])
        return 0
    for each in known:
        what = change_words(run.document, known, each)
        values = {"change": each.id, "what": what, "when": when_words(each, ended=run.ended)}
        printer.line(text("changes.command.line", **values))
    if not known:
        printer.line(text("changes.command.none"))
    return 0
