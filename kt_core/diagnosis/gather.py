"""Collects from run store and folder what is known of a run."""

import json
from pathlib import Path
from typing import Any

from kt_core.diagnosis.evidence import Evidence
from kt_core.runs import Run, Store, folder

KEPT = ("epoch", "values", "remeasured", "learning_rate")
ROW = ("epoch", "values")
RESULTS = ("task", "accuracy", "per_class")


def gather(run: Run, store: Store) -> Evidence:
    """The evidence of a run as it is now."""
    place = folder(run.id)
    epochs = [{key: row[key] for key in KEPT if key in row} for row in store.epochs(run.id)]
    results = {} if run.saved_is_earlier else _json(place / "results.json")
    return Evidence(
        document=run.document,
        epochs=epochs,
        layers=[{key: row[key] for key in ROW} for row in store.layers(run.id)],
        facts=facts_of(run.id),
        results={key: results[key] for key in RESULTS if key in results},
        state=run.state,
    )


def facts_of(run: str) -> dict[str, Any]:
    """What is known of the run's data, empty when it has not begun or is of an older version."""
    return _json(folder(run) / "facts.json")


def _json(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
