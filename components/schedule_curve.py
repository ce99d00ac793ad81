"""What the learning rate will be at each step, beside the form of its schedule."""

import streamlit as st

from components import session
from kt_core.experiment import parse
from kt_core.figures import rate_figure
from kt_core.places import Place
from kt_core.rate_curve import RateCurve, rate_curve
from kt_core.texts import text


def schedule_curve() -> None:
    """Draws the curve of the optimizer's schedule; nothing when the learning rate is a number."""
    place = Place(("optimizer", "params", "learning_rate"), "schedule")
    if place.component(session.document()) is not None:
        curve_of("schedule_curve")


def curve_of(key: str) -> None:
    """Draws the rate over the planned steps, or says what it can't be known without."""
    curve = rate_curve(parse(session.document()))
    if curve is None:
        st.caption(text("figures.rates.unknown"))
        return
    ends = {"first": f"{curve.rates[0]:.3g}", "last": f"{curve.rates[-1]:.3g}"}
    st.plotly_chart(
        rate_figure(curve),
        key=key,
        config={"displayModeBar": False},
        alt=text("figures.rates.alt", **ends),
    )
    st.caption(_summary(curve, ends))


def _summary(curve: RateCurve, ends: dict[str, str]) -> str:
    steps = curve.steps[-1] + 1
    epochs = round(steps / curve.per_epoch)
    planned = text("figures.rates.epochs", n=epochs) if epochs > 1 else ""
    return text(
        "figures.rates.caption",
        steps=f"{steps:,}",
        epochs=planned or text("figures.rates.one_epoch"),
        highest=f"{max(curve.rates):.3g}",
        **ends,
    )
