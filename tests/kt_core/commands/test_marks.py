"""`marks`: what people said of a data set's labels, for eyes and for programs."""

import json

import pytest

from kt_core import marks
from kt_core.commands import main
from kt_core.data import card
from kt_core.runs import Store


@pytest.fixture(autouse=True)
def marked(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    store, facts = Store(), card("mnist_5k")
    marks.mark(store, facts, 3, person="ann", label=7, note="a\x1b[2Jseven")
    yield
    store.close()


def test_marks_are_listed_in_three_forms(capsys):
    assert main(["marks", "mnist_5k", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["row"], row["should_be"], row["note"]) == (3, "7", "a\x1b[2Jseven")
    assert main(["marks", "mnist_5k", "--csv"]) == 0
    assert capsys.readouterr().out.startswith("row,is,should_be,note,marked_by,when\n3,")
    assert main(["marks", "mnist_5k"]) == 0
    out = capsys.readouterr().out
    assert "seven" in out
    assert "\x1b" not in out
    assert "ann" not in out


def test_a_data_set_that_does_not_exist_is_a_problem(capsys):
    assert main(["marks", "mnist_5", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "data_kind_unknown"
