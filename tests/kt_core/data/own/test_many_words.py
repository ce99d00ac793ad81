"""Of a column with many words the most frequent are kept, and the rest is "other", everywhere."""

import numpy as np
import pytest

from kt_core.data.own.encoding import USUAL
from kt_core.data.own.tables import described, taken
from kt_core.problems import ProblemError
from kt_core.row_table import read_rows
from tests.kt_core.data.own.files import table

CITIES = [f"城市{n:03}" for n in range(120)]
DRAW = np.random.RandomState(0)
# the lower the number of a city, the more often it is there
ROWS = [
    (CITIES[min(119, int(DRAW.exponential(30)))], f"{(n * 7919 % 800) / 7:.3f}", "ny"[n % 2])
    for n in range(800)
]
TEXT = "\n".join(["city,size,ripe", *(",".join(row) for row in ROWS)])


@pytest.fixture
def path(tmp_path):
    return table(tmp_path / "t.csv", TEXT)


def made(path, **changed):
    options = {**described(path, {})["suggested"], "columns": ["city", "size"], **changed}
    return taken(path, options)


def test_it_is_offered_with_its_counts_and_left_out_until_chosen(path):
    found = described(path, {})
    city = found["columns"][0]
    assert city["kind"] == "many" and city["different"] > 50
    counts = [count for _, count in city["words"]]
    assert counts == sorted(counts, reverse=True)
    assert found["suggested"]["columns"] == ["size"]
    assert taken(path, found["suggested"]).report["many_left"] == ["city"]


@pytest.mark.parametrize("count", [None, 1, 5, 50])
def test_each_row_is_one_kept_word_or_other(path, count):
    found = made(path, **({"most": {"city": count}} if count else {}))
    columns = found.facts["columns"]
    names = [name for name in columns if name.startswith("city")]
    assert len(names) == (count or USUAL) + 1 and names[-1] == "city is other"
    x = np.concatenate([found.arrays.x_train, found.arrays.x_test])
    assert (x[:, : len(names)].sum(axis=1) == 1).all()
    (said,) = found.report["many"]
    assert said["other"] == int(x[:, len(names) - 1].sum()) and said["kept"] == len(names) - 1


def test_only_the_training_part_decides_which_words_are_kept(path):
    found = made(path, most={"city": 3})
    names = [name.removeprefix("city = ") for name in found.facts["columns"][:3]]
    size = {f"{float(row[1]):.3f}": row[0] for row in ROWS}
    learned = [size[f"{value:.3f}"] for value in found.arrays.x_train[:, -1]]
    ranked = sorted(set(learned), key=lambda word: (-learned.count(word), word))
    assert names == ranked[:3]


@pytest.mark.parametrize("most", [0, 51, 2.5, "all", True])
def test_a_number_of_words_that_makes_no_sense_is_refused(path, most):
    with pytest.raises(ProblemError) as raised:
        made(path, most={"city": most})
    assert raised.value.problems[0].code == "own_most_words"


def test_it_can_not_be_predicted_and_free_text_stays_free_text(tmp_path, path):
    with pytest.raises(ProblemError) as raised:
        made(path, target="city", columns=["size"])
    assert raised.value.problems[0].code == "own_target_unfit"
    lines = [f"note {n},{n % 7}.5,{'ny'[n % 2]}" for n in range(90)]
    notes = table(tmp_path / "n.csv", "\n".join(["text,size,ripe", *lines]))
    assert described(notes, {})["columns"][0]["kind"] == "text"


def test_rows_to_predict_become_the_very_numbers_that_were_learned_from(path):
    found = made(path, most={"city": 10})
    again = read_rows(path, found.facts["columns"])
    x = np.concatenate([found.arrays.x_train, found.arrays.x_test])
    rows = np.array(again.rows, dtype="float32")
    order = [np.lexsort(each.T) for each in (x, rows)]
    np.testing.assert_array_equal(x[order[0]], rows[order[1]])
    assert again.other == {"city": int(x[:, 10].sum())}


def test_a_new_word_is_other_and_an_empty_cell_is_told(tmp_path, path):
    columns = made(path, most={"city": 10}).facts["columns"]
    tried = table(tmp_path / "new.csv", f"city,size\n新城,0.5\n{CITIES[0]},0.5\n,0.5\n")
    new, known, empty = read_rows(tried, columns).rows
    assert new[:11].tolist() == [0.0] * 10 + [1.0]
    assert known[10] == 0 and known[:10].sum() == 1
    assert empty.problems[0].code == "row_cell_empty"


def test_missing_cells_are_marked_and_are_not_other(tmp_path):
    lines = TEXT.splitlines()
    gaps = "\n".join(
        [lines[0], *(f",{line.split(',', 1)[1]}" for line in lines[1:40]), *lines[40:]]
    )
    path = table(tmp_path / "g.csv", gaps)
    found = made(path, missing="flag", columns=["city"], most={"city": 5})
    columns = found.facts["columns"]
    x = np.concatenate([found.arrays.x_train, found.arrays.x_test])
    absent, other = (x[:, columns.index(f"city is {what}")] for what in ("missing", "other"))
    assert absent.sum() == 39 and not (absent * other).any()
    again = np.array(read_rows(path, columns).rows, dtype="float32")
    np.testing.assert_array_equal(np.sort(again.sum(axis=0)), np.sort(x.sum(axis=0)))
