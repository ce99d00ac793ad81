"""Tables of text become numbers that a network can learn from, and say what they lost."""

import numpy as np
import pytest

from kt_core.data.own.csv_text import read_table
from kt_core.data.own.tables import described, taken
from kt_core.data.own.taking import inspect, take_in
from kt_core.problems import ProblemError
from tests.kt_core.data.own.files import table

ROWS = [(n, n * 0.5 - 3, ("red", "green", "blue")[n % 3], ("no", "yes")[n % 2]) for n in range(40)]
PLAIN = "id,size,colour,ripe\n" + "\n".join(",".join(map(str, row)) for row in ROWS) + "\n"


def choices(path, **changed):
    return {**described(path, {})["suggested"], **changed}


def refusal(call, *arguments):
    with pytest.raises(ProblemError) as raised:
        call(*arguments)
    return raised.value.problems[0].code


def test_columns_are_told_apart_and_the_last_is_predicted(tmp_path):
    found = described(table(tmp_path / "t.csv", PLAIN), {})
    kinds = {each["name"]: each["kind"] for each in found["columns"]}
    assert kinds == {"id": "identifier", "size": "number", "colour": "words", "ripe": "words"}
    assert found["suggested"]["target"] == "ripe"
    assert found["suggested"]["task"] == "classification"
    assert found["suggested"]["columns"] == ["size", "colour"]


def test_words_become_columns_of_their_own(tmp_path):
    path = table(tmp_path / "t.csv", PLAIN)
    arrays, facts, report, *_ = taken(path, choices(path))
    assert facts["columns"] == ("size", "colour = blue", "colour = green", "colour = red")
    assert facts["classes"] == ("no", "yes")
    assert arrays.x_train.dtype == "float32" and len(arrays.y_train) == 32
    rows = np.concatenate([arrays.x_train, arrays.x_test])
    assert (rows[:, 1:].sum(axis=1) == 1).all()
    assert report == {"lost": 0, "ragged": 0, "repeated": 0, "leaks": []}


def test_a_column_of_numbers_is_predicted_as_a_number(tmp_path):
    path = table(tmp_path / "t.csv", PLAIN)
    given = choices(path, target="size", task="regression", columns=["colour", "ripe"])
    arrays, facts, _, *_ = taken(path, given)
    assert facts["task"] == "regression" and arrays.y_train.shape == (32, 1)
    assert arrays.y_train.dtype == "float32"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gbk", "gb18030"), ("utf-16", "utf-16")],
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_and_separator_are_found(tmp_path, encoding, name, separator):
    lines = ["长度,颜色,品种", *(f"{n}.5,{'红蓝'[n % 2]}色,{'甲乙'[n % 2]}种" for n in range(9))]
    text = "\r\n".join(lines).replace(",", separator)
    found = read_table(table(tmp_path / "t.csv", text, encoding))
    assert found.columns == ("长度", "颜色", "品种")
    assert (found.encoding, found.separator, len(found.rows)) == (name, separator, 9)


def test_accents_are_not_taken_for_chinese(tmp_path):
    text = "prénom,été\n" + "\n".join(f"Zoé{n},Noëlle" for n in range(5))
    found = read_table(table(tmp_path / "t.csv", text, "cp1252"))
    assert found.encoding == "cp1252" and found.columns == ("prénom", "été")


def test_what_was_found_wrongly_can_be_said(tmp_path):
    path = table(tmp_path / "t.csv", "貓;狗\n1;2\n3;4\n", "big5")
    assert read_table(path, encoding="big5").columns == ("貓", "狗")
    assert refusal(lambda: read_table(path, encoding="ebcdic")) == "own_table_encoding"
    assert refusal(lambda: read_table(path, separator="~")) == "own_table_separator"


def test_decimal_commas_are_numbers_where_all_cells_allow_it(tmp_path):
    path = table(tmp_path / "t.csv", "a;b\n" + "\n".join(f"{n},5;1.{n:03d},25" for n in range(9)))
    found = {each["name"]: each for each in described(path, {})["columns"]}
    assert found["a"]["maximum"] == 8.5 and found["b"]["maximum"] == 1008.25


def test_columns_without_or_with_the_same_name_are_told_apart(tmp_path):
    found = read_table(table(tmp_path / "t.csv", "a,a,,b\n1,2,3,4\n5,6,7,8\n"))
    assert found.columns == ("a", "a (2)", "column 3", "b")
    assert found.renamed == ("a (2)", "column 3")


def test_rows_with_missing_cells_go_or_are_marked(tmp_path):
    lines = [
        f"{'' if n == 3 else n * 1.5},{'NA' if n == 5 else 'xy'[n % 2]},{n % 2}" for n in range(20)
    ]
    path = table(tmp_path / "t.csv", "\n".join(["a,b,c", *lines]))
    arrays, _, report, *_ = taken(path, choices(path))
    assert len(arrays.y_train) + len(arrays.y_test) == 18 and report["lost"] == 2
    marked, facts, report, *_ = taken(path, choices(path, missing="flag"))
    assert facts["columns"] == ("a", "a is missing", "b = x", "b = y", "b is missing")
    rows = np.concatenate([marked.x_train, marked.x_test])
    assert len(rows) == 20 and report["lost"] == 0
    gap = rows[rows[:, 1] == 1]
    assert gap.shape == (1, 5) and gap[0, 0] == 0


