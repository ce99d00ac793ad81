"""The decision surface of a run: Python mounts it once, the browser reads what the engine keeps."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.browser import component
from components.engine_asked import engine_asked
from kt_core import drawn_surfaces, surfaces
from kt_core.data import card
from kt_core.dataset_names import dataset_of
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.runs import Run, folder
from kt_core.texts import section, text

LEARNED = ("train", "validation")
PARTS = {"training": LEARNED, "results": ("test",)}
"""Which points are drawn to begin with."""
JUDGED = {"training": LEARNED, "results": (*LEARNED, "test")}
"""Of which points it is said how they are answered."""
SECONDS = 310.0  # a little more than the engine gives such a question
_mount = component("surface", height=420, isolate_styles=False)


def training_surface(run: Run) -> None:
    """Draws the surface while the run goes on, and how it was. The test part can be shown, but not
    how it is answered: that is for the results."""
    names = drawn_surfaces.outputs_of(run.document) if run.ended else ()
    if len(names) < 2:
        _surface(run, "training", 0)
        return
    above = st.container()
    output = st.selectbox(
        text("surface.output"),
        range(len(names)),
        key=f"surface.output.{run.id}",
        format_func=lambda at: names[at],
        width=260,
    )
    _surface(run, "training", output, above=above)


def results_surface(
    run: Run, output: int = 0, *, on_example: Callable[[int], None] | None = None
) -> None:
    """Draws the trained model's surface with the test part; `on_example(row)` is called with the
    place in `x_test` of a point that was clicked."""
    _surface(run, "results", output, on_example=on_example)


def has_surface(run: Run, output: int = 0) -> bool:
    """Whether the engine keeps surfaces of an output of the run, or has kept some."""
    if (surfaces.place(folder(run.id), output) / surfaces.POINTS).is_file():
        return True
    if output:
        return False
    try:
        return not run.ended and surfaces.fits(
            parse(dict(run.document)), card(dataset_of(run.document))
        )
    except ProblemError:
        return False


def _surface(
    run: Run,
    where: str,
    output: int,
    *,
    on_example: Callable[[int], None] | None = None,
    above: Any = st,
) -> None:
    there, missing = has_surface(run, output), _missing(run, output)
    if not there and not missing:
        return
    above.subheader(text("surface.title"), anchor=False)
    if missing and not _drawn(run, output, missing):
        return
    st.caption(text(f"surface.{where}"))
    key = f"surface.{where}.{run.id}.{output}"
    _mount(
        key=key,
        data={
            "run": run.id,
            "files": f"{run.id}-{output}" if output else run.id,
            "state": run.state,
            "planned": run.epochs_planned,
            "parts": list(PARTS[where]),
            "judged": list(JUDGED[where]),
            "opens": on_example is not None,
            "labels": section("surface")["chart"],
            "missing": section("live")["missing"],
        },
        on_example_change=lambda: _told(key, on_example),
        width="stretch",
        height="content",
    )


def _missing(run: Run, output: int) -> int:
    """How many surfaces can be drawn on request: of runs that have ended and left a model."""
    return len(drawn_surfaces.missing(run.id, run.document, output)) if run.ended else 0


def _drawn(run: Run, output: int, missing: int) -> bool:
    """Draws the button that has the engine draw what is missing; whether that has been done."""
    st.caption(text("surface.request", n=missing))
    if not st.button(text("surface.draw"), key=f"surface.draw.{run.id}.{output}"):
        return False
    bar, left = st.progress(0.0), missing
    while left:
        bar.progress((missing - left) / missing, text("surface.drawing"))
        told = {"run": run.id, "output": output}
        answer = engine_asked("draw_surfaces", key="surface.asked", timeout=SECONDS, **told)
        if answer is None:
            return False
        left = answer["left"]
    st.rerun()
    return True


def _told(key: str, on_example: Callable[[int], None] | None) -> None:
    """Passes on what came from the browser, if it can be a place of an example."""
    row = st.session_state[key].get("example")
    if on_example and type(row) is int and row >= 0:
        on_example(row)
