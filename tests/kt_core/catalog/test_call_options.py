"""Constants that a layer is called with: checked, normalized, built, written as code, opened."""

import pytest

from kt_core import catalog
from kt_core.checks.components import component_faults
from kt_core.edits import mend
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.texts import render
from tests.kt_core.catalog.round_trip import document, model_by_code, model_of, normal, reopened

WORDS = {"name": "words", "kind": "Input", "params": {"shape": [6, 8]}}
TOKENS = {"name": "tokens", "kind": "Input", "params": {"shape": [6], "dtype": "int32"}}
MHA = {"name": "attend", "kind": "MultiHeadAttention", "params": {"num_heads": 2, "key_dim": 4}}
CAUSAL = {**MHA, "inputs": {"query": "words", "value": "words"}, "call": {"use_causal_mask": True}}
TIED = {"name": "embed", "kind": "ReversibleEmbedding", "params": {"input_dim": 9, "output_dim": 8}}
DOCUMENTS = {
    "causal": document(WORDS, CAUSAL),
    "scores": document(
        WORDS,
        {**CAUSAL, "call": {"return_attention_scores": True}},
        {"name": "out", "kind": "Flatten", "inputs": [{"node": "attend", "output": 1}]},
    ),
    "list": document(
        WORDS,
        {"name": "attend", "kind": "Attention", "inputs": ["words", "words"],
         "call": {"use_causal_mask": True, "return_attention_scores": True}},
        {"name": "out", "kind": "Dense", "params": {"units": 2}},
    ),
    "shared": document(
        TOKENS, TIED, {"name": "embed_2", "shares": "embed", "call": {"reverse": True}}
    ),
}  # fmt: skip


def only_problem(call, node=MHA):
    given = document(WORDS, {**node, "call": call})
    (problem,) = component_faults(parse(given))
    sentence = render(problem)
    assert sentence.what
    assert sentence.expected
    assert sentence.fix
    assert problem.where == ("network", node["name"], "call", *call)
    mended = mend(given, problem.fix)
    assert component_faults(parse(mended)) == []
    return problem.code, mended["network"][1]["call"]


def test_the_options_are_those_of_call_that_are_no_tensors():
    found = {e.kind: [o.name for o in e.call_options] for e in catalog.entries("layer")}
    attention = ["return_attention_scores", "use_causal_mask"]
    assert {kind: names for kind, names in found.items() if names} == {
        "ReversibleEmbedding": ["reverse"],
        "AdditiveAttention": attention,
        "Attention": attention,
        "GroupQueryAttention": attention,
        "MultiHeadAttention": attention,
    }


def test_every_option_is_explained():
    for entry in catalog.entries("layer"):
        assert all(option.gloss and option.doc for option in entry.call_options)


@pytest.mark.parametrize(
    ("call", "code", "after"),
    [
        ({"use_causal_mask": "yes"}, "param_not_boolean", {"use_causal_mask": True}),
        ({"use_causal_mask": None}, "param_null", {}),
        ({"causal_mask": True}, "unknown_call_option_near", {"use_causal_mask": True}),
        ({"training": True}, "unknown_call_option", {}),
    ],
)
def test_a_wrong_option_has_a_sentence_and_a_fix(call, code, after):
    assert only_problem(call) == (code, after)


def test_a_layer_without_options_says_so():
    dense = {"name": "dense", "kind": "Dense", "params": {"units": 1}}
    assert only_problem({"training": True}, dense) == ("no_call_options", {})


def test_a_shared_node_takes_the_options_of_its_layer():
    given = document(TOKENS, TIED, {"name": "again", "shares": "embed", "call": {"revers": True}})
    (problem,) = component_faults(parse(given))
    assert problem.code == "unknown_call_option_near"


def test_options_have_to_be_an_object():
    with pytest.raises(ProblemError) as raised:
        parse(document(WORDS, {**MHA, "call": ["use_causal_mask"]}))
    assert raised.value.problems[0].where == ("network", "attend", "call")


def test_what_keras_does_anyway_is_normalized_away():
    assert normal(document(WORDS, {**MHA, "call": {"use_causal_mask": False}})) == normal(
        document(WORDS, MHA)
    )


@pytest.mark.engine
@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_model_and_code_say_the_same(name):
    given = DOCUMENTS[name]
    model = model_of(given)
    assert reopened(model) == normal(given)
    assert model_by_code(given).get_config() == model.get_config()


@pytest.mark.engine
def test_the_check_answers_with_every_tensor():
    from kt_core.engine.check import check

    answer = check(DOCUMENTS["scores"])
    assert answer["ok"], answer["problems"]
    assert answer["nodes"][1]["output_shape"] == [[None, 6, 8], [None, 2, 6, 6]]


@pytest.mark.engine
def test_a_causal_mask_hides_what_comes_later():
    import numpy as np

    from kt_core.engine.build import build

    model = build(parse(DOCUMENTS["causal"]))
    x = np.random.default_rng(1).normal(size=(1, 6, 8)).astype("float32")
    later = x.copy()
    later[:, 3:] += 1
    assert np.allclose(model(x)[:, :3], model(later)[:, :3], atol=1e-6)
    assert not np.allclose(model(x)[:, 3:], model(later)[:, 3:], atol=1e-2)
