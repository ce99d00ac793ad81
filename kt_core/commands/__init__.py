"""The command line: one table of verbs; JSON on stdout with `--json`, everything else on stderr.

Exit code 0: all well; 1: a problem; 2: wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from types import ModuleType

from kt_core.commands import (
    changing,
    checking,
    data_files,
    doctor,
    marks,
    models,
    parts,
    queue,
    rates,
    reporting,
    runs,
    search,
    training,
)
from kt_core.commands.printing import Printer
from kt_core.problems import ProblemError
from kt_core.texts import text

VERBS: dict[str, tuple[ModuleType, str]] = {
    "check": (checking, "check"),
    "code": (checking, "code"),
    "find-rate": (rates, "find_rate"),
    "train": (training, "train"),
    "search": (search, "search"),
    "runs": (runs, "runs"),
    "show": (runs, "show"),
    "resume": (training, "resume"),
    "pause": (runs, "pause"),
    "change": (changing, "change"),
    "stop": (runs, "stop"),
    "priority": (queue, "priority"),
    "test": (runs, "test"),
    "report": (reporting, "report"),
    "marks": (marks, "marks"),
    "predict": (models, "predict"),
    "open": (models, "open_files"),
    "inspect": (data_files, "inspect"),
    "export": (models, "export"),
    "doctor": (doctor, "doctor"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code. Wrong usage raises SystemExit(2), as argparse does."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["KERAS_BACKEND"] = "tensorflow"
    chosen = _parser().parse_args(arguments)
    printer = Printer(sys.stdout, as_json=getattr(chosen, "json", False))
    with redirect_stdout(sys.stderr):
        try:
            parts.take(chosen.parts, chosen.verb)
            return chosen.work(chosen, printer)
        except ProblemError as found:
            printer.problems(found.problems)
            return 1
        except BrokenPipeError:
            sys.stderr.close()
            return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kt_core", description=text("command.about"))
    parser.add_argument("--parts", metavar="FOLDER", help=text("command.arguments.parts"))
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for verb, (module, name) in VERBS.items():
        about = text(f"command.verbs.{verb}")
        sub = verbs.add_parser(verb, help=about, description=about)
        describe: Callable[[argparse.ArgumentParser], None] = getattr(module, f"describe_{name}")
        describe(sub)
        sub.set_defaults(work=getattr(module, name))
    return parser
