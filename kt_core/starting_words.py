"""What a network begins with, in words: one table for the pages and the command line."""

from collections.abc import Mapping, Sequence
from typing import Any

from kt_core.texts import shape_text, text

COLUMNS = ("node", "loaded", "saved", "shapes", "saved_shapes", "kind")


def columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The rows of `kt_core.starting.table` as columns of words, under their headings."""
    words = [_words(row) for row in rows]
    return {text(f"starting.columns.{name}"): [each[name] for each in words] for name in COLUMNS}


def title(report: Mapping[str, Any], *, name: str) -> str:
    """How many layers begin with numbers of the saved model `name`."""
    rows = report["rows"]
    loaded = sum(row["loaded"] for row in rows)
    return text("starting.title", name=name, loaded=loaded, layers=len(rows))


def origin(weights: Mapping[str, Any]) -> str:
    """What the saved model was called, else the beginning of its file's name."""
    return weights.get("from") or weights["file"][:12]


def unused(report: Mapping[str, Any]) -> str:
    """The saved layers that nothing takes, the first eight by name; empty without any."""
    names = report["unused"]
    return ", ".join(names[:8]) + (", …" if len(names) > 8 else "")


def _words(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "node": row["node"],
        "loaded": text(f"starting.why.{row['why']}"),
        "saved": row["saved"] or "–",
        "shapes": _shapes(row["shapes"]),
        "saved_shapes": _shapes(row["saved_shapes"]),
        "kind": row["kind"],
    }


def _shapes(shapes: Sequence[Sequence[int]] | None) -> str:
    return ", ".join(shape_text(shape) or "1" for shape in shapes or ()) or "–"
