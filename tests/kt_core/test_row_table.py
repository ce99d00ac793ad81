"""Rows of a table of text for a model: columns by name, bad cells by row and column."""

import numpy as np
import pytest

from kt_core.problems import ProblemError
from kt_core.row_table import read_rows
from kt_core.texts import render

COLUMNS = ("width", "height")


@pytest.fixture
def rows_of(tmp_path):
    def read(content, columns=COLUMNS):
        path = tmp_path / "t.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_rows(path, columns)

    return read


def numbers(found):
    return [None if isinstance(row, ProblemError) else row.tolist() for row in found.rows]


@pytest.mark.parametrize(
    "content",
    [
        "width,height\n1.5,2\n3,4\n",
        "height;kind;width\n2;a;1.5\n4;b;3\n",
        "height;width\n2;1,5\n4;3\n",
        "\ufeffWidth\tHeight\n1.5\t2\n3\t4\n",
        "1.5,2\n3,4\n",
        "width,height\n1.5,2\n3,4\n".encode("utf-16"),
    ],
)
def test_rows_are_read_whatever_order_separator_or_encoding(rows_of, content):
    assert numbers(rows_of(content)) == [[1.5, 2], [3, 4]]


def test_columns_that_nobody_asked_for_are_named(rows_of):
    found = rows_of("width,class,height,名\n1,a,2,b\n")
    assert found.extra == ("class", "名")
    assert found.named


def test_one_row_and_one_column_are_enough(rows_of):
    assert numbers(rows_of("a\n7\n", ("a",))) == [[7]]


def test_missing_columns_are_named_with_those_there_are(rows_of):
    with pytest.raises(ProblemError) as raised:
        rows_of("width,depth\n1,2\n")
    said = render(raised.value.problems[0])
    assert "height" in said.what
    assert "depth" in said.expected


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("x,2", ["row_cell_number"]),
        (",2", ["row_cell_empty"]),
        ("n/a,inf", ["row_cell_empty", "row_cell_number"]),
        ("1,2,3", ["row_length"]),
        ("1_0,0x2", ["row_cell_number", "row_cell_number"]),
    ],
)
def test_a_bad_cell_is_named_by_row_and_column_and_others_are_answered(rows_of, row, codes):
    found = rows_of(f"width,height\n5,6\n{row}\n")
    assert numbers(found) == [[5, 6], None]
    problems = found.rows[1].problems
    assert [each.code for each in problems] == codes
    assert all(each.values["row"] == 2 for each in problems)
    assert problems[0].values.get("column", "width") == "width"


def test_words_become_the_columns_they_were_in_training(rows_of):
    columns = ("size", "size is missing", "colour = red", "colour = blue")
    found = rows_of("colour,size\nblue,3\nred,\ngreen,1\n", columns)
    assert numbers(found) == [[3, 0, 0, 1], [0, 1, 1, 0], None]
    assert found.rows[2].problems[0].values["known"] == ["red", "blue"]


def test_columns_already_made_of_words_are_taken_as_they_are(rows_of):
    columns = ("colour = red", "colour = blue")
    assert numbers(rows_of("colour = blue,colour = red\n1,0\n", columns)) == [[0, 1]]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "own_table_empty"),
        (",\n,\n", "own_table_empty"),
        ("width,height\n", "rows_none"),
        ("width,height\n" + "1,2\n" * 10_001, "rows_too_many"),
        (b"PK\x03\x04zip", "own_table_foreign"),
        ("<html>", "own_table_foreign"),
        (b"\x00\x01\x02\x80" * 50, "own_table_encoding"),
    ],
)
def test_what_is_no_table_is_refused_with_a_reason(rows_of, content, code):
    with pytest.raises(ProblemError) as raised:
        rows_of(content)
    assert raised.value.problems[0].code == code


def test_numbers_are_those_of_the_table_to_the_last_bit(rows_of):
    values = np.random.RandomState(0).randn(5, 2)
    text = "width,height\n" + "".join(f"{a!r},{b!r}\n" for a, b in values.tolist())
    assert numbers(rows_of(text)) == values.tolist()
