"""Will measuring layer by layer leave a run that can still be drawn and read?"""

from collections.abc import Iterable, Sequence

from kt_core.checks.view import View
from kt_core.experiment import Node
from kt_core.problems import Fix, Problem

MOST = 20_000
"""Layers times measurements: about 3 MB of live rows."""
WHERE = ("fit", "layer_figures")


def layer_figure_problems(view: View) -> Iterable[Problem]:
    """An interval that is none, longer than the training, or too short for so many layers."""
    fit = view.experiment.fit
    if fit is None or fit.layer_figures is None:
        return
    every, layers = fit.layer_figures.every, measured_layers(view.experiment.network)
    values = {"given": every, "epochs": fit.epochs, "layers": layers, "most": MOST}
    if every < 1:
        yield Problem("layer_figures_below_one", (*WHERE, "every"), values, fix=_every(1))
    elif layers * -(-fit.epochs // every) > MOST:
        fitting = max(1, MOST // max(1, layers))
        wanted = -(-fit.epochs // fitting)
        yield Problem("layer_figures_too_many", (*WHERE, "every"), values, fix=_every(wanted))
    elif every > fit.epochs > 0:
        fix = _every(fit.epochs)
        yield Problem("layer_figures_too_seldom", (*WHERE, "every"), values, "warning", fix)


def measured_layers(network: Sequence[Node]) -> int:
    """How many layers have figures: those of nested networks one by one, shared ones once."""
    own = [node for node in network if node.enabled and not node.shares and node.kind != "Input"]
    return sum(1 if node.network is None else measured_layers(node.network) for node in own)


def _every(value: int) -> Fix:
    patch = ({"op": "add", "path": "/fit/layer_figures/every", "value": value},)
    return Fix("use_value", patch, {"value": value})
