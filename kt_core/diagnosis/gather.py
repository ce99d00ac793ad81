"""Collects from run store and folder what is known of a run."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kt_core.changes import as_of, read
from kt_core.diagnosis.evidence import Evidence
from kt_core.problems import ProblemError
from kt_core.runs import Run, Store, folder

KEPT = ("epoch", "values", "remeasured", "learning_rate")
FIGURES = ("gradient_norm", "update_ratio", "dead_share")
RESULTS = ("task", "accuracy", "per_class")


def gather(run: Run, store: Store) -> Evidence:
    """The evidence of a run as it is now."""
    place = folder(run.id)
    epochs = [{key: row[key] for key in KEPT if key in row} for row in store.epochs(run.id)]
    document, since = trained_document(run, len(epochs))
    results = {} if run.saved_is_earlier else _json(place / "results.json")
    return Evidence(
        document=document,
        since=since,
        epochs=epochs,
        layers=[_layers(row) for row in store.layers(run.id)],
        facts=facts_of(run.id),
        results={key: results[key] for key in RESULTS if key in results},
        state=run.state,
    )


def trained_document(run: Run, done: int) -> tuple[dict[str, Any], int]:
    """What the newest of `done` epochs was trained with, changes made meanwhile included, and the
    epoch from which on it holds."""
    newest = max(0, done - 1)
    try:
        changes = read(run.changes)
        document = as_of(run.document, changes, newest)
    except ProblemError:  # made by another version: what was asked for at first is known
        return dict(run.document), 0
    held = [each.epoch for each in changes if each.epoch is not None and each.epoch <= newest]
    return document, max(held, default=0)


def facts_of(run: str) -> dict[str, Any]:
    """What is known of the run's data, empty when it has not begun or is of an older version."""
    return _json(folder(run) / "facts.json")


def _layers(row: Mapping[str, Any]) -> dict[str, Any]:
    values = {
        node: {name: figures[name] for name in FIGURES if name in figures}
        for node, figures in row["values"].items()
    }
    return {"epoch": row["epoch"], "values": values}


def _json(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