def test_a_row_without_its_answer_always_goes(tmp_path):
    path = table(
        tmp_path / "t.csv",
        "a,b\n" + "\n".join(f"{n}.5,{'?' if n == 2 else n % 2}" for n in range(9)),
    )
    arrays, _, report, *_ = taken(path, choices(path, missing="flag"))
    assert report["lost"] == 1 and len(arrays.y_train) + len(arrays.y_test) == 8


def test_groups_stay_on_one_side(tmp_path):
    lines = [f"patient{n // 4},{n * 0.7},{n % 2}" for n in range(80)]
    path = table(tmp_path / "t.csv", "\n".join(["who,a,ill", *lines]))
    given = choices(path, columns=["a"], parting={"kind": "group", "column": "who"})
    arrays, _, _, *_ = taken(path, given)
    sides = [{round(v / 0.7) // 4 for v in x[:, 0]} for x in (arrays.x_train, arrays.x_test)]
    assert sides[0].isdisjoint(sides[1]) and len(sides[1]) == 4


def test_the_latest_rows_are_the_test(tmp_path):
    lines = [f"2024-01-{1 + n % 28:02d},{n % 28},{n % 2}" for n in range(56)]
    path = table(tmp_path / "t.csv", "\n".join(["day,a,b", *lines]))
    given = choices(path, columns=["a"], parting={"kind": "time", "column": "day"})
    arrays, _, _, *_ = taken(path, given)
    assert arrays.x_train.max() < arrays.x_test.min()


def test_columns_that_give_the_answer_away_are_named(tmp_path):
    lines = [f"{n * 1.5},{'ab'[n % 2]},{n * 3 + 1},{n % 2}" for n in range(40)]
    path = table(tmp_path / "t.csv", "\n".join(["a,tells,b,c", *lines]))
    assert taken(path, choices(path))[2]["leaks"] == ["tells"]
    number = choices(path, target="b", task="regression", columns=["a", "c"])
    assert taken(path, number)[2]["leaks"] == ["a"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "own_table_empty"),
        (b"  \n ", "own_table_empty"),
        (b"<html><table>", "own_table_foreign"),
        (b'[{"a": 1}]', "own_table_foreign"),
        (b"\xd0\xcf\x11\xe0abc", "own_table_foreign"),
        (b"\x1f\x8babc", "own_table_foreign"),
        (b"\x00\x01\x02\x03\xff\xfe", "own_table_encoding"),
        (b"just\none\ncolumn\n", "own_table_one_column"),
        (b"a,b\n1,2\n", "own_table_rows"),
        (b"a,b\n", "own_table_rows"),
        (b"a,b\n1,2\n3,4\n5\n6,7,8\n", "own_table_ragged"),
        (b"a,b\nx,x\nx,x\nx,x\n", "own_table_nothing"),
        (b'a,b\n"' + b"y" * 70_000 + b'",2\n1,2\n', "own_table_broken"),
        (",".join(f"c{n}" for n in range(2001)).encode() + b"\n1\n2", "own_table_columns"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path, content, code):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert refusal(inspect, str(path)) == code


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"target": "nobody"}, "own_column_unknown"),
        ({"target": "id"}, "own_target_unfit"),
        ({"target": "colour", "task": "regression", "columns": ["size"]}, "own_target_words"),
        ({"columns": []}, "own_no_columns"),
        ({"columns": ["ripe"]}, "own_target_is_input"),
        ({"columns": ["id"]}, "own_column_unfit"),
        ({"columns": ["nobody"]}, "own_column_unknown"),
        ({"missing": "mean"}, "own_missing_way"),
        ({"parting": {"kind": "group", "column": "nobody"}}, "own_parting_unknown"),
        ({"parting": {"kind": "time", "column": "colour"}}, "own_parting_time"),
        ({"parting": {"kind": "group", "column": "ripe"}}, "own_parting_empty"),
    ],
)
def test_choices_that_can_not_be_are_refused(tmp_path, changed, code):
    path = table(tmp_path / "t.csv", PLAIN)
    assert refusal(lambda: taken(path, choices(path, **changed))) == code


def test_numbers_without_end_and_lone_classes_are_seen(tmp_path):
    path = table(
        tmp_path / "t.csv",
        "a,b\n" + "\n".join(f"{'inf' if n == 4 else n + 0.5},{n % 2}" for n in range(12)),
    )
    assert taken(path, choices(path))[2]["lost"] == 1
    lone = table(
        tmp_path / "l.csv",
        "a,b\n" + "\n".join(f"{n + 0.5},{'x' if n else 'alone'}" for n in range(9)),
    )
    assert refusal(lambda: taken(lone, choices(lone))) == "own_class_single"


def test_a_table_is_kept_as_a_set_under_the_name_of_its_content(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    path = table(tmp_path / "t.csv", PLAIN)
    first = take_in(str(path), choices(path), {"title": "Fruit"})
    again = take_in(str(path), choices(path))
    assert first == again and first["train"] == 32
