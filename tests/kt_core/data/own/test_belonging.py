"""What belongs together is found by folder, by name or in a table, and stays in one part."""

import numpy as np
import pytest

from kt_core.data import card, data_problems, load, split_of
from kt_core.data.choice import choose
from kt_core.data.own.pictures import described
from kt_core.data.own.shelf import report
from kt_core.data.own.taking import inspect, take_in
from kt_core.data.sets import beside
from kt_core.data.splitting import stored_rows
from kt_core.experiment import Data
from kt_core.problems import ProblemError
from tests.kt_core.data.own.files import picture, zipped

GREY = {"size": [4, 4], "colour": "grey", "frame": "stretch", "repeated": "drop"}
CLASSES = ("cat", "dog")


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))


def pets(path, name, *, each=30, extra=None):
    """Pictures of two classes; `name(class, number)` is the path of each."""
    files = {
        name(label, number): picture(1000 * at + number)
        for at, label in enumerate(CLASSES)
        for number in range(each)
    }
    return zipped(path, {**files, **(extra or {})})


def below(label, number):
    return f"pets/{label}/patient_{number // 3 + 20 * (label == 'dog'):02}/{number}.png"


def above(label, number):
    return f"病人 {number // 3}/{label}/{number}.png"


def found(path, by):
    return next(each for each in described(path)["groupings"] if each["how"]["by"] == by)


def taken(path, **changed):
    options = {**inspect(str(path))["suggested"], **GREY, **changed}
    return take_in(str(path), options, {"title": "pets"})["kind"]


def groups(kind):
    return beside(kind, "groups_train"), beside(kind, "groups_test")


@pytest.mark.parametrize(("name", "level", "count"), [(below, 2, 20), (above, 1, 10)])
def test_patients_below_or_above_the_classes_are_groups_of_their_own(tmp_path, name, level, count):
    path = pets(tmp_path / "p.zip", name)
    answer = described(path)
    assert answer["suggested"]["level"] == level
    assert answer["classes"] == {"cat": 30, "dog": 30}
    one = found(path, "folder")
    assert one["groups"] == count and one["how"]["level"] == 3 - level
    assert answer["suggested"]["parting"] == {"kind": "group", "groups": one["how"]}
    facts = card(kind := taken(path))
    assert facts.classes == CLASSES and (facts.grouping, facts.groups) == ("folder", count)
    train, test = groups(kind)
    assert not set(train) & set(test) and facts.parting == "group"
    assert (len(train), len(test)) == (one["parts"]["train"], one["parts"]["test"])
    assert len(set(test)) == one["parts"]["test_groups"]
    assert report(kind)["groups"]["shared"] == 0


def test_classes_that_are_numbers_stay_classes(tmp_path):
    files = {
        f"{person}/{digit}/{n}.png": picture(hash((person, digit, n)) % 9999)
        for person in ("ann", "bob")
        for digit in range(5)
        for n in range(2)
    }
    answer = described(zipped(tmp_path / "p.zip", files))
    assert answer["suggested"]["level"] == 1 and len(answer["classes"]) == 5
    assert found(tmp_path / "p.zip", "folder")["groups"] == 2


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        (lambda label, n: f"{label}/P{n // 3:02}{label[0]}_{n}.png", "last"),
        (lambda label, n: f"{label}/P{n // 3:02}{label[0]}-{'lr'[n % 2]}_{n}x.png", "first"),
        (lambda label, n: f"{label}/visit {'abcdefghij'[n // 3]} ({n}).png", "number"),
    ],
)
def test_a_part_of_the_names_is_offered_and_by_chance_stays_suggested(tmp_path, name, pattern):
    path = pets(tmp_path / "p.zip", name)
    assert described(path)["suggested"]["parting"] == {"kind": "random"}
    one = next(e for e in described(path)["groupings"] if e["how"].get("pattern") == pattern)
    train, test = groups(taken(path, parting={"kind": "group", "groups": one["how"]}))
    assert len(set(train) | set(test)) == one["groups"] and not set(train) & set(test)


