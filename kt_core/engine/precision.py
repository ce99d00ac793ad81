"""How long a training step takes on this machine in float32 and in mixed precision."""

import statistics
import time
from collections.abc import Mapping
from typing import Any

import keras
import tensorflow as tf

from kt_core.engine.build import build, compile_model
from kt_core.engine.find_rate import refuse, training_batches
from kt_core.engine.threads import compute_with_threads_of
from kt_core.experiment import parse
from kt_core.normalize import normalize

WARM, ROUNDS = 3, 12


def measure_precision(document: Mapping[str, Any]) -> dict[str, float]:
    """Seconds of one training step in float32 and in the document's `fit.precision`.

    The median of a dozen steps each, taken in turns so that both meet the same load. Raises
    ProblemError for what keeps the document from being trained.
    """
    compute_with_threads_of(parse(document))
    refuse(document)
    policy = document["fit"]["precision"]
    plain = {**document, "fit": {k: v for k, v in document["fit"].items() if k != "precision"}}
    steps = {name: _step(each) for name, each in (("float32", plain), (policy, document))}
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for turn in range(WARM + ROUNDS):
        for name, step in steps.items():
            began = time.perf_counter()
            step()
            if turn >= WARM:
                seconds[name].append(time.perf_counter() - began)
    return {name: statistics.median(found) for name, found in seconds.items()}


def _step(document: Mapping[str, Any]) -> Any:
    experiment = normalize(parse(document))
    keras.utils.set_random_seed(experiment.seed)
    model = build(parse(document))
    compile_model(model, experiment)
    batch = training_batches(experiment, len(model.outputs))(0)
    step = tf.function(model.train_step, reduce_retracing=True, autograph=False)
    return lambda: float(step(batch)["loss"])
