"""Rules over a whole experiment: each finds one kind of mistake before anything trains.

`structure_problems` needs nothing but the document; `rules` also needs the shapes that Keras
computed. Both return problems with patches for the document as it was given.
"""

from collections.abc import Mapping
from typing import Any

from kt_core.checks.callbacks import callback_problems
from kt_core.checks.complete import completeness_problems
from kt_core.checks.data import data_problems
from kt_core.checks.labels import label_problems
from kt_core.checks.metrics import metric_problems
from kt_core.checks.structure import structure_problems
from kt_core.checks.style import style_problems
from kt_core.checks.view import View
from kt_core.experiment import Experiment
from kt_core.problems import Problem

__all__ = ["rules", "structure_problems"]

RULES = (
    completeness_problems,
    data_problems,
    label_problems,
    metric_problems,
    callback_problems,
    style_problems,
)


def rules(experiment: Experiment, shapes: Mapping[str, Any]) -> list[Problem]:
    """Every problem that shows once the network's shapes are known.

    `shapes` maps node names of the top level to output shapes with the batch axis first, such as
    `(None, 28, 28, 8)`; nodes that could not be built are absent. Parts of the document that the
    catalog refuses must have been reported before.
    """
    view = View(experiment, shapes)
    return [problem for rule in RULES for problem in rule(view)]
