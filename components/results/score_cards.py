"""The few figures that say most, each with its interval in small print."""

import math
from collections.abc import Mapping
from typing import Any

import streamlit as st

from components.escape import code
from components.results.shown import Shown
from kt_core.measures import Measure, known
from kt_core.texts import text

FIGURES = (
    *("accuracy", "pixel_accuracy", "ink_accuracy", "mean_iou", "mae", "rmse", "r2", "mse"),
    *("f1_macro", "subset_accuracy", "hamming_loss"),
)
SHARES = ("accuracy", "precision", "recall", "iou")
WIDTH = 172  # pixels
Named = Mapping[str, Any]


def score_cards(shown: Shown) -> None:
    """Draws the main figures of the task, and what Keras measured beside them."""
    figures = shown.figures
    found = known(shown.task, figures) if figures else []
    with st.container(horizontal=True, key="results.scores"):
        for measure, one in found:
            if measure.main:
                _card(measure, one)
        values = [one["value"] for _, one in found]
        for name, value in _others(shown.result, values).items():
            st.metric(code(name), written(name, value), border=True, width=WIDTH)


def explained(measure: Measure) -> str:
    """What a figure tells, its formula, and where its interval is from: Markdown."""
    by = text(f"measures.how.{measure.by}")
    return f"{measure.about}\n\n$$\n{measure.formula}\n$$\n\n{by}"


def written(name: str, value: Any) -> str:
    """A metric for people: shares in percent, anything else with four significant digits."""
    if not isinstance(value, (int, float)):
        return str(value)
    share = any(word in name for word in SHARES) and 0 <= value <= 1
    return f"{value:.2%}" if share else f"{value:,.4g}"


def _card(measure: Measure, found: Named) -> None:
    ends = measure.interval(found)
    st.metric(
        measure.title,
        measure.written(found["value"]),
        delta=text("measures.interval", ends=ends) if ends else None,
        delta_color="off",
        delta_arrow="off",
        help=explained(measure),
        border=True,
        width=WIDTH,
    )


def _others(result: Named, values: list[float]) -> dict[str, Any]:
    """What Keras measured on the test part, and scikit-learn's figures, unless it is shown."""
    others = dict(result["test"])
    if not values:
        others |= {name: result[name] for name in FIGURES if result.get(name) is not None}
    kept: dict[str, Any] = {}
    for name, value in others.items():
        numbers = [each for each in (*values, *kept.values()) if isinstance(each, (int, float))]
        number = isinstance(value, (int, float))
        if not number or not any(math.isclose(value, each, rel_tol=1e-4) for each in numbers):
            kept[name] = value
    return kept
