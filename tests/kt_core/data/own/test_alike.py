"""Near-equal pictures are found and can be kept in one part; different ones are left alone."""

import io
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image, ImageEnhance
from sklearn.datasets import load_sample_image

from kt_core.data import card, data_problems, load
from kt_core.data.choice import choose
from kt_core.data.own import alike as measured
from kt_core.data.own.alike import alike, joined, small
from kt_core.data.own.pairs import pairs, pictures
from kt_core.data.own.redividing import divide_again
from kt_core.data.own.shelf import kept_alike, report
from kt_core.data.own.taking import inspect, take_in
from kt_core.data.sets import beside
from kt_core.experiment import Data
from kt_core.problems import ProblemError
from tests.kt_core.data.own.files import zipped


def crops(count=24, side=90):
    """Photographs cut from two real ones."""
    draw = np.random.RandomState(0)
    found = []
    for at in range(count):
        photo = Image.fromarray(load_sample_image(("china.jpg", "flower.jpg")[at % 2]))
        left, top = draw.randint(0, 640 - side), 150 + draw.randint(0, 277 - side)
        found.append(photo.crop((left, top, left + side, top + side)))
    return found


def encoded(picture, ending="PNG", **options):
    stream = io.BytesIO()
    picture.save(stream, ending, **options)
    return stream.getvalue()


def pixels(picture, side=48):
    return np.asarray(picture.resize((side, side), Image.Resampling.BILINEAR))


CHANGED = {
    "saved again": lambda p: Image.open(io.BytesIO(encoded(p, "JPEG", quality=50))),
    "half the size": lambda p: p.resize((45, 45)),
    "brighter": lambda p: ImageEnhance.Brightness(p).enhance(1.1),
    "darker": lambda p: ImageEnhance.Brightness(p).enhance(0.8),
    "more contrast": lambda p: ImageEnhance.Contrast(p).enhance(1.15),
}


@pytest.mark.parametrize("name", CHANGED)
def test_the_same_picture_is_found_however_it_was_saved(name):
    photos = crops()
    both = [*photos, *map(CHANGED[name], photos)]
    found = alike([small(pixels(each)) for each in both])
    right = [(one, other) for one, other in found.pairs.tolist() if other == one + len(photos)]
    assert len(right) >= 0.9 * len(photos) and len(found.pairs) == len(right)


def test_other_pictures_are_not_near_equal_and_single_shades_are_not_judged():
    draw = np.random.RandomState(1)
    noise = draw.randint(0, 256, (40, 32, 32, 3)).astype("uint8")
    plain = np.full((30, 32, 32, 1), 200, dtype="uint8") + draw.randint(0, 3, (30, 32, 32, 1))
    assert not len(alike([small(each) for each in noise]).pairs)
    assert not len(alike([small(each.astype("uint8")) for each in plain]).pairs)


def test_pairs_are_those_that_comparing_each_with_each_finds():
    draw = np.random.RandomState(2)
    x = load("mnist_5k").x_train[:300]
    x = np.concatenate([x, x[draw.permutation(300)[:40]]])
    smalls = [small(each) for each in x]
    copies = measured._centred(np.frombuffer(b"".join(e.copy for e in smalls), "uint8"))
    bits = np.unpackbits(
        np.frombuffer(b"".join(e.digest for e in smalls), "uint8").reshape(-1, 8), axis=1
    )
    near = (copies @ copies.T >= measured.LIKENESS) & (
        (bits[:, None] != bits[None]).sum(axis=2) <= measured.BITS
    )
    expected = np.argwhere(np.triu(near, 1)).tolist()
    found = alike(smalls)
    assert found.pairs.tolist() == expected and len(expected) >= 40


def test_a_set_of_thousands_of_equal_pictures_ends_soon_and_says_so(monkeypatch):
    one = small(pixels(crops(1)[0]))
    monkeypatch.setattr(measured, "MOST", 1000)
    found = alike([one] * 500)
    assert found.gave_up and not len(found.pairs)


def test_pairs_join_groups():
    groups = np.array(["a", "a", "b", "c", "d", "e"])
    found = joined(groups, np.array([[1, 2], [3, 4]]))
    assert found.tolist() == [0, 0, 0, 1, 1, 2]
    assert joined(np.arange(3), np.empty((0, 2), "int64")).tolist() == [0, 1, 2]


