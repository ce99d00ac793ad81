"""Rules over a whole experiment: each finds one kind of mistake before anything trains.

`structure_problems` needs nothing but the document; `rules` also needs the shapes that Keras
computed. Both return problems with patches for the document as it was given.
"""

from collections.abc import Mapping
from typing import Any

from kt_core.checks.callbacks import callback_problems
from kt_core.checks.complete import completeness_problems
from kt_core.checks.data import data_problems
from kt_core.checks.entrance import entrance_problems
from kt_core.checks.files import file_problems
from kt_core.checks.labels import label_problems
from kt_core.checks.layer_figures import layer_figure_problems
from kt_core.checks.metrics import metric_problems
from kt_core.checks.outputs import output_problems
from kt_core.checks.precision import precision_problems
from kt_core.checks.ranks import rank_problems
from kt_core.checks.rates import rate_problems
from kt_core.checks.snapshots import snapshot_problems
from kt_core.checks.steps import step_problems
from kt_core.checks.structure import structure_problems
from kt_core.checks.style import style_problems
from kt_core.checks.targets import target_problems
from kt_core.checks.threads import thread_problems
from kt_core.checks.view import View
from kt_core.checks.weighting import weighting_problems
from kt_core.experiment import Experiment
from kt_core.problems import Problem

__all__ = ["rules", "structure_problems"]

RULES = (
    rank_problems,
    completeness_problems,
    data_problems,
    entrance_problems,
    label_problems,
    output_problems,
    metric_problems,
    step_problems,
    callback_problems,
    file_problems,
    rate_problems,
    weighting_problems,
    precision_problems,
    thread_problems,
    layer_figure_problems,
    snapshot_problems,
    target_problems,
    style_problems,
)


def rules(
    experiment: Experiment, shapes: Mapping[Any, Any], counts: Mapping[Any, int] | None = None
) -> list[Problem]:
    """Every problem that shows once the network's shapes are known.

    `shapes` maps names of nodes to output shapes with the batch axis first, such as
    `(None, 28, 28, 8)`, those inside nested networks by the path of names; nodes that could not
    be built are absent. `counts` maps the same names to numbers of parameters. What the catalog
    refuses must have been reported before.
    """
    view = View(experiment, shapes, counts or {})
    return [problem for rule in RULES for problem in rule(view)]