def test_single_pictures_whole_classes_and_parts_are_no_groups(tmp_path):
    assert described(pets(tmp_path / "a.zip", lambda c, n: f"{c}/{n}.png"))["groupings"] == []
    assert described(pets(tmp_path / "b.zip", lambda c, n: f"{c}/{c}_{n}.png"))["groupings"] == []
    parts = pets(tmp_path / "c.zip", lambda c, n: f"{('train', 'test')[n % 2]}/{c}/{n}.png")
    assert described(parts)["groupings"] == []


def test_a_table_in_the_archive_says_who_and_when(tmp_path):
    rows = [
        f"{c}\\{n}.png;P{n // 5};{2020 + n // 6}-03-0{1 + n % 6}"
        for c in CLASSES
        for n in range(30)
    ]
    text = "\n".join(["file;who;when", *rows]).encode("utf-16")
    path = pets(tmp_path / "p.zip", lambda c, n: f"set/{c}/{n}.png", extra={"set/list.csv": text})
    answer = described(path)
    who = {"by": "table", "file": "set/list.csv", "column": "who"}
    when = {**who, "column": "when"}
    assert not answer["left_out"]
    assert answer["suggested"]["parting"] == {"kind": "group", "groups": who}
    assert answer["timings"][0]["how"] == when and answer["timings"][0]["missing"] == 0
    kind = taken(path, parting={"kind": "time", "groups": who, "time": when})
    assert card(kind).grouping == "who" and card(kind).timing == "when"
    assert beside(kind, "times_train").max() < beside(kind, "times_test").min()
    assert "data_test_shares_groups" in {each.code for each in data_problems(Data(kind=kind))}


def test_pictures_that_a_table_does_not_name_are_groups_of_their_own(tmp_path):
    rows = [f"{n}.png,P{n // 5}" for n in range(28)]
    text = "\n".join(["name,who", *rows]).encode()
    path = pets(tmp_path / "p.zip", lambda c, n: f"{c}/{c[0]}{n}.png", extra={"t.csv": text})
    assert not [each for each in described(path)["groupings"] if each["how"]["by"] == "table"]
    text = text.replace(b"\n", b"\nc").replace(b"cname", b"name")
    path = pets(tmp_path / "q.zip", lambda c, n: f"{c}/{c[0]}{n}.png", extra={"t.csv": text})
    assert not [each for each in described(path)["groupings"] if each["how"]["by"] == "table"]


def test_dates_in_names_are_times(tmp_path):
    path = pets(tmp_path / "p.zip", lambda c, n: f"{c}/IMG_202405{n + 1:02}_120{n % 10}00.png")
    (one,) = described(path)["timings"]
    assert one["how"] == {"by": "name", "pattern": "date"} and one["dated"]
    assert one["parts"] == {"train": 48, "test": 12}
    kind = taken(path, parting={"kind": "time", "time": one["how"]})
    train, test = beside(kind, "times_train"), beside(kind, "times_test")
    assert train.max() < test.min() and len(test) == 12
    assert (
        described(pets(tmp_path / "q.zip", lambda c, n: f"{c}/{n}123456789.png"))["timings"] == []
    )


