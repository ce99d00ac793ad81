"""The lines of the exported script that say the number of threads."""

import ast

from kt_core.code import notebook, script
from kt_core.experiment import parse
from kt_core.templates import template

SETTING = ("set_intra_op_parallelism_threads(3)", "set_inter_op_parallelism_threads(3)")


def document(**fit):
    found = template("digit_cnn").document()
    return {**found, "fit": {**found["fit"], **fit}}


def test_a_chosen_number_is_said_before_anything_is_computed():
    body = ast.parse(script(parse(document(threads=3)))).body
    said = [at for at, each in enumerate(body) if "config.threading" in ast.unparse(each)]
    assert [ast.unparse(body[at]).split(".")[-1] for at in said] == list(SETTING)
    before = body[: said[0]]
    docs = (ast.Import, ast.ImportFrom)
    assert all(isinstance(each, docs) for each in before)


def test_without_a_choice_the_script_leaves_the_threads_to_tensorflow():
    assert "thread" not in script(parse(document()))
    assert "import tensorflow" not in script(parse(document()))


def test_the_notebook_says_it_in_its_first_cell():
    cells = notebook(parse(document(threads=3)))["cells"]
    first = next(each["source"] for each in cells if each["cell_type"] == "code")
    assert all(setting in first for setting in SETTING)
    assert "(3)" in cells[1]["source"]
