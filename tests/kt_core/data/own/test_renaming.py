"""A card can be opened again: what describes changes, what a run learned from does not."""

import numpy as np
import pytest

from kt_core.data import Arrays, card, load
from kt_core.data.own import own_cards
from kt_core.data.own.renaming import edit
from kt_core.data.own.shelf import put
from kt_core.problems import ProblemError

FACTS = {"task": "classification", "modality": "table", "classes": ("a", "b"), "columns": ("x",)}


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    return keep()


def keep():
    x, y = np.arange(8, dtype="float32").reshape(8, 1), np.arange(8) % 2
    words = {"title": "t", "about": "old"}
    return put(Arrays(x[:6], y[:6], x[6:], y[6:]), FACTS, words, owner="ann")


def refused(facts, classes, owner="ann"):
    with pytest.raises(ProblemError) as raised:
        edit(facts, {}, classes, owner=owner)
    return raised.value.problems[0].code


def test_words_and_class_names_change_and_the_set_stays_the_same(kept):
    before = load(kept.kind)
    edit(kept, {"title": "宠物", "target": "the animal"}, ["猫", "狗"], owner="ann")
    facts = card(kept.kind)
    assert (facts.title, facts.about, facts.target) == ("宠物", "old", "the animal")
    assert facts.classes == ("猫", "狗") and facts.file_classes == ("a", "b")
    assert [each.kind for each in own_cards("ann")] == [kept.kind]
    for one, other in zip(load(kept.kind), before, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_name_that_a_class_ever_had_is_never_given_to_another(kept):
    assert refused(kept, ["b", "a"]) == "own_class_name_taken"
    assert refused(kept, ["same", "same"]) == "own_class_name_taken"
    facts = edit(edit(kept, {}, ["cat", "b"], owner="ann"), {}, ["feline", "b"], owner="ann")
    assert refused(facts, ["feline", "cat"]) == "own_class_name_taken"
    assert refused(facts, ["feline", "a"]) == "own_class_name_taken"
    assert edit(facts, {}, ["a", "dog"], owner="ann").classes == ("a", "dog")


@pytest.mark.parametrize(
    ("classes", "code"),
    [(["", "b"], "own_class_name_empty"), (["a"], "own_class_names_count")],
)
def test_each_class_has_a_name(kept, classes, code):
    assert refused(kept, classes) == code


def test_only_who_has_brought_it_edits_it(kept):
    assert refused(kept, ["x", "y"], owner="bob") == "own_card_foreign"
    assert refused(kept, ["x", "y"], owner="") == "own_card_foreign"


def test_the_same_file_brought_again_keeps_how_it_is_described(kept):
    edit(kept, {"about": "new"}, ["猫", "狗"], owner="ann")
    again = keep()
    assert again.kind == kept.kind and card(kept.kind).classes == ("猫", "狗")
    assert card(kept.kind).class_history == (("a", "猫"), ("b", "狗"))
