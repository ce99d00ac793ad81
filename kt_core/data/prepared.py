"""From a document to the arrays that `fit` gets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.checks import pixels_problem, split_of, split_problems
from kt_core.data.preparation import encode_labels, pixel_classes, prepare_arrays, split_columns
from kt_core.data.sets import Arrays, load
from kt_core.data.splitting import divided
from kt_core.data.stored import Pictures, prepare_pictures
from kt_core.data.streaming_checks import streaming_problems
from kt_core.experiment import Data, Experiment
from kt_core.problems import Problem, ProblemError

PARTS = ("train", "val", "test")


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Scaled float32 examples with the labels that the loss expects.

    x: (n, height, width, channels) or (n, columns). y: class numbers int64 (n,), two classes
    int64 (n, 1), one-hot float32 (n, classes), several labels float32 (n, labels), regression
    float32 (n, 1), a class for each pixel int64 (n, height, width), or x itself. `x_val`, `y_val`
    and `val_rows` are None without validation. `train_rows` and `val_rows` are rows of the set's
    training part, `test_rows` of its test part. `statistics` are JSON values for `scale`. Pictures
    too many for the memory of a run stay on disk: x is then `Pictures`, which are read and scaled
    by their rows.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_val: np.ndarray | None
    y_val: np.ndarray | None
    x_test: np.ndarray
    y_test: np.ndarray
    statistics: dict[str, Any]
    train_rows: np.ndarray
    val_rows: np.ndarray | None
    test_rows: np.ndarray


def prepare(experiment: Experiment) -> Prepared:
    """Loads, splits and scales the data of an experiment.

    Raises ProblemError when there is no data in it, the set is missing, or it can't be split so.
    """
    if experiment.data is None:
        raise ProblemError(Problem("no_data", ("data",)))
    facts = card(experiment.data.dataset)
    raw = load(facts.kind)
    faults = split_problems(experiment.data, raw.y_train, seed=experiment.seed)
    if errors := [problem for problem in faults if problem.severity == "error"]:
        raise ProblemError(*errors)
    split, seed = split_of(experiment.data), experiment.seed
    if problems := streaming_problems(experiment):
        raise ProblemError(*problems)
    prepared = prepare_pictures if isinstance(raw.x_train, Pictures) else prepare_arrays
    parts = prepared(
        raw._asdict(),
        rows=divided(split, raw.x_train, raw.y_train, facts=facts, seed=seed),
        scaling=experiment.data.scaling,
        largest=facts.largest,
    )
    parts |= _targets(experiment.data.labels, facts, raw, parts)
    return Prepared(**parts, test_rows=np.arange(len(raw.y_test)))


def for_inputs(x: np.ndarray, *, data: Data | None, names: Sequence[str]) -> Any:
    """Examples (n, ...) as the model takes them: an array for one Input, else a tuple of them.

    `names`: of the model's Inputs in order. Each gets the columns that `data.inputs` names for it,
    or the whole example.
    """
    if data is None or not data.inputs:
        return x if len(names) == 1 else (x,) * len(names)
    places = column_places(data.inputs, names=names, columns=card(data.dataset).columns)
    parts = split_columns(x, places)
    return parts[0] if len(parts) == 1 else parts


def column_places(
    inputs: Mapping[str, Sequence[str]], *, names: Sequence[str], columns: Sequence[str]
) -> dict[str, list[int]]:
    """For each Input in `names` the places of its columns among all `columns`."""
    return {name: [columns.index(each) for each in inputs.get(name, columns)] for name in names}


def _targets(labels: str, facts: Card, raw: Arrays, parts: dict[str, Any]) -> dict[str, Any]:
    """y_train, y_val and y_test in the form that losses expect."""
    if labels == "input":
        return {f"y_{part}": parts[f"x_{part}"] for part in PARTS}
    if labels == "pixels":
        return _pixels(facts, raw, parts)
    if facts.labels:
        return {}
    classes, found = len(facts.classes) or None, {}
    for name in (f"y_{part}" for part in PARTS):
        if parts[name] is not None:
            found[name] = encode_labels(parts[name], classes=classes, one_hot=labels == "one_hot")
    return found


def _pixels(facts: Card, raw: Arrays, parts: dict[str, Any]) -> dict[str, Any]:
    if not facts.has_ink or facts.largest is None:
        raise ProblemError(pixels_problem(facts))
    x = {"train": raw.x_train[parts["train_rows"]], "test": raw.x_test}
    if parts["val_rows"] is not None:
        x["val"] = raw.x_train[parts["val_rows"]]
    return {
        f"y_{part}": pixel_classes(pictures, parts[f"y_{part}"], largest=facts.largest)
        for part, pictures in x.items()
    }
