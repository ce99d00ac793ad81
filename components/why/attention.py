"""What a query looks at, and how its value is mixed of all the keys' values."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from components.why.terms import Said, alone, bias, columns, in_formula, number, terms
from kt_core.figures import inside as drawing
from kt_core.texts import text

SIDE = 120  # rows and columns of a heat map
TERMS = ("x", "weight", "product")


def draw(said: Said, arrays: Mapping[str, np.ndarray], key: str) -> None:
    """Draws the weights of a head, and the arithmetic of the chosen value."""
    given = {name: said[name] for name in ("query", "may", "keys")}
    st.caption(text("inside.query", **given))
    head = choose(said["heads"], key)
    looks(arrays, head, key, row=said["query"])
    if said["form"] == "heads":
        _head(said, said["parts"][head])
    else:
        _score(said["query"], said["key"], said["score"])
        _weight(said["key"], float(arrays["weights"][0, said["query"], said["key"]]))
        st.subheader(text("inside.mixture"), anchor=False)
        _mixture(said)


def choose(heads: int, key: str) -> int:
    """Draws the choice of a head, where there are several."""
    if heads == 1:
        return 0
    return int(
        st.number_input(
            text("inside.head"), min_value=0, max_value=heads - 1, key=f"{key}.head", width=140
        )
    )


def looks(arrays: Mapping[str, np.ndarray], head: int, key: str, *, row: int | None = None) -> None:
    """Draws the weights (queries, keys) of a head, and a frame around the row of a query."""
    weights = arrays["weights"][head]
    allowed = arrays.get("allowed")
    figure = drawing.looks_figure(
        weights,
        allowed=allowed,
        row=row,
        side=SIDE,
        names=(text("inside.query_axis"), text("inside.key_axis")),
    )
    st.subheader(text("inside.looks"), anchor=False)
    lines = [text("inside.looks_about")]
    lines += [text("inside.looks_row")] if row is not None else []
    lines += [text("inside.causal")] if allowed is not None else []
    if max(weights.shape) > SIDE:
        lines.append(text("inside.looks_cut", queries=weights.shape[0], keys=weights.shape[1]))
    st.caption(" ".join(lines))
    st.plotly_chart(figure, key=f"{key}.looks.{head}", config={"displayModeBar": False})


def _head(said: Said, part: Said) -> None:
    _score(said["query"], part["key"], part["score"])
    _weight(part["key"], part["weight"])
    words = {"head": part["head"], "feature": part["feature"]}
    st.subheader(text("inside.mixture_of", **words), anchor=False)
    _mixture(part["mixture"])
    if part["gate"] is not None:
        st.markdown(text("inside.gated", gate=number(part["gate"])))
    st.subheader(text("inside.output"), anchor=False)
    if said["heads"] > 1:
        st.markdown(text("inside.share", head=part["head"], share=number(part["share"])))
    titles = {"at": text("inside.terms.head_feature")}
    terms(said, titles | columns(TERMS, "why.steps.terms"))
    st.markdown(text("why.steps.forms.dot", count=said["count"], total=number(said["total"])))
    bias(said)


def _weight(key: int, weight: float) -> None:
    """Draws what softmax makes of the highest score."""
    st.subheader(text("inside.weight"), anchor=False)
    words = {"place": key, "powers": alone(1 / weight), "weight": alone(weight)}
    st.markdown(text("inside.weight_about", **words))


def _mixture(said: Said) -> None:
    titles = {"at": text("inside.terms.key"), "weight": text("inside.terms.weight")}
    terms(said, titles | columns(("x", "product"), "why.steps.terms"))
    st.markdown(text("inside.mixed", value=alone(said["total"])))


def _score(query: int, key: int, score: Said) -> None:
    """Draws how well the query fits the key it looks at most."""
    st.subheader(text("inside.score", query=query, place=key), anchor=False)
    plain = score["how"] == "dot"
    titles = {
        "at": text("inside.terms.feature"),
        "x": text("inside.terms.query" if plain else "inside.terms.tanh"),
        "weight": text("inside.terms.key" if plain else "inside.terms.weight"),
        "product": text("inside.terms.product"),
    }
    terms(score, titles)
    form = "score_tanh" if not plain else "score_dot" if score["scale"] == 1 else "score_scaled"
    given = {"scale": in_formula(score["scale"]), "value": alone(score["value"])}
    total = in_formula if form == "score_scaled" else alone
    given["total"] = total(score["total"])
    st.markdown(text(f"inside.{form}", **given))
