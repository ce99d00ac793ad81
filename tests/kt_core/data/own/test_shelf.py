"""A set of one's own is a set like the others; when it is gone, a sentence says so."""

import numpy as np
import pytest

from kt_core.code import script
from kt_core.data import Arrays, available, card, load
from kt_core.data.choice import choose
from kt_core.data.own import own_cards, remove, say
from kt_core.data.own.shelf import put
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.templates import template

FACTS = {"task": "classification", "modality": "image", "classes": ("a", "b"), "largest": 255}


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))


def arrays(seed=1):
    draw = np.random.default_rng(seed)
    x = draw.integers(0, 256, (12, 6, 5, 1), dtype="uint8")
    y = np.arange(12) % 2
    return Arrays(x[:8], y[:8].astype("int64"), x[8:], y[8:].astype("int64"))


def test_it_is_loaded_as_it_was_put_and_says_what_its_owner_said():
    kept = put(arrays(), FACTS, {"title": "  猫 <b>cats</b> ", "licence": "CC0"})
    facts = card(kept.kind)
    assert (facts.title, facts.licence) == ("猫 <b>cats</b>", "CC0")
    assert facts.about and facts.shape == (6, 5, 1) and available(kept.kind)
    for one, other in zip(load(kept.kind), arrays(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_newest_stands_first_and_the_same_twice_is_one():
    first, second = put(arrays(1), FACTS, {}), put(arrays(2), FACTS, {})
    put(arrays(2), FACTS, {"title": "again"})
    assert {each.kind for each in own_cards()} == {first.kind, second.kind}
    assert card(second.kind).title == "again"


def test_a_damaged_file_comes_back_by_deleting_it_and_bringing_the_same_again():
    kept = put(arrays(), FACTS, {})
    path = own_folder() / f"{kept.kind}.npz"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ProblemError) as caught:
        load(kept.kind)
    (problem,) = caught.value.problems
    assert (problem.code, problem.values["kept"]) == ("data_own_damaged", str(path))
    path.unlink()
    assert put(arrays(), FACTS, {}).kind == kept.kind
    np.testing.assert_array_equal(load(kept.kind).x_train, arrays().x_train)


def test_words_are_changed_one_by_one():
    kept = put(arrays(), FACTS, {"title": "One", "source": "me"})
    say(kept, {"title": "Two"})
    assert (card(kept.kind).title, card(kept.kind).source) == ("Two", "me")


def test_a_set_that_is_gone_is_said_to_be_gone():
    kept = put(arrays(), FACTS, {}, owner="ann")
    remove(kept.kind, "ann")
    assert own_cards() == () and not list((own_folder()).glob("own_*"))
    with pytest.raises(ProblemError) as raised:
        card(kept.kind)
    assert raised.value.problems[0].code == "own_data_unknown"


def test_a_set_whose_arrays_are_gone_is_said_to_be_gone_too():
    kept = put(arrays(), FACTS, {})
    assert card(kept.kind).origin == "own"
    (moved,) = [each for each in own_folder().glob("own_*") if each.suffix != ".json"]
    moved.rename(own_folder() / "away")
    with pytest.raises(ProblemError) as raised:
        load(kept.kind)
    assert raised.value.problems[0].code == "own_data_unknown"


@pytest.mark.parametrize(
    "kind", ["own_../../secret", "own_", "own_0123456789abcdeg", "../own_0123456789abcdef"]
)
def test_no_other_name_leads_to_a_file(kind):
    with pytest.raises(ProblemError) as raised:
        card(kind)
    assert raised.value.problems[0].code == "data_kind_unknown"
    remove(kind, "ann")


def test_what_two_have_brought_stays_until_both_take_it_away():
    kind = put(arrays(), FACTS, {}, owner="ann").kind
    put(arrays(), FACTS, {}, owner="bob")
    remove(kind, "eve")
    remove(kind, "ann")
    assert own_cards("ann") == () and [each.kind for each in own_cards("bob")] == [kind]
    remove(kind, "bob")
    assert own_cards("bob") == () and not available_file(kind)


def available_file(kind):
    return (own_folder() / f"{kind}.npz").exists()


def test_an_experiment_takes_its_shape_and_its_script_reads_its_file():
    kept = put(arrays(), FACTS, {})
    document = choose(template("digit_cnn").document(), kept.kind)
    assert document["network"][0]["params"]["shape"] == [6, 5, 1]
    assert f'FOLDER / "{kept.kind}.npz"' in script(parse(document))


def own_folder():
    from kt_core.data.cards import own_folder as folder

    return folder()
