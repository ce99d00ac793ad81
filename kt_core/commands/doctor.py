"""`doctor`: what works on this machine, found out, not assumed."""

import os
import platform
import shutil
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from kt_core import client, own_parts
from kt_core.commands.printing import Printer, print_problems
from kt_core.data import available, cards
from kt_core.data.cards import own_folder
from kt_core.executors.local import default_slots
from kt_core.home import home
from kt_core.memory import readable
from kt_core.room import ceilings
from kt_core.runs import Store
from kt_core.texts import rendered_json, text

LINUX = platform.system() == "Linux"
PACKAGES = (
    "streamlit",
    "tensorflow",
    "keras",
    "plotly",
    "pandas",
    "numpy",
    "pydantic",
    "scikit-learn",
    "pillow",
    "h5py",
    "sqlalchemy",
    "alembic",
    "psutil",
)


def describe_doctor(parser: ArgumentParser) -> None:
    """Arguments of `doctor`."""
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def doctor(chosen: Namespace, printer: Printer) -> int:
    """Versions, engine, protections, store; exit code 1 when a package is missing."""
    found = examination()
    if chosen.json:
        printer.json(found)
    else:
        _print(found, printer)
    return 0 if all(found["versions"].values()) else 1


def examination() -> dict[str, Any]:
    """Everything `doctor` looks at, as JSON values. Raises ProblemError for an unusable store."""
    from kt_core.engine.confine import protections

    store = Store()
    active = protections()
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        "versions": {name: _version(name) for name in PACKAGES},
        "home": str(home()),
        "free_bytes": shutil.disk_usage(home()).free,
        "store": _without_password(store.url),
        "runs": len(store.runs(100_000)),
        "engine": client.state(),
        "start": os.environ.get("KT_START")
        or ("fork" if platform.system() == "Linux" else "spawn"),
        "executor": os.environ.get("KT_EXECUTOR") or "local://",
        "slots": default_slots(),
        "memory": asdict(ceilings()),
        "queue": {"waiting": len(store.waiting()), "running": len(store.taken())},
        "data_folder": str(own_folder()),
        "protections": active,
        "parts": _parts(),
        "data": [card.kind for card in cards() if available(card.kind)],
    }


def _print(found: dict[str, Any], printer: Printer) -> None:
    printer.line(text("command.doctor.python", version=found["python"], system=found["system"]))
    for name, installed in found["versions"].items():
        shown = installed or text("command.doctor.missing")
        printer.line("  " + text("command.doctor.version", name=name, version=shown))
    free = f"{found['free_bytes'] / 1e9:.1f}"
    printer.line(text("command.doctor.home", folder=found["home"], free=free))
    printer.line(text("command.doctor.store", url=found["store"]))
    printer.line(text("command.doctor.runs", count=found["runs"]))
    printer.line(text("command.doctor.engine", state=found["engine"]))
    printer.line(text("command.doctor.start", start=found["start"]))
    _print_room(found, printer)
    _print_parts(found["parts"], printer)
    names = [name for name, works in found["protections"].items() if works]
    key = "protections" if names else "no_protections"
    printer.line(text(f"command.doctor.{key}", names=", ".join(names)))
    printer.line(text("command.doctor.data", names=", ".join(found["data"])))


def _print_room(found: dict[str, Any], printer: Printer) -> None:
    """How many runs fit beside each other, what they may take, and how many there are."""
    printer.line(text("command.doctor.slots", count=found["slots"]))
    limits = {name: readable(count) for name, count in found["memory"].items()}
    printer.line(text("command.doctor.memory", **limits))
    printer.line(text("command.doctor.queue", **found["queue"]))
    printer.line(text("command.doctor.data_folder", folder=found["data_folder"]))


def _parts() -> dict[str, Any] | None:
    """The folder of own parts, what it offers by family, and what is wrong with it."""
    found = own_parts.facts()
    if found is None:
        return None
    kinds = {family: sorted(entries) for family, entries in found["families"].items()}
    problems = [rendered_json(problem) for problem in own_parts.problems()]
    return {"folder": found["folder"], "kinds": kinds, "problems": problems}


def _print_parts(found: dict[str, Any] | None, printer: Printer) -> None:
    if found is None:
        printer.line(text("command.doctor.no_parts"))
        return
    kinds = ", ".join(kind for family in found["kinds"].values() for kind in family)
    printer.line(text("command.doctor.parts", folder=found["folder"], kinds=kinds or "–"))
    print_problems(found["problems"])


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _without_password(url: str) -> str:
    from sqlalchemy import make_url

    return make_url(url).render_as_string(hide_password=True)
