"""All folds of a cross-validation in one live chart: Python mounts it, the channel feeds it."""

from collections.abc import Sequence

from components.browser import asset, component
from components.fold_words import fold_words
from kt_core.runs import Run
from kt_core.texts import section

_mount = component("fold_chart", height=420, isolate_styles=False)


def fold_chart(runs: Sequence[Run], *, key: str = "fold_chart") -> None:
    """Draws every metric with a line for each fold, their mean and spread, while they train."""
    labels = section("folds")["chart"] | {"states": section("live")["states"]}
    _mount(
        key=key,
        data={
            "folds": [{"run": run.id, "name": fold_words(run)} for run in runs],
            "planned": max((run.epochs_planned or 0 for run in runs), default=0),
            "labels": labels,
            "plotly": asset("plotly-basic.min.js"),
            "missing": section("live")["missing"],
        },
        width="stretch",
        height="content",
    )