def test_arrays_of_groups_and_times_stand_beside_x_and_y(tmp_path):
    x, y = np.arange(240, dtype="float32").reshape(60, 4), np.arange(60) % 2
    path = tmp_path / "a.npz"
    np.savez(path, x=x, y=y, groups=np.array([f"P{n // 4}" for n in range(60)]))
    answer = inspect(str(path))
    assert answer["suggested"]["parting"] == {"kind": "group"}
    assert answer["ways"]["group"]["different"] == 15
    kind = taken(path)
    train, test = groups(kind)
    assert not set(train) & set(test) and len(test) == answer["ways"]["group"]["parts"]["test"]
    assert (beside(kind, "groups_train") == load(kind).x_train[:, 0] // 16).mean() < 1  # by name
    days = np.datetime64("2024-01-01") + np.arange(60)[::-1]
    np.savez(path, x=x, y=y, time=days)
    kind = taken(path)
    assert load(kind).x_test[:, 0].tolist() == (np.arange(12) * 4).tolist()
    np.savez(path, x=x, y=y, groups=np.arange(59))
    with pytest.raises(ProblemError) as raised:
        inspect(str(path))
    assert raised.value.problems[0].code == "own_arrays_beside"


def test_validation_holds_out_whole_groups_and_says_so_where_it_does_not(tmp_path):
    kind = taken(pets(tmp_path / "p.zip", below))
    chosen = choose({"network": []}, kind)["data"]
    assert chosen["validation"]["params"] == {"fraction": 0.2, "groups": "folder"}
    data = Data(**chosen)
    assert not data_problems(data)
    kept, held = stored_rows(kind, split_of(data), seed=0)
    numbers = beside(kind, "groups_train")
    assert not set(numbers[kept]) & set(numbers[held])
    loose = Data(kind=kind)
    (warned,) = [e for e in data_problems(loose) if e.code == "data_validation_shares_groups"]
    assert warned.fix.patch[0]["value"] == chosen["validation"]
    folds = [
        stored_rows(kind, split_of(Data(kind=kind, validation=fold)), seed=0)[1]
        for fold in (
            {"kind": "fold", "params": {"folds": 4, "fold": at, "groups": "folder"}}
            for at in range(4)
        )
    ]
    assert sorted(np.concatenate(folds).tolist()) == list(range(len(numbers)))
    assert sum(len(set(numbers[rows])) for rows in folds) == len(set(numbers))


def test_a_set_of_the_latest_is_validated_on_the_latest(tmp_path):
    path = pets(tmp_path / "p.zip", lambda c, n: f"{c}/{c} 2024-05-{n + 1:02}.png")
    kind = taken(path, parting={"kind": "time", "time": {"by": "name", "pattern": "date"}})
    chosen = choose({"network": []}, kind)["data"]
    assert chosen["validation"]["params"] == {"fraction": 0.2, "time": "date"}
    kept, held = stored_rows(kind, split_of(Data(**chosen)), seed=3)
    times = beside(kind, "times_train")
    assert times[kept].max() < times[held].min()
    codes = {each.code for each in data_problems(Data(kind=kind))}
    assert "data_validation_not_latest" in codes
    back = choose({"network": [], "data": chosen}, "digits")["data"]
    assert back["validation"]["params"] == {"fraction": 0.2}


def holdout(**params):
    return {"kind": "holdout", "params": {"fraction": 0.2, **params}}


@pytest.mark.parametrize(
    ("validation", "code"),
    [
        (holdout(groups="who"), "data_groups_unknown"),
        (holdout(time="when"), "data_time_unknown"),
        (holdout(groups="folder", time="when"), "data_holdout_twice"),
    ],
)
def test_words_that_the_set_does_not_know_are_refused(tmp_path, validation, code):
    kind = taken(pets(tmp_path / "p.zip", below))
    assert code in {each.code for each in data_problems(Data(kind=kind, validation=validation))}


def test_a_column_of_a_table_can_be_held_out_as_a_whole():
    data = Data(kind="wine", validation=holdout(groups="hue"))
    assert not [each for each in data_problems(data) if each.severity == "error"]


@pytest.mark.parametrize(
    "parting",
    [
        {"kind": "group"},
        {"kind": "time"},
        {"kind": "best"},
        {"kind": "group", "groups": {"by": "folder", "level": 9}},
        {"kind": "group", "groups": "patient"},
        {"kind": "group", "groups": {"by": "name", "pattern": "(a+)+$"}},
        {"kind": "time", "time": {"by": "table", "file": "../x.csv", "column": "a"}},
    ],
)
def test_ways_that_are_not_there_are_refused(tmp_path, parting):
    with pytest.raises(ProblemError):
        taken(pets(tmp_path / "p.zip", below, each=6), parting=parting)
