"""`inspect`: files of data, checked and described, and taken in as a data set of one's own."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kt_core.commands.models import Ask, confined
from kt_core.commands.printing import Printer, print_problems
from kt_core.problems import Problem, ProblemError
from kt_core.texts import rendered_json, text

SHOWN = ("kind", "examples", "classes", "columns", "arrays", "width", "height", "data")


def describe_inspect(parser: ArgumentParser) -> None:
    """Arguments of `inspect`."""
    parser.add_argument(
        "files", nargs="+", metavar="FILE", help=text("command.arguments.data_files")
    )
    parser.add_argument("--take", action="store_true", help=text("command.arguments.take"))
    parser.add_argument("--options", metavar="JSON", help=text("command.arguments.options"))
    parser.add_argument("--title", default="", help=text("command.arguments.data_title"))
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def inspect(chosen: Namespace, printer: Printer) -> int:
    """What files of data hold; with `--take` each becomes a data set for experiments."""
    options = _options(chosen.options)
    fine = True
    with confined("inspect") as look, confined("take_in") as take:
        for given in chosen.files:
            answer = _answer(look, given, options)
            if answer["ok"] and chosen.take:
                answer = _taken(take, given, answer, options, chosen.title)
            fine = fine and answer["ok"]
            _print(answer, printer)
    return 0 if fine else 1


def _options(given: str | None) -> dict[str, Any]:
    try:
        found = json.loads(given or "{}")
    except ValueError as error:
        raise ProblemError(Problem("own_options_broken")) from error
    if not isinstance(found, dict):
        raise ProblemError(Problem("own_options_broken"))
    return found


def _answer(look: Ask, given: str, options: Mapping[str, Any]) -> dict[str, Any]:
    path = Path(given).absolute()
    try:
        if not path.exists():
            raise ProblemError(Problem("own_file_missing", values={"path": given}))
        return {"file": given, "ok": True, **look(path=str(path), options=dict(options))}
    except ProblemError as error:
        return _refused(given, error)


def _taken(
    take: Ask, given: str, answer: Mapping[str, Any], options: Mapping[str, Any], title: str
) -> dict[str, Any]:
    path = Path(given).absolute()
    words = {"title": title or path.stem}
    wanted = {**answer.get("suggested", {}), **options}
    try:
        made = take(path=str(path), options=wanted, words=words)
    except ProblemError as error:
        return _refused(given, error)
    return {**answer, "data": made["kind"], "train": made["train"], "test": made["test"]} | {
        "report": made["report"]
    }


def _refused(given: str, error: ProblemError) -> dict[str, Any]:
    problems = [rendered_json(problem) for problem in error.problems]
    return {"file": given, "ok": False, "problems": problems}


def _print(answer: Mapping[str, Any], printer: Printer) -> None:
    if printer.as_json:
        printer.json(answer)
        return
    printer.line(f"{answer['file']}:")
    if not answer["ok"]:
        print_problems(answer["problems"])
        return
    for name in SHOWN:
        if name in answer:
            printer.line(f"  {name}: {_short(answer[name])}")


def _short(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(f"{each['name']} ({each['kind']})" for each in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {facts}" for name, facts in value.items())
    return str(value)
