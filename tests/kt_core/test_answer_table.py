"""Answers to many pictures as a table and as comma-separated values."""

import csv
import io

import numpy as np

from kt_core.answer_table import answer_table, csv_text, name_of
from kt_core.label_answers import cuts_at, given, in_words
from kt_core.problems import Problem


def answered(file, *shares, **more):
    top = [{"class": name, "probability": share} for name, share in shares]
    return {"file": file, "ok": True, "top": top, **more}


REFUSED = {"file": "b.png", "ok": False, "problems": [Problem("image_empty").to_json()]}


def test_each_class_has_its_column_and_a_refusal_its_reason():
    lines = [answered("a.png", ("dog", 0.75), ("cat", 0.25)), REFUSED]
    columns, rows = answer_table(lines)
    assert columns == ["file", "answer", "probability", "p(cat)", "p(dog)", "problem"]
    assert rows[0] == ["a.png", "dog", 0.75, 0.25, 0.75, ""]
    assert rows[1] == ["b.png", None, None, None, None, "This file is empty."]


def test_of_many_classes_the_likeliest_have_columns():
    lines = [answered(f, *((f"{f}{n}", 0.1) for n in range(10))) for f in "ab"]
    columns, rows = answer_table(lines)
    assert columns[:5] == ["file", "answer", "probability", "answer_2", "probability_2"]
    assert columns[-3:] == ["answer_5", "probability_5", "problem"]
    assert rows[1][1] == "b0"


def test_numbers_come_back_from_the_file_as_they_were():
    share = 0.1 + 0.2
    (row,) = csv.DictReader(io.StringIO(csv_text([answered("a", ("x", share), ("y", 1 - share))])))
    assert float(row["probability"]) == max(share, 1 - share) or float(row["p(x)"]) == share


def test_a_name_that_a_spreadsheet_would_run_is_made_text():
    said = csv_text([answered("=cmd()", ("+1", 0.5), ("b", 0.5))])
    assert "'=cmd()" in said
    assert ",'+1," in said


def test_labels_are_told_in_words_with_all_that_led_to_them():
    lines = [
        answered("a", ("cross", 0.9), ("circle", 0.6), ("-x", 0.1)),
        answered("b", ("circle", 0.4), ("cross", 0.2), ("-x", 0.1)),
        REFUSED,
    ]
    cuts = cuts_at(["circle", "-x", "cross"], [0.5, 0.5, 0.5])
    columns, rows = answer_table(lines, cuts)
    assert columns[:5] == ["file", "answer", "given(circle)", "given(-x)", "given(cross)"]
    assert columns[5:7] == ["p(circle)", "p(-x)"] and columns[-1] == "problem"
    assert rows[0][1:7] == ["circle and cross", 1, 0, 1, 0.6, 0.1]
    assert rows[1][1] == "none above 50 %"
    assert rows[2][1] is None and rows[2][-1] == "This file is empty."


def test_a_label_is_given_only_above_its_own_threshold():
    top = [{"class": name, "probability": p} for name, p in (("b", 0.7), ("c", 0.6), ("a", 0.5))]
    assert given(top, cuts_at("abc")) == ["b", "c"]
    own = cuts_at("abc", [0.4, 0.8, 0.5])
    assert in_words(given(top, own), own) == "a and c"
    assert in_words("xyz", own) == "x, y and z"
    strict = cuts_at("abc", [0.9, 0.8, 0.9])
    assert in_words(given(top, strict), strict) == "none above its own threshold"
    assert given([{"class": "a", "probability": float(np.float32(0.3))}], {"a": 0.3}) == []


def test_values_members_and_rows_are_told_apart():
    lines = [
        {"file": "z.zip", "member": "k/1.png", "ok": True, "top": [{"value": -1.5}]},
        {"file": "t.csv", "row": 2, "ok": True, "top": [{"value": 3.0}]},
    ]
    columns, rows = answer_table(lines)
    assert columns == ["file", "member", "row", "value", "problem"]
    assert [row[3] for row in rows] == [-1.5, 3.0]
    assert [name_of(line) for line in lines] == ["z.zip/k/1.png", "t.csv/#2"]
