"""One training's document, data and model, and what is kept about them beside the weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kt_core.batches import validation_batch_size
from kt_core.changes import patched, read
from kt_core.data import Card, Prepared, available, example_weights, for_inputs, load, prepare
from kt_core.data.looks import looks
from kt_core.diagnosis.facts import facts
from kt_core.engine.build import output_names
from kt_core.engine.recorder import Plan
from kt_core.engine.resume import Start
from kt_core.engine.streaming import rows_of
from kt_core.experiment import Experiment
from kt_core.images import border_brightness, look_of
from kt_core.names import internal_names
from kt_core.runs import Store
from kt_core.wiring import wire


@dataclass(frozen=True, eq=False)
class Session:
    """All that one training works with; `document` is as it was given, `experiment` what it and
    the changes made since say of the epochs that come."""

    store: Store
    run: str
    attempt: int
    place: Path
    document: Mapping[str, Any]
    experiment: Experiment
    card: Card
    data: Prepared
    model: keras.Model
    start: Start

    @property
    def batch_size(self) -> int:
        return self.experiment.fit.batch_size if self.experiment.fit else 32

    @property
    def epochs(self) -> int:
        return self.experiment.fit.epochs if self.experiment.fit else 1

    @property
    def validation_batch_size(self) -> int:
        return validation_batch_size(self.batch_size, self.card.shape)

    @property
    def plan(self) -> Plan:
        examples = len(self.data.x_train)
        steps = -(-examples // self.batch_size)
        size, first = self.batch_size, self.start.epoch
        return Plan(self.run, self.attempt, self.epochs, steps, examples, size, first)

    @property
    def is_fold(self) -> bool:
        """Whether this is one fold of a cross-validation, which leaves the test part alone."""
        data = self.experiment.data
        return data is not None and data.validation is not None and data.validation.kind == "fold"

    @property
    def task(self) -> str:
        """What is answered: "classification", "multi_label", "regression", "pixels", "input"."""
        labels = self.experiment.data.labels if self.experiment.data else "integer"
        return labels if labels in ("pixels", "input") else self.card.task

    def x(self, array: np.ndarray) -> Any:
        """The examples for every input."""
        names = [node.name for node in wire(self.experiment.network, self.outputs).pruned().inputs]
        return for_inputs(array, data=self.experiment.data, names=names)

    def y(self, array: np.ndarray) -> Any:
        """The labels for every output."""
        count = len(self.model.outputs)
        return array if count == 1 else (array,) * count

    @cached_property
    def weights(self) -> np.ndarray | None:
        """What each training example counts, float32 (n,); None: all alike."""
        return example_weights(self.experiment, self.data.train_rows)

    @cached_property
    def preparation(self) -> dict[str, Any]:
        """How new examples are to be prepared; looks at a thousand pictures, so it is kept."""
        return preparation(self.card, self.data)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of the output nodes."""
        return output_names(self.experiment)

    @property
    def truth(self) -> np.ndarray:
        """The test part's class numbers (n,), values (n, 1), labels (n, labels), classes of all
        pixels (n, height, width), or the examples themselves."""
        y = self.data.y_test
        if self.task != "classification":
            return y
        one_hot = y.ndim == 2 and y.shape[1] > 1
        return y.argmax(axis=1) if one_hot else y.reshape(-1).astype("int64")

    def member(self) -> dict[str, Any]:
        """What goes with the saved model: the document of the last epoch, the changes that led to
        it, classes, preparation, versions, names."""
        changes = read(self.store.changes(self.run))
        held = [change for change in changes if change.epoch is not None]
        return {
            "document": patched(self.document, held),
            **({"changes": [change.to_json() for change in held]} if held else {}),
            "classes": [] if self.task == "input" else list(self.card.names),
            "preparation": self.preparation,
            "names": internal_names(node.name for node in self.experiment.network),
            "versions": {"keras": keras.__version__, "tensorflow": tf.__version__},
        }


def arrays(experiment: Experiment) -> Prepared:
    """The prepared arrays of an experiment; a set that is not on this machine is fetched."""
    kind = experiment.data.dataset if experiment.data else ""
    if kind and not available(kind):
        from kt_core.engine.fetch import fetch

        fetch(kind)
    return prepare(experiment)


def data_facts(experiment: Experiment, about: Card, data: Prepared) -> dict[str, Any]:
    """What the diagnosis of the run will want to know of its data, as JSON values."""
    labels: str = experiment.data.labels if experiment.data else "integer"
    arrays = {name: getattr(data, name) for name in ("x_train", "y_train", "x_val", "y_val")}
    labels = "multi_label" if about.labels and labels != "input" else labels
    return facts(arrays, labels=labels, classes=about.classes, again=_again(about, data))


def _again(about: Card, data: Prepared) -> int | None:
    """How many rows held out are also learned from, where their hashes are kept."""
    if not about.laid_out or data.val_rows is None:
        return None
    seen = looks(about.kind).train
    return int(np.isin(seen[data.val_rows], seen[data.train_rows]).sum())


def preparation(about: Card, data: Prepared) -> dict[str, Any]:
    """How new examples are to be prepared, and what the answers mean, as JSON values."""
    found = {
        **data.statistics,
        "classes": list(about.names),
        "several": bool(about.labels),
        "columns": list(about.columns),
        "shape": list(about.shape),
        "largest": about.largest,
    }
    if about.modality == "image" and about.largest:
        raw = rows_of(load(about.kind).x_train, data.train_rows)
        found["brightness"] = border_brightness(raw, largest=about.largest)
        if about.frame:
            found["frame"] = about.frame
        found["look"] = look_of(raw, largest=about.largest)
    return found
