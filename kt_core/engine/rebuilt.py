"""A run's saved model with its data, to look into it: every node's results, and any part's rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
import numpy as np

from kt_core.batches import validation_batch_size
from kt_core.data import Card, Prepared, card, for_inputs, load
from kt_core.data.preparation import split_rows
from kt_core.engine import kt_member
from kt_core.engine.answers import label_probabilities
from kt_core.engine.build import built, compile_model, output_names
from kt_core.engine.evaluate import losses, probabilities, with_loss
from kt_core.engine.session import arrays
from kt_core.engine.streaming import rows_of
from kt_core.experiment import Experiment, parse
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError
from kt_core.runs import folder
from kt_core.wiring import wire

SEED = 0


@dataclass(frozen=True, eq=False)
class Examples:
    """Some rows of a part: `rows` (n,) are places in the set's training part, or in its test part;
    `x` prepared (n, ...), `labels` (n,) as the set has them: class numbers or values; `y` as the
    loss expects them (see `Prepared`)."""

    rows: np.ndarray
    x: np.ndarray
    labels: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """The model with the weights it was saved with, `tensors` the first result of each node."""

    place: Path
    experiment: Experiment
    model: keras.Model
    tensors: Mapping[str, Any]

    @cached_property
    def card(self) -> Card:
        return card(self.experiment.data.dataset if self.experiment.data else "")

    @cached_property
    def data(self) -> Prepared:
        return arrays(self.experiment)

    @property
    def is_whole(self) -> bool:
        """Whether answers are as large as the examples: classes of pixels, or the same again."""
        return self.labels in ("pixels", "input")

    @property
    def labels(self) -> str:
        """What is answered: `data.labels` of the document."""
        return self.experiment.data.labels if self.experiment.data else "integer"

    @property
    def batch_size(self) -> int:
        """Of the run's own evaluation, so that its answers are found to the last bit."""
        fit = self.experiment.fit
        return validation_batch_size(fit.batch_size if fit else 32, self.card.shape)

    def examples(self, part: str, *, most: int | None = None) -> Examples:
        """The rows of "validation", "training" or "test"; no more than `most`, drawn class by
        class with a fixed seed.

        Raises ProblemError for a validation part where none was held out.
        """
        found = self._part(part)
        if most is None or len(found.rows) <= most:
            return found
        fraction, by_class = most / len(found.rows), bool(self.card.classes)
        _, held = split_rows(found.labels, fraction=fraction, seed=SEED, stratified=by_class)
        x, y = rows_of(found.x, held), rows_of(found.y, held)
        return Examples(found.rows[held], x, found.labels[held], y)

    def _part(self, part: str) -> Examples:
        raw, data = load(self.card.kind), self.data
        if part == "test":
            return Examples(data.test_rows, data.x_test, raw.y_test, data.y_test)
        if part == "training":
            labels = raw.y_train[data.train_rows]
            return Examples(data.train_rows, data.x_train, labels, data.y_train)
        if data.val_rows is None or data.x_val is None or data.y_val is None:
            raise ProblemError(Problem("no_validation_part"))
        return Examples(data.val_rows, data.x_val, raw.y_train[data.val_rows], data.y_val)

    def x(self, x: np.ndarray) -> Any:
        """Prepared examples for every Input."""
        wiring = wire(self.experiment.network, output_names(self.experiment)).pruned()
        names = [node.name for node in wiring.inputs]
        return for_inputs(x, data=self.experiment.data, names=names)

    def predicted(self, answers: Any, output: int) -> np.ndarray:
        """What the model says of the output's question: probabilities (n, classes), or values.

        `answers` is what the model gives, `output` counts the outputs that have a loss.
        """
        place = with_loss(self.model)[output]
        found = np.asarray(keras.tree.flatten(answers)[place], dtype="float32")
        if self.card.labels:
            return label_probabilities(losses(self.model)[place], found)
        if not self.card.classes:
            return found.reshape(len(found), -1)
        return probabilities(losses(self.model)[place], found)


def rebuilt(run: str) -> Rebuilt:
    """The run's model as it was saved. Raises ProblemError where there is none."""
    place = folder(run)
    path = place / "model.keras"
    if not path.is_file():
        raise ProblemError(Problem("run_without_model", values={"run": run}))
    member = kt_member.read(path) or {}
    experiment = normalize(parse(member["document"]))
    model, nodes = built(experiment)
    model.load_weights(path)
    compile_model(model, experiment)
    tensors = {each.node.name: each.tensors[0] for each in nodes if each.tensors}
    return Rebuilt(place, experiment, model, tensors)
