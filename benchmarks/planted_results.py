"""A finished run with a large test part, planted: what is measured needs no training."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn import metrics

from kt_core.data import Arrays
from kt_core.data.own import shelf
from kt_core.engine.measures import keep
from kt_core.runs import Store, folder
from kt_core.runs.schema import plain

SHAPE = (28, 28, 1)
HEAD = {
    "format": "kt-experiment",
    "version": 1,
    "seed": 7,
    "loss": {"kind": "SparseCategoricalCrossentropy", "params": {}},
    "optimizer": {"kind": "Adam", "params": {}},
    "metrics": [{"kind": "SparseCategoricalAccuracy", "params": {}}],
    "fit": {"epochs": 1, "batch_size": 32},
}


def planted(store: Store, *, classes: int = 10, examples: int = 10_000) -> str:
    """The id of a finished run on an own data set with so many test pictures and classes."""
    names = [f"class {at}" for at in range(classes)]
    generator = np.random.default_rng(3)
    true = np.arange(examples) % classes
    kind = _data_set(names, true, generator)
    layers = [
        {"name": "input", "kind": "Input", "params": {"shape": list(SHAPE)}},
        {"name": "flatten", "kind": "Flatten", "params": {}},
        {"name": "output", "kind": "Dense", "params": {"units": classes, "activation": "softmax"}},
    ]
    document = {**HEAD, "data": {"kind": kind, "scaling": "unit"}, "network": layers}
    draft = store.create_draft(document)
    run = store.create_run(document, draft=draft)
    store.change(run, states="queued", state="running")
    _answered(run, names, true, _probabilities(true, classes, generator))
    store.change(run, states="running", state="finished", result={"test": {"loss": 0.5}})
    return run


def _data_set(names: list[str], true: np.ndarray, generator: np.random.Generator) -> str:
    pictures = generator.integers(0, 256, (len(true), *SHAPE), dtype="uint8")
    few = np.arange(2 * len(names)) % len(names)
    arrays = Arrays(pictures[: len(few)], few.astype("int64"), pictures, true.astype("int64"))
    facts: Mapping[str, Any] = {
        "task": "classification",
        "modality": "image",
        "classes": tuple(names),
        "largest": 255,
    }
    return shelf.put(arrays, facts, {"title": "Many pictures"}).kind


def _probabilities(true: np.ndarray, classes: int, generator: np.random.Generator) -> np.ndarray:
    """Answers of a fair model: (n, classes), most of them right."""
    scores = generator.normal(size=(len(true), classes)).astype("float32")
    scores[np.arange(len(true)), true] += 3
    odds = np.exp(scores)
    return odds / odds.sum(axis=1, keepdims=True)


def _answered(run: str, names: list[str], true: np.ndarray, answers: np.ndarray) -> None:
    """Writes what an evaluation leaves in the run's folder."""
    told, known = answers.argmax(axis=1), list(range(len(names)))
    table = metrics.precision_recall_fscore_support(true, told, labels=known, zero_division=0)
    columns = (column.tolist() for column in table)
    result = {
        "task": "classification",
        "finite": True,
        "test": {"loss": 0.5},
        "classes": names,
        "accuracy": float((true == told).mean()),
        "confusion": metrics.confusion_matrix(true, told, labels=known).tolist(),
        "per_class": [
            {"class": name, "precision": p, "recall": r, "f1": f, "support": s}
            for name, p, r, f, s in zip(names, *columns, strict=True)
        ],
    }
    arrays = {"y_true": true, "y_pred": answers, "rows": np.arange(len(true))}
    (folder(run) / "results.json").write_text(json.dumps(plain(result)), "utf-8")
    np.savez_compressed(folder(run) / "predictions.npz", allow_pickle=False, **arrays)
    keep(folder(run), 0, result=result, arrays=arrays)
