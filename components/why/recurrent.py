"""One step of a recurrent layer: its gates taken apart, and the unit's way through all steps."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import streamlit as st

from components.segments import segments
from components.why.terms import Said, alone, in_formula, in_text, number, terms
from kt_core.figures import inside as drawing
from kt_core.texts import text

LINE = "line_"
PARTS = ("from", "at", "x", "weight", "product")


def draw(said: Said, arrays: Mapping[str, np.ndarray], key: str) -> None:
    """Draws the formula with its numbers, one gate's sum, and the way from step to step."""
    shown = {"number": said["at_step"], "steps": said["steps"], "place": said["place"]}
    st.caption(text("inside.step", **shown))
    if said["below"]:
        st.caption(text("inside.below", cells=said["below"] + 1))
    if said["masked"]:
        st.markdown(text("inside.masked"))
    else:
        _formula(said)
        _gate(said, key)
    _line(said, arrays, key)


def _formula(said: Said) -> None:
    gates = {gate["name"]: gate for gate in said["gates"]}
    values = {name: in_formula(gate["value"]) for name, gate in gates.items()}
    given = {**values, "function": in_text(said["function"]), "h": alone(said["behind"][0])}
    given["h_before"] = in_formula(said["before"][0])
    if len(said["behind"]) > 1:
        given |= {"c": alone(said["behind"][1]), "c_before": in_formula(said["before"][1])}
        given["squashed"] = in_formula(said["squashed"])
    if "z" in gates:
        given["rest"] = in_formula(1 - gates["z"]["value"])
    if "s" in gates:
        given["before"] = alone(gates["s"]["before"])
    kind = "LSTM" if said["cell"] == "ConvLSTM" else said["cell"]
    st.markdown(text(f"inside.formula.{kind}", **given))


def _gate(said: Said, key: str) -> None:
    """Draws the sum of one gate, input and state apart."""
    gates = {gate["name"]: gate for gate in said["gates"]}
    chosen = next(iter(gates))
    if len(gates) > 1:
        chosen = segments(
            text("inside.gate"),
            tuple(gates),
            words=lambda name: text(f"inside.gates.{name}"),
            default=chosen,
            key=f"{key}.gate",
        )
    gate = gates[chosen]
    st.markdown(text("inside.parts" if gate["bias"] is not None else "inside.parts_plain"))
    if chosen == "g" and "r" in gates:
        how = "inside.reset_after" if said["reset_after"] else "inside.reset_before"
        st.caption(text(how, r=number(gates["r"]["value"])))
    named = {**gate, "terms": [_named(one) for one in gate["terms"]]}
    titles = {"from": text("inside.from")}
    titles |= {name: text(f"why.steps.terms.{name}") for name in PARTS[1:]}
    terms(named, titles)
    given = {name: alone(gate[name]) for name in ("before", "value")}
    given |= {"input": in_formula(gate["totals"]["x"]), "state": in_formula(gate["totals"]["h"])}
    form = "gate_plain" if gate["bias"] is None else "gate"
    biased = {} if gate["bias"] is None else {"bias": in_formula(gate["bias"])}
    words = {**given, **biased, "function": in_text(gate["function"])}
    st.markdown(text(f"inside.formula.{form}", **words))


def _named(term: Said) -> dict[str, object]:
    return {**term, "from": text(f"inside.sources.{term['from']}")}


def _line(said: Said, arrays: Mapping[str, np.ndarray], key: str) -> None:
    lines = {
        text(f"inside.names.{name.removeprefix(LINE)}"): values
        for name, values in arrays.items()
        if name.startswith(LINE)
    }
    st.subheader(text("inside.line"), anchor=False)
    st.caption(text("inside.line_about"))
    figure = drawing.lines_figure(
        lines,
        at=said["at_step"],
        across=text("inside.number_axis"),
        up=text("inside.value_axis"),
    )
    st.plotly_chart(figure, key=f"{key}.line", config={"displayModeBar": False})
    with st.expander(text("inside.line_numbers")):
        st.dataframe(pd.DataFrame(lines).rename_axis(text("inside.number_axis")))
