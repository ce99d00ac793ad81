import pytest

from kt_core.data import card, cards
from kt_core.problems import ProblemError

KINDS = [each.kind for each in cards()]


def test_all_kinds_of_the_design_are_offered():
    design = "mnist_5k fashion_mnist_12k digits iris wine breast_cancer diabetes"
    plane = "moons circles spiral xor blobs plane waves venn shapes"
    downloads = "mnist fashion_mnist cifar10 cifar100"
    assert f"{design} {plane} {downloads}".split() == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_each_card_has_all_its_words(kind):
    facts = card(kind)
    words = (facts.title, facts.about, facts.source, facts.licence, facts.target)
    assert all(words)
    assert facts.size_bytes > 0


@pytest.mark.parametrize("kind", KINDS)
def test_each_card_says_how_many_classes_or_columns_its_shape_means(kind):
    facts = card(kind)
    assert (facts.task == "classification") == bool(facts.classes)
    assert (facts.task == "multi_label") == bool(facts.labels)
    assert len(set(facts.names)) == len(facts.names)
    if facts.modality == "table":
        assert facts.shape == (len(facts.columns),)
        assert facts.largest is None
    else:
        assert len(facts.shape) == 3
        assert facts.largest in (16, 255)


@pytest.mark.parametrize("kind", KINDS)
def test_what_needs_a_network_names_an_offline_set_and_files_to_put_by_hand(kind):
    facts = card(kind)
    if facts.offline:
        assert facts.nearest is None and not facts.cache
    else:
        assert card(facts.nearest).offline
        assert facts.cache_files


def test_the_cache_follows_keras_home(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    assert card("mnist").cache_files == (tmp_path / "datasets" / "mnist.npz",)


def test_an_unknown_kind_is_refused_with_the_nearest_one():
    with pytest.raises(ProblemError) as caught:
        card("fashion-mnist-12k")
    [problem] = caught.value.problems
    assert problem.where == ("data", "kind")
    assert problem.fix.patch == (
        {"op": "replace", "path": "/data/kind", "value": "fashion_mnist_12k"},
    )
