"""Mixed precision: do the answers and the loss keep all their digits?"""

from collections.abc import Iterable

from kt_core import catalog
from kt_core.checks.view import View
from kt_core.problems import Problem


def precision_problems(view: View) -> Iterable[Problem]:
    """Last layers that do not answer in float32: probabilities of 16 bits make the loss coarse."""
    fit = view.experiment.fit
    if fit is None or fit.precision is None or not view.levels:
        return
    for name in view.output_names:
        node = view.top.owner(name)
        entry = catalog.find("layer", node.kind or "") if node else None
        if node is None or entry is None or entry.param("dtype") is None:
            continue
        if node.params.get("dtype") != "float32":
            site = view.top.place(node.name)
            values = {"name": node.name, "precision": fit.precision}
            fix = site.fix_param("set_param", "dtype", "float32")
            where = (*site.where, "params", "dtype")
            yield Problem("precision_of_answers", where, values, "warning", fix)
