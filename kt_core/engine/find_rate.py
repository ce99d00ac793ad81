"""A short training of a copy with a growing learning rate: nothing of it is kept but the curve."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kt_core import rate_finder
from kt_core.adapting_plan import networks_to_adapt
from kt_core.data import Prepared, available, card, example_weights, for_inputs, prepare
from kt_core.data.sets import missing
from kt_core.engine import beginning
from kt_core.engine.adapting import adapt_normalization
from kt_core.engine.build import build, compile_model, output_names
from kt_core.engine.check import check
from kt_core.engine.fetch import fetch
from kt_core.engine.resident import fixed_order
from kt_core.engine.threads import compute_with_threads_of
from kt_core.experiment import Experiment, parse
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError
from kt_core.rate_finder import has_diverged, judged, planned_rates
from kt_core.wiring import wire

ADAPTED_AT_ONCE = 256  # examples
Batches = Callable[[int], tuple[Any, ...]]


def find_rate(document: Mapping[str, Any], stop: str | None = None) -> dict[str, Any]:
    """The curve and suggestion of `kt_core.rate_finder` for the document, as JSON values.

    `stop` names a file that ends the search as soon as it is there; the answer is then
    `{"cancelled": true}`. Raises ProblemError for what keeps the document from being trained.
    """
    compute_with_threads_of(parse(document))
    refuse(document)
    experiment = normalize(parse(document))
    keras.utils.set_random_seed(experiment.seed)
    model = build(parse(document))
    beginning.load(model, parse(document))
    inside = networks_to_adapt(experiment.network, experiment.outputs)
    examples = _examples(experiment, prepare(experiment))
    adapt_normalization(model, examples, ADAPTED_AT_ONCE, inside)
    plain = rate_finder.with_rate(_without_schedule(document), rate_finder.LOWEST)
    compile_model(model, parse(plain))
    rates, losses = planned_rates(), []
    for loss in _losses(model, training_batches(experiment, len(model.outputs)), rates):
        losses.append(loss)
        if stop is not None and Path(stop).exists():
            return {"cancelled": True}
        if has_diverged(losses):
            break
    return {"cancelled": False, **asdict(judged(rates.tolist(), losses))}


def refuse(document: Mapping[str, Any]) -> None:
    """Raises ProblemError with what keeps the document from being trained here and now.

    A set that came with a package is written to the data folder; none is downloaded unasked.
    """
    problems = [Problem.from_json(each) for each in check(document)["problems"]]
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise ProblemError(*errors)
    experiment = parse(document)
    if experiment.data is None or experiment.optimizer is None or experiment.loss is None:
        raise ProblemError(Problem("not_trainable"))
    facts = card(experiment.data.dataset)
    if not available(facts.kind):
        if not facts.offline:
            raise ProblemError(missing(facts))
        fetch(facts.kind)


def _without_schedule(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document whose optimizer has a plain number, which the search may set."""
    optimizer = document["optimizer"]
    if isinstance(optimizer, str):
        return dict(document)
    params = {
        key: value for key, value in optimizer.get("params", {}).items() if key != "learning_rate"
    }
    return {**document, "optimizer": {**optimizer, "params": params}}


def _losses(model: keras.Model, batches: Batches, rates: np.ndarray) -> Any:
    """The loss of one batch for each rate, measured before the step that the batch makes."""
    step = tf.function(model.train_step, reduce_retracing=True, autograph=False)
    for at, rate in enumerate(rates):
        model.optimizer.learning_rate = float(rate)
        model.reset_metrics()
        yield float(step(batches(at))["loss"])


def training_batches(experiment: Experiment, outputs: int) -> Batches:
    """The training batches in the order of `fit`, from the beginning again after the last; one
    that is not full is left out, since its loss could not be compared."""
    data = prepare(experiment)
    count = len(data.x_train)
    size = min(experiment.fit.batch_size if experiment.fit else 32, count)
    order = fixed_order(count)
    rows = np.arange(count) if order is None else order
    y = data.y_train if outputs == 1 else (data.y_train,) * outputs
    whole: tuple[Any, ...] = (_examples(experiment, data), y)
    weights = example_weights(experiment, data.train_rows)
    if weights is not None:
        whole = (*whole, keras.tree.map_structure(lambda _: weights, y))

    def batch(at: int) -> tuple[Any, ...]:
        first = at % (count // size) * size
        chosen = rows[first : first + size]
        return keras.tree.map_structure(lambda array: tf.constant(array[chosen]), whole)

    return batch


def _examples(experiment: Experiment, data: Prepared) -> Any:
    """The training examples for every Input."""
    nodes = wire(experiment.network, output_names(experiment)).pruned().inputs
    names = [node.name for node in nodes]
    return for_inputs(data.x_train, data=experiment.data, names=names)
