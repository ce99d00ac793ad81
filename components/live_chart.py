"""The live chart of a run: Python mounts it once, the live channel feeds it in the browser."""

import time
from collections.abc import Callable

from components.browser import asset, component
from kt_core.runs import ENDED, Run
from kt_core.texts import section

_mount = component("live_chart", height=640, isolate_styles=False)


def live_chart(
    run: Run, *, key: str = "live_chart", on_ended: Callable[[], None] | None = None
) -> None:
    """Draws the run while it goes on, and afterwards.

    The script runs again exactly once, when the run has ended in a way `run` does not know yet;
    `on_ended` is called then, before the script. Zoom and figure survive every rerun.
    """
    _mount(
        key=key,
        data={
            "run": run.id,
            "state": run.state,
            "seen": time.time() if run.state in ENDED else None,
            "planned": run.epochs_planned,
            "second": bool(run.document.get("metrics")),
            "labels": section("live"),
            "plotly": asset("plotly-basic.min.js"),
            "missing": section("live")["missing"],
        },
        on_ended_change=on_ended or (lambda: None),
        width="stretch",
        height="content",
    )
