"""The exported script as text; that it trains the same model is tested with the engine."""

import ast
import json
import subprocess
import sys

import pytest

from kt_core.code import notebook, script, write
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.templates import NAMES, template

EVIL = '"\n\nimport os\nos.abort()  # """ {} \\'


def document(start="digit_cnn", **more):
    return {**template(start).document(), **more}


def graph():
    found = document(outputs=["a", "b"])
    found["loss"] = {"a": "sparse_categorical_crossentropy", "b": "mse"}
    found["network"] = [
        {"name": "input", "kind": "Input", "params": {"shape": [28, 28, 1]}},
        {"name": "class", "kind": "Flatten"},
        {"name": "model", "kind": "Dense", "params": {"units": 8}},
        {"name": "model_again", "shares": "model", "inputs": ["class"]},
        {"name": "a", "kind": "Dense", "params": {"units": 10}, "inputs": ["model"]},
        {"name": "b", "kind": "Dense", "params": {"units": 10}, "inputs": ["model_again"]},
    ]
    return found


def imported(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


@pytest.mark.parametrize("name", NAMES)
def test_a_script_imports_only_keras_numpy_and_what_the_data_needs(name):
    allowed = {"keras", "numpy", "pathlib", "sklearn"}
    assert set(imported(script(parse(document(name))))) <= allowed


@pytest.mark.parametrize("source", [*NAMES, "graph"])
def test_a_script_is_formatted_and_clean(source, tmp_path):
    file = tmp_path / "train.py"
    made = graph() if source == "graph" else document(source)
    file.write_text(script(parse(made)), "utf-8")
    common = [str(file), "--isolated", "--line-length", "100", "--no-cache"]
    for command in (["format", "--check"], ["check", "--select", "E,F,W,I"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *common],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_has_the_statements_of_the_script_but_for_its_own_folder(name):
    fold = {"kind": "fold", "params": {"folds": 3, "fold": 1}}
    made = document(name)
    experiment = parse({**made, "data": {**made["data"], "validation": fold}})
    cells = [each for each in notebook(experiment)["cells"] if each["cell_type"] == "code"]
    shown = "\n".join(cell["source"] for cell in cells)
    ours, theirs = (statements(source) for source in (script(experiment), shown))
    assert len(ours) == len(theirs) > 10
    others = [both for both in zip(ours, theirs, strict=True) if both[0] != both[1]]
    assert others == [("FOLDER = Path(__file__).resolve().parent", "FOLDER = Path.cwd()")]


def statements(source):
    return [ast.unparse(each) for each in ast.parse(source).body]


def test_a_stack_is_written_as_sequential():
    source = script(parse(document()))
    assert "keras.Sequential(" in source
    assert "keras.Model(" not in source


def test_a_graph_is_written_functional_with_names_that_hide_nothing():
    source = script(parse(graph()))
    assert "class_tensor = layers.Flatten" in source
    assert "model = keras.Model(" in source
    assert "model_tensor_layer(class_tensor)" in source
    ast.parse(source)


def test_texts_of_the_user_never_become_code():
    found = document(name=EVIL)
    found["network"][1] = {
        "name": EVIL,
        "kind": "Conv2D",
        "params": {"filters": 2, "kernel_size": 3},
    }
    tree = ast.parse(script(parse(found)))
    assert not any(
        isinstance(node, ast.Attribute) and node.attr == "abort" for node in ast.walk(tree)
    )


def test_a_call_argument_that_is_no_name_is_refused():
    found = document()
    found["network"][1]["inputs"] = {"x); import os; f(y": "input"}
    with pytest.raises(ProblemError) as refused:
        script(parse(found))
    assert refused.value.problems[0].code == "arguments_of"


def test_a_faulty_document_gives_problems_instead_of_a_script():
    found = document()
    found["network"][1]["params"]["filters"] = -1
    with pytest.raises(ProblemError):
        script(parse(found))


def test_of_a_network_alone_the_script_builds_the_model():
    found = document()
    for key in ("data", "loss", "optimizer", "fit", "metrics", "callbacks"):
        del found[key]
    source = script(parse(found))
    assert "keras.Sequential(" in source
    assert "fit(" not in source


def test_without_validation_none_is_prepared():
    found = document()
    found["data"]["validation"] = None
    assert "validation" not in script(parse(found)).split("# Data ---")[1].split("# Network")[1]
    assert "x_val =" not in script(parse(found))


def test_written_to_a_folder_the_embedded_data_lies_beside_the_script(tmp_path):
    target = write(parse(document()), tmp_path / "new" / "folder")
    assert target.name == "train.py"
    assert (target.parent / "mnist_5k.npz").is_file()


def test_a_set_of_scikit_learn_needs_no_file(tmp_path):
    target = write(parse(document("regression")), tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [target.name]


def test_a_notebook_is_json_with_code_that_parses():
    made = json.loads(json.dumps(notebook(parse(document(name="<b>*x*</b>")))))
    assert made["nbformat"] == 4
    for cell in made["cells"]:
        assert cell["id"]
        if cell["cell_type"] == "code":
            ast.parse(cell["source"])
    assert "<b>" not in made["cells"][0]["source"]


def test_script_and_notebook_hold_the_same_code():
    experiment = parse(document())
    source = script(experiment)
    cells = notebook(experiment)["cells"][4:]
    assert all(cell["source"] in source for cell in cells if cell["cell_type"] == "code")


def test_weights_kept_for_looking_back_leave_the_script_as_it_is():
    found = document()
    kept = {**found, "fit": {**found["fit"], "snapshots": {"every": 2}}}
    assert script(parse(kept)) == script(parse(found))
