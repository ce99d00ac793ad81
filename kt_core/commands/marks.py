"""`marks`: which test examples people believe to be labelled wrongly."""

from argparse import ArgumentParser, Namespace

from kt_core import marks as marked
from kt_core.commands.printing import Printer
from kt_core.data import card
from kt_core.data.identity import fingerprint
from kt_core.runs import Store
from kt_core.texts import text


def describe_marks(parser: ArgumentParser) -> None:
    """Arguments of `marks`."""
    parser.add_argument("data", metavar="DATA", help=text("command.arguments.data_kind"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--csv", action="store_true", help=text("command.arguments.marks_csv"))
    form.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def marks(chosen: Namespace, printer: Printer) -> int:
    """Everybody's marks in a data set; the data and all figures are as they were."""
    facts = card(chosen.data)
    rows = marked.table(facts, Store().marks(fingerprint(chosen.data)))
    if chosen.json:
        printer.json(rows)
    elif chosen.csv:
        printer.table_lines([marked.csv_text(rows)])
    else:
        heads = [text(f"gallery.columns.{name}") for name in marked.COLUMNS]
        lines = [[_shown(row[name]) for name in marked.COLUMNS] for row in rows]
        printer.table(heads, lines)
    return 0


def _shown(value: object) -> str:
    """One line whatever was typed: no sign in it steers a terminal."""
    said = "–" if value is None else str(value)
    return "".join(sign if sign.isprintable() else " " for sign in said)
