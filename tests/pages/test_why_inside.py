"""Recurrent and attention layers in the why view: what the engine works out is drawn in words."""

import importlib

import numpy as np
import pytest

pytestmark = pytest.mark.engine

HALF = {"kind": "GRU", "params": {"units": 2, "return_sequences": True}}
SERIES, PAIR = (5, 3), [(4, 6), (5, 6)]
CASES = (
    ("LSTM", {"units": 2}, SERIES, (1,), "f\\,c_{t-1}"),
    ("GRU", {"units": 2, "reset_after": False}, SERIES, (1,), "(1 - z)"),
    ("SimpleRNN", {"units": 2, "use_bias": False}, SERIES, (1,), "There is no bias"),
    ("ConvLSTM1D", {"filters": 2, "kernel_size": 2}, (3, 6, 2), (2, 1), "h_t = o"),
    ("Bidirectional", {"layer": HALF, "merge_mode": "ave"}, SERIES, (1, 1), "reads backwards"),
    ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}, PAIR, (1, 2), "all heads and features"),
    ("GroupQueryAttention", {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1,
                             "use_gate": True}, PAIR, (1, 2), "A gate makes"),
    ("AdditiveAttention", {}, PAIR, (1, 2), "\\tanh(q + k)"),
    ("Attention", {"use_scale": True}, PAIR, (1, 2), "may look at 2 of 5 keys"),
)  # fmt: skip


def page(found):
    import streamlit as st

    from components.why.sums import arithmetic
    from kt_core.explanations import Found

    for name, (said, arrays) in found.items():
        st.header(name, anchor=False)
        arithmetic(Found(said, arrays), key=name)


def test_what_is_inside_is_told_with_its_numbers():
    from streamlit.testing.v1 import AppTest

    sums = importlib.import_module("kt_core.engine.sums")
    made, found = importlib.import_module("tests.kt_core.engine.layer_calls"), {}
    for kind, params, shape, at, _ in CASES:
        options = {"use_causal_mask": True} if kind == "Attention" else {}
        call = made.called(kind, params, shape, **options)
        one = sums.sum_of(call, at)
        said = {**one.said, "form": one.form, "value": one.value, "kind": kind}
        found[kind] = ({**said, "keras": sums.keras_value(call, at)}, one.arrays)
    masked = made.called("GRU", {"units": 2}, SERIES, masks=([True] * 4 + [False],))
    left_out = sums.sum_of(masked, (0,))
    ends = {"form": left_out.form, "value": left_out.value, "keras": left_out.value}
    found["masked"] = ({**left_out.said, **ends}, left_out.arrays)
    app = AppTest.from_function(page, args=(found,), default_timeout=120).run()
    assert not app.exception, app.exception
    kinds = (app.markdown, app.caption, app.subheader)
    told = " ".join(each.value for kind in kinds for each in kind)
    for kind, *_, words in CASES:
        assert words in told, kind
    assert "the state stays what it was" in told
    assert told.count("by this arithmetic") == len(CASES) + 1
    assert "?" not in told
    assert len(app.get("plotly_chart")) == len(CASES) + 2  # two for both ways, one masked
    value = f"{found['LSTM'][0]['value']:.4g}"
    assert value.lstrip("-") in told
    assert np.isnan(found["masked"][1]["line_z"][-1])
