"""A map of what a layer makes of many examples: near points are examples it finds alike.

PCA and t-SNE are scikit-learn's (van der Maaten and Hinton 2008, JMLR 9:2579).
"""

import io
import json
import math
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from kt_core import layer_maps
from kt_core.engine.rebuilt import Examples, Rebuilt, rebuilt
from kt_core.engine.streaming import feed
from kt_core.inner_layers import inner_layers
from kt_core.layer_maps import Question
from kt_core.problems import Problem, ProblemError
from kt_core.runs import write_atomic
from kt_core.runs.schema import plain

SEED = 0
FEATURES = 4096
"""With more numbers than this a result is averaged over space or time before it is mapped."""
NUMBERS, FEWEST = 50_000_000, 100
"""Of all examples together; what is not averaged is mapped of fewer ones (but so many at least)."""
BEFORE_TSNE = 50
SMALL = 500
LEARNED = 1000  # steps of t-SNE at most
Facts = dict[str, Any]


def map_layer(run: str, **question: Any) -> Facts:
    """Computes the map that `Question(**question)` asks for, unless it is there already; its
    numbers are in the run's folder, its facts come back.

    Raises ProblemError without a model, without such a part, or when the layer's results can't
    be mapped (no numbers, or not finite).
    """
    asked = Question(**question)
    if (there := layer_maps.known(run, asked)) is not None:
        return there.facts
    found, path = rebuilt(run), layer_maps.file(run, asked)
    every = found.examples(asked.part)
    layer = inner_layers(found.experiment)[asked.layer]
    examples = found.examples(asked.part, most=_most(found.tensors[layer.name].shape[1:]))
    arrays, facts = _mapped(found, examples, asked)
    facts |= {"of": len(every.rows)}
    text = np.frombuffer(json.dumps(plain(facts)).encode(), dtype="uint8")
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, facts=text, **arrays)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    write_atomic(path, buffer.getvalue())
    _forget_others(run)
    return plain(facts)


def features(tensor: Any) -> tuple[Any, bool]:
    """One row of numbers for each result (n, ...) of a layer, and whether it is averaged over all
    axes but the last: large results would be too many numbers."""
    tensor = keras.ops.cast(tensor, "float32")
    if _is_averaged(tensor.shape[1:]):
        axes = tuple(range(1, len(tensor.shape) - 1))
        return keras.ops.mean(tensor, axis=axes), True
    return keras.ops.reshape(tensor, (-1, math.prod(tensor.shape[1:]))), False


def principal(rows: np.ndarray, count: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Places (n, count) along the directions of the largest variance, and each one's share of all
    variance. Fewer directions than asked for leave zeros."""
    possible = min(count, *rows.shape)
    exact = min(rows.shape) <= max(SMALL, count)
    solver = {"svd_solver": "full" if exact else "arpack", "random_state": SEED}
    model = PCA(possible, **solver)
    points, share = np.zeros((len(rows), count)), np.zeros(count)
    if float(np.ptp(rows, axis=0).max(initial=0.0)) > 0.0:
        points[:, :possible] = model.fit_transform(rows.astype("float64"))
        share[:possible] = model.explained_variance_ratio_
    return points, share


def neighbours(rows: np.ndarray, *, perplexity: float) -> tuple[np.ndarray, Facts]:
    """A t-SNE map (n, 2) of at most 50 principal directions, always the same one.

    Perplexity is bounded by a third of the examples.
    """
    perplexity = min(perplexity, max(1.0, (len(rows) - 1) / 3))
    if rows.shape[1] > BEFORE_TSNE:
        rows = principal(rows, min(BEFORE_TSNE, len(rows)))[0]
    with threadpool_limits(limits=1):  # sums over threads differ in the last bit
        model = TSNE(2, perplexity=perplexity, init="pca", max_iter=LEARNED, random_state=SEED)
        points = model.fit_transform(rows.astype("float32"))
    return points, {"perplexity": perplexity, "divergence": float(model.kl_divergence_)}


def _mapped(
    found: Rebuilt, examples: Examples, asked: Question
) -> tuple[dict[str, np.ndarray], Facts]:
    rows, answers, facts = _results(found, examples, asked)
    if asked.method == "pca":
        points, share = principal(rows)
        facts["share"] = share.tolist()
    else:
        points, more = neighbours(rows, perplexity=asked.perplexity)
        facts |= more
    arrays = {"points": points.astype("float32"), "rows": examples.rows, "labels": examples.labels}
    return {**arrays, **_judged(found, answers, asked)}, facts


def _results(
    found: Rebuilt, examples: Examples, asked: Question
) -> tuple[np.ndarray, Sequence[np.ndarray], Facts]:
    """What the layer makes of the examples, as rows (n, features), and what the model answers.

    Averages are taken batch by batch: all results at once may be larger than the memory, and so
    may be answers that are as large as the examples, which are not asked for.
    """
    layer = inner_layers(found.experiment)[asked.layer]
    tensor = found.tensors[layer.name]
    shape = tensor.shape[1:]
    if not shape or None in shape or keras.backend.standardize_dtype(tensor.dtype) == "string":
        raise ProblemError(Problem("layer_not_mapped", values={"layer": layer.name}))
    rows, averaged = features(tensor)
    answers = [] if found.is_whole else found.model.outputs
    model = keras.Model(found.model.input, [rows, *answers])
    batches = feed(found.x(examples.x), batch_size=found.batch_size)
    given = keras.tree.flatten(model.predict(**batches, verbose=0))
    if not np.isfinite(given[0]).all():
        raise ProblemError(Problem("layer_not_mapped", values={"layer": layer.name}))
    facts = {"shape": shape, "averaged": averaged, "features": given[0].shape[1]}
    return given[0], given[1:], facts


def _is_averaged(shape: Sequence[int]) -> bool:
    return len(shape) > 1 and math.prod(shape) > FEATURES


def _most(shape: Sequence[int | None]) -> int:
    """How many examples of a layer with results of this shape are mapped."""
    known = [size or 1 for size in shape]
    size = known[-1] if known and _is_averaged(known) else math.prod(known)
    return min(layer_maps.MOST, max(FEWEST, NUMBERS // max(1, size)))


def _judged(found: Rebuilt, answers: Any, asked: Question) -> dict[str, np.ndarray]:
    """What the examples are taken for, where the model answers that."""
    if found.is_whole:
        return {}
    numbers = found.predicted(answers, asked.output)
    if found.card.labels:
        return {"predicted": numbers}
    if not found.card.classes:
        return {"predicted": numbers.reshape(len(numbers), -1)[:, 0]}
    chosen = numbers.argmax(axis=1)
    return {"predicted": chosen, "confidence": numbers[np.arange(len(numbers)), chosen]}


def _forget_others(run: str) -> None:
    """Maps of an earlier model of the run are of no use any more."""
    path = layer_maps.file(run, Question())
    for each in path.parent.glob("*.npz"):
        if not each.name.startswith(layer_maps.model_stamp(run)):
            each.unlink(missing_ok=True)
