"""`find-rate`: a learning rate by a short training of a throw-away copy."""

from argparse import ArgumentParser, Namespace

from kt_core.commands.printing import Printer, number, read_document
from kt_core.commands.quiet import engine_module
from kt_core.experiment import parse
from kt_core.texts import text


def describe_find_rate(parser: ArgumentParser) -> None:
    """Arguments of `find-rate`."""
    parser.add_argument("spec", help=text("command.arguments.spec"))
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def find_rate(chosen: Namespace, printer: Printer) -> int:
    """The suggested learning rate, with the curve as JSON; 1 when there is none."""
    document = parse(read_document(chosen.spec)).to_json()
    found = engine_module("find_rate").find_rate(document)
    values = {"rate": found["suggested"], "lowest": found["lowest"], "ended": found["ended"]}
    words = text(f"controls.finder.reasons.{found['reason']}", **values)
    if chosen.json:
        told = {key: value for key, value in found.items() if key != "cancelled"}
        printer.json({"ok": found["suggested"] is not None, **told, "why": words})
    else:
        printer.line(number(found["suggested"]))
        printer.line(words)
    return 0 if found["suggested"] is not None else 1
