"""Attention by hand, in many arrangements, against what Keras' own layer computes.

Keras computes in float32, the hand in float64: they may differ by 1e-5, relatively or absolutely.
"""

import importlib
import itertools

import numpy as np
import pytest

pytestmark = pytest.mark.engine

QUERIES, KEYS, WIDTH = 4, 5, 6
SKIPPED = 5
QUERY, KEY = (QUERIES, WIDTH), (KEYS, WIDTH)
SOME = ([True, False, True, True], [False, True, True, False, True])
HEADS = {
    "MultiHeadAttention": (
        {"num_heads": 2, "key_dim": 3},
        {"num_heads": 2, "key_dim": 3, "value_dim": 2, "output_shape": [2, 3]},
        {"num_heads": 1, "key_dim": 3, "use_bias": False, "use_gate": True, "dropout": 0.2},
        {"num_heads": 2, "key_dim": 2, "sliding_window": 2},
    ),
    "GroupQueryAttention": (
        {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2},
        {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1, "use_gate": True},
    ),
}
PLAIN = {
    "Attention": ({}, {"use_scale": True}, {"use_scale": True, "score_mode": "concat"},
                  {"score_mode": "concat"}),
    "AdditiveAttention": ({}, {"use_scale": False}),
}  # fmt: skip


@pytest.fixture(scope="module")
def sums():
    return importlib.import_module("kt_core.engine.sums")


@pytest.fixture(scope="module")
def made():
    return importlib.import_module("tests.kt_core.engine.layer_calls")


def agrees(sums, call):
    """The arithmetic of every fifth value, which gives what Keras computed."""
    found = {}
    for at in list(np.ndindex(*call.output.shape[1:]))[::SKIPPED]:
        found[at] = sums.sum_of(call, at)
        assert isinstance(found[at], sums.Sum), found[at]
        wanted = pytest.approx(sums.keras_value(call, at), rel=1e-5, abs=1e-5)
        assert found[at].value == wanted, at
    return found


# Grouped heads do not take the masks off before they call the layers inside, which say so.
@pytest.mark.filterwarnings("ignore:Layer .* was passed an input with a mask:UserWarning")
@pytest.mark.parametrize("kind", [*PLAIN, *HEADS])
def test_every_value_is_what_keras_computes(sums, made, kind):
    params = {**PLAIN, **HEADS}[kind]
    for given, causal, masks in itertools.product(params, (False, True), ((), SOME)):
        call = made.called(kind, given, [QUERY, KEY], masks=masks, use_causal_mask=causal)
        agrees(sums, call)


@pytest.mark.parametrize("kind", [*PLAIN, *HEADS])
def test_keys_may_differ_from_values(sums, made, kind):
    given = {**PLAIN, **HEADS}[kind][0]
    agrees(sums, made.called(kind, given, [QUERY, (KEYS, WIDTH), KEY]))


def test_weights_of_every_head_are_those_keras_gives(sums, made):
    for kind, params in HEADS.items():
        for given, causal in itertools.product(params, (False, True)):
            call = made.called(kind, given, [QUERY, KEY], use_causal_mask=causal)
            found = sums.sum_of(call, (2, *[0] * (len(call.output.shape) - 2)))
            arguments = {**call.arguments[1], "return_attention_scores": True}
            wanted = call.layer(*call.arguments[0], **arguments)[1]
            np.testing.assert_allclose(found.arrays["weights"], wanted[0], rtol=1e-4, atol=1e-6)
            row = found.arrays["weights"][:, 2]
            np.testing.assert_allclose(row.sum(axis=-1), 1.0)
            may = (
                np.tril(np.ones((QUERIES, KEYS), bool))
                if causal
                else np.ones((QUERIES, KEYS), bool)
            )
            if "sliding_window" in given:
                may &= np.abs(np.subtract.outer(range(QUERIES), range(KEYS))) < 2
            assert found.said["may"] == may[2].sum()
            assert ("allowed" in found.arrays) == (not may.all())


def test_the_shares_of_the_heads_and_the_bias_make_the_value(sums, made):
    call = made.called("MultiHeadAttention", HEADS["MultiHeadAttention"][0], [QUERY, KEY])
    found = sums.sum_of(call, (3, 1))
    shares = [part["share"] for part in found.said["parts"]]
    assert sum(shares) + found.said["bias"] == pytest.approx(found.value)
    for head, part in enumerate(found.said["parts"]):
        row = found.arrays["weights"][head, 3]
        assert part["key"] == row.argmax()
        assert part["weight"] == pytest.approx(row.max())
        terms = part["mixture"]["terms"]
        assert sum(one["product"] for one in terms) == pytest.approx(part["mixture"]["value"])
        score = part["score"]
        assert score["value"] == pytest.approx(score["total"] / np.sqrt(3))


def test_attention_over_pictures_goes_along_the_axes_it_is_given(sums, made):
    shape = (2, 3, 4)
    for axes in (None, 1, 2, [1, 2]):
        params = {"num_heads": 2, "key_dim": 2, "attention_axes": axes}
        call = made.called("MultiHeadAttention", params, [shape, shape])
        found = agrees(sums, call)
        keys = {None: 6, 1: 2, 2: 3}.get(axes if not isinstance(axes, list) else None)
        assert {one.said["keys"] for one in found.values()} == {keys}


def test_plain_attention_tells_the_score_of_the_key_it_looks_at_most(sums, made):
    call = made.called("Attention", {"use_scale": True}, [QUERY, KEY])
    found = sums.sum_of(call, (1, 2))
    score = found.said["score"]
    best = found.arrays["weights"][0, 1].argmax()
    q, k = call.inputs[0][0, 1].numpy(), call.inputs[1][0, best].numpy()
    assert score["value"] == pytest.approx(float(q @ k) * float(call.layer.scale), rel=1e-5)
