"""Answers to many pictures as a table and as comma-separated values."""

import csv
import io

from kt_core.answer_table import answer_table, csv_text, name_of
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


def test_values_members_and_rows_are_told_apart():
    lines = [
        {"file": "z.zip", "member": "k/1.png", "ok": True, "top": [{"value": -1.5}]},
        {"file": "t.csv", "row": 2, "ok": True, "top": [{"value": 3.0}]},
    ]
    columns, rows = answer_table(lines)
    assert columns == ["file", "member", "row", "value", "problem"]
    assert [row[3] for row in rows] == [-1.5, 3.0]
    assert [name_of(line) for line in lines] == ["z.zip/k/1.png", "t.csv/#2"]
