"""`check` and `code`: what a document means, without training it."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kt_core.changes import Change, read
from kt_core.commands.printing import Printer, number, print_problems, read_document
from kt_core.commands.quiet import engine_module
from kt_core.experiment import Experiment, parse
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Store, is_run_id
from kt_core.texts import rendered_json, shape_text, text

NOTHING: dict[str, Any] = {"nodes": [], "total_params": 0, "trainable_params": 0}


def describe_check(parser: ArgumentParser) -> None:
    """Arguments of `check`."""
    parser.add_argument("spec", help=text("command.arguments.spec_or_lines"))
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def check(chosen: Namespace, printer: Printer) -> int:
    """Shapes, parameters and problems of one document, or of each line of standard input."""
    if chosen.spec == "-":
        oks = [_answer_line(line, printer) for line in sys.stdin.buffer]
        return 0 if all(oks) else 1
    answer = answered(read_document(chosen.spec))
    if chosen.json:
        printer.json(answer)
    else:
        _print_answer(answer, printer)
    return 0 if answer["ok"] else 1


def answered(document: bytes | Mapping[str, Any]) -> dict[str, Any]:
    """The `check` answer with sentences, for a document or for what should have been one."""
    engine_check = engine_module("check").check
    try:
        found = engine_check(parse(document).to_json())
        problems = [Problem.from_json(problem) for problem in found["problems"]]
    except ProblemError as refused:
        found, problems = {"ok": False, **NOTHING}, list(refused.problems)
    return {**found, "problems": [rendered_json(problem) for problem in problems]}


def _answer_line(line: bytes, printer: Printer) -> bool:
    answer = answered(line)
    printer.json(answer)
    return answer["ok"]


def _print_answer(answer: Mapping[str, Any], printer: Printer) -> None:
    heads = [text(f"command.columns.{name}") for name in ("name", "kind", "shape", "params")]
    rows = [
        [node["name"], node["kind"] or "", _shape(node["output_shape"]), number(node["params"])]
        for node in answer["nodes"]
    ]
    if rows:
        printer.table(heads, rows)
    total, trainable = number(answer["total_params"]), number(answer["trainable_params"])
    printer.line(text("command.totals", total=total, trainable=trainable))
    print_problems(answer["problems"])


def _shape(shape: Any) -> str:
    if not shape:
        return "–"
    several = isinstance(shape[0], list)
    return " | ".join(shape_text(one[1:]) or "1" for one in (shape if several else [shape]))


def describe_code(parser: ArgumentParser) -> None:
    """Arguments of `code`."""
    parser.add_argument("spec", help=text("command.arguments.spec_or_run"))
    parser.add_argument("--notebook", action="store_true", help=text("command.arguments.notebook"))
    parser.add_argument("--to", metavar="FOLDER", help=text("command.arguments.to_folder"))


def code(chosen: Namespace, printer: Printer) -> int:
    """The Python script (or notebook) that trains the same model without this project."""
    from kt_core.code import notebook, script, write

    experiment, changes = _of_run_or_file(chosen.spec)
    if chosen.to and not chosen.notebook:
        printer.line(str(write(experiment, Path(chosen.to), changes=changes)))
        return 0
    if not chosen.to:
        cells = notebook(experiment, changes=changes) if chosen.notebook else None
        words = json.dumps(cells, indent=1) if cells else script(experiment, changes=changes)
        printer.line(words.rstrip("\n"))
        return 0
    folder = Path(chosen.to)
    write(experiment, folder, changes=changes)
    cells = notebook(experiment, changes=changes, beside=True)
    (folder / "train.ipynb").write_text(json.dumps(cells, indent=1), "utf-8")
    printer.line(str(folder / "train.ipynb"))
    return 0


def _of_run_or_file(given: str) -> tuple[Experiment, tuple[Change, ...]]:
    """The document of a file or of a run, and what was changed while that trained."""
    run = Store().run(given) if is_run_id(given) and not Path(given).exists() else None
    if run is None:
        return parse(read_document(given)), ()
    return parse(dict(run.document)), read(run.changes)