@pytest.fixture(scope="module")
def taken(tmp_path_factory):
    """24 photographs of two classes, each saved twice, taken in by chance: its kind."""
    place = tmp_path_factory.mktemp("alike")
    files = {}
    for at, photo in enumerate(crops()):
        name = f"{('茶', 'flower')[at % 2]}/{'abcdefghijklmnopqrstuvwxyz'[at]}"
        files[f"{name}.png"] = encoded(photo)
        files[f"{name}x.jpg"] = encoded(photo.resize((80, 80)), "JPEG", quality=60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(place / "home"))
        path = str(zipped(place / "p.zip", files))
        options = {**inspect(path)["suggested"], "size": [32, 32]}
        kind = take_in(path, options, {"title": "photos", "licence": "CC0"}, owner="ann")["kind"]
    return kind, place / "home"


@pytest.fixture
def made(taken, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(taken[1]))
    return SimpleNamespace(kind=taken[0])


def test_the_report_counts_pairs_and_those_across_both_parts_come_first(made):
    found, facts = report(made.kind)["alike"], card(made.kind)
    assert found["pairs"] >= 22 and 0 < found["across"] < found["pairs"]
    shown = pairs(facts, skip=0, count=found["pairs"])
    across = [one.part != other.part for one, other, _ in shown]
    assert across == sorted(across, reverse=True) and sum(across) == found["across"]
    for both in pictures(facts, shown):
        assert (
            both.shape == (2, 32, 32, 3) and np.abs(np.diff(both.astype(int), axis=0)).mean() < 40
        )
    assert len(pairs(facts, skip=20, count=2)) == 2


def test_one_click_keeps_them_in_one_part_and_the_old_set_stays(made):
    new = divide_again(made.kind, "alike", {"title": "photos, together"}, "ann")["kind"]
    facts, found = card(new), report(new)
    assert new != made.kind and card(made.kind).title == "photos"
    assert (facts.title, facts.licence, facts.owners) == ("photos, together", "CC0", ("ann",))
    assert (facts.grouping, facts.parting) == ("alike", "group")
    assert found["alike"]["across"] == 0 == found["groups"]["shared"]
    assert found["alike"]["pairs"] == report(made.kind)["alike"]["pairs"]
    both = [np.sort(np.concatenate([a.x_train, a.x_test]).reshape(48, -1).sum(axis=1))
            for a in (load(made.kind), load(new))]  # fmt: skip
    assert (both[0] == both[1]).all()
    numbers = np.concatenate([beside(new, "groups_train"), beside(new, "groups_test")])
    assert (numbers[kept_alike(new).pairs[:, 0]] == numbers[kept_alike(new).pairs[:, 1]]).all()
    chosen = Data(**choose({"network": []}, new)["data"])
    assert chosen.validation.params["groups"] == "alike"
    assert not [each for each in data_problems(chosen) if "groups" in each.code]
    assert divide_again(made.kind, "alike", {}, "ann")["kind"] == new


def test_only_who_has_brought_a_set_divides_it_and_only_what_belongs_together(made):
    with pytest.raises(ProblemError) as raised:
        divide_again(made.kind, "alike", {}, "bob")
    assert raised.value.problems[0].code == "own_card_foreign"
    with pytest.raises(ProblemError) as raised:
        divide_again(made.kind, "groups", {}, "ann")
    assert raised.value.problems[0].code == "own_parting_nothing"


def test_arrays_of_pictures_are_compared_and_divided_anew_too(made, tmp_path):
    x = np.stack([pixels(each, 16) for each in crops(12)])
    path = tmp_path / "a.npz"
    np.savez(path, x=np.concatenate([x, (x * 0.85).astype("uint8")]), y=np.arange(24) % 2)
    kind = take_in(str(path), {"task": "classification"}, owner="ann")["kind"]
    assert report(kind)["alike"]["pairs"] >= 11
    new = divide_again(kind, "alike", {}, "ann")["kind"]
    assert report(new)["alike"]["across"] == 0 and card(new).grouping == "alike"
