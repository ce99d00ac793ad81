"""One epoch of a network whose answers are near or far rather than right or wrong: its figures, one
example or all of them, and who became better or worse."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import streamlit as st

from components.confusion import confusion
from components.results.answered import answered, chosen_example
from components.results.changed_most import CHOSEN, Changing, changed_most
from components.results.shown import Shown
from components.steady_chart import steady_chart
from kt_core import whole_moments
from kt_core.figures import predicted_figure
from kt_core.shifts import shifts
from kt_core.texts import text
from kt_core.whole_moments import WholeMoment


def changing(
    shown: Shown,
    found: Sequence[Changing],
    place: int,
    *,
    part: str,
    key: str,
    on_value: Callable[[int], None],
) -> None:
    """Draws the moment at `place`. A picture that is clicked is the one that is shown large; of a
    network that answers with values, `on_value(place)` is called instead."""
    now, before = found[place], found[place - 1] if place else None
    changed = shifts(now.off, before.off if before else None)
    with st.container(horizontal=True):
        for name, value in _figures(now).items():
            figure(name, value)
        for name, places in (("became_better", changed.better), ("became_worse", changed.worse)):
            figure(name, f"{len(places):,}" if before is not None else "–")
    left, right = st.columns([5, 4], gap="large")
    with left, st.container(key=CHOSEN):
        _left(shown, found, place, part, key)
        if shown.task == "pixels":
            _pixels(shown, now, f"{key}.{part}.pixels")
    with right:
        changed_most(shown, now, changed, part=part, key=key, on_value=on_value)


def figure(name: str, value: str) -> None:
    """Draws one figure of an epoch."""
    st.metric(text(f"through_time.{name}"), value, border=True, width=126)


def _figures(now: Changing) -> Mapping[str, str]:
    if not isinstance(now, WholeMoment):
        off = now.predicted.astype("float64") - now.true
        rmse, mae = np.sqrt(np.mean(np.square(off))), np.abs(off).mean()
        return {"rmse": f"{rmse:,.4g}", "mae": f"{mae:,.4g}"}
    if now.confusion is None:
        return {"mse": f"{now.off.mean():,.4g}"}
    ink = now.confusion[1:]
    right = ink[:, 1:].trace() / max(1, ink.sum())
    return {"iou": f"{whole_moments.mean_iou(now.confusion):.2%}", "ink": f"{right:.2%}"}


def _left(shown: Shown, found: Sequence[Changing], place: int, part: str, key: str) -> None:
    now, before = found[place], found[place - 1] if place else None
    if isinstance(now, WholeMoment):
        example = chosen_example(found, f"{key}.{part}")
        answered(shown, now, before, example, part=part)
        return
    made = predicted_figure(now.true[:, 0], now.predicted[:, 0], target=text("results.value"))
    low, high = _range(found)
    made.update_xaxes(range=[low, high]).update_yaxes(range=[low, high])
    made.data[0].update(x=[low, high], y=[low, high])
    steady_chart(made, name="predicted", key=f"{key}.{part}.values")


def _range(found: Sequence[Changing]) -> tuple[float, float]:
    """The same at every epoch, so that what moves are the points."""
    every = np.concatenate([np.ravel(side) for each in found for side in _sides(each)])
    known = every[np.isfinite(every)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    free = 0.04 * (high - low) or 1.0
    return low - free, high + free


def _sides(now: Changing) -> tuple[np.ndarray, ...]:
    return () if isinstance(now, WholeMoment) else (now.true[:, 0], now.predicted[:, 0])


def _pixels(shown: Shown, now: Changing, key: str) -> None:
    """Draws which pixels are taken for what at this epoch."""
    if not isinstance(now, WholeMoment) or now.confusion is None:
        return
    st.subheader(text("results.pixels.confusion"), anchor=False)
    names = [text("results.background"), *shown.facts.classes]
    st.caption(text("through_time.pixels_about"))
    confusion(now.confusion.tolist(), names, key=key, as_shares=True)
