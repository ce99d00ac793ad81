"""The decision surface of a run: Python mounts it once, the browser reads what the engine keeps."""

from collections.abc import Callable

import streamlit as st

from components.browser import component
from kt_core import surfaces
from kt_core.data import card
from kt_core.dataset_names import dataset_of
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.runs import Run, folder
from kt_core.texts import section, text

LEARNED = ("train", "validation")
_mount = component("surface", height=420, isolate_styles=False)


def training_surface(run: Run) -> None:
    """Draws the surface while the run goes on, and how it was. The test part can be shown, but not
    how it is answered: that is for the results."""
    _surface(run, "training", parts=LEARNED, judged=LEARNED)


def results_surface(run: Run, *, on_example: Callable[[int], None] | None = None) -> None:
    """Draws the trained model's surface with the test part; `on_example(row)` is called with the
    place in `x_test` of a point that was clicked."""
    _surface(run, "results", parts=("test",), judged=(*LEARNED, "test"), on_example=on_example)


def has_surface(run: Run) -> bool:
    """Whether the engine keeps surfaces of the run, or has kept some."""
    if (folder(run.id) / surfaces.FOLDER / surfaces.POINTS).is_file():
        return True
    try:
        return not run.ended and surfaces.fits(
            parse(dict(run.document)), card(dataset_of(run.document))
        )
    except ProblemError:
        return False


def _surface(
    run: Run,
    where: str,
    *,
    parts: tuple[str, ...],
    judged: tuple[str, ...],
    on_example: Callable[[int], None] | None = None,
) -> None:
    if not has_surface(run):
        return
    st.subheader(text("surface.title"), anchor=False)
    st.caption(text(f"surface.{where}"))
    key = f"surface.{where}.{run.id}"
    _mount(
        key=key,
        data={
            "run": run.id,
            "state": run.state,
            "planned": run.epochs_planned,
            "parts": list(parts),
            "judged": list(judged),
            "opens": on_example is not None,
            "labels": section("surface")["chart"],
            "missing": section("live")["missing"],
        },
        on_example_change=lambda: _told(key, on_example),
        width="stretch",
        height="content",
    )


def _told(key: str, on_example: Callable[[int], None] | None) -> None:
    """Passes on what came from the browser, if it can be a place of an example."""
    row = st.session_state[key].get("example")
    if on_example and type(row) is int and row >= 0:
        on_example(row)
