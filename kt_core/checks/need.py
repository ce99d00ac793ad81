"""Will the training fit into the memory that one run may take here?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kt_core.experiment import Experiment
from kt_core.memory import largest_part, need, readable
from kt_core.problems import Fix, Problem
from kt_core.room import ceilings

WHERE = {
    "weights": ("network",),
    "batch": ("fit", "batch_size"),
    "data": ("data", "kind"),
}


def need_problems(experiment: Experiment, nodes: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """A warning when the estimate exceeds what one run may take: its worker would be ended.

    `nodes` are those of the check's answer. Raises ProblemError for a limit that is none.
    """
    if experiment.data is None or experiment.fit is None:
        return
    expected, there = need(experiment, nodes), ceilings().each
    part = largest_part(expected.to_json())
    if expected.total <= there or part not in WHERE:
        return
    values = {"need": readable(expected.total), "there": readable(there)}
    fix = _smaller_batch(experiment, nodes, there) if part == "batch" else None
    yield Problem(f"need_{part}", WHERE[part], values, "warning", fix)


def _smaller_batch(
    experiment: Experiment, nodes: Sequence[Mapping[str, Any]], there: int
) -> Fix | None:
    """Halves the batch until it fits; None when even one example at a time would not."""
    fit = experiment.fit
    while fit is not None and fit.batch_size > 1:
        fit = fit.model_copy(update={"batch_size": fit.batch_size // 2})
        if need(experiment.model_copy(update={"fit": fit}), nodes).total <= there:
            patch = {"op": "add", "path": "/fit/batch_size", "value": fit.batch_size}
            return Fix("smaller_batch", (patch,), {"size": fit.batch_size})
    return None
