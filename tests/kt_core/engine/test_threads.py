"""A chosen number of threads: the same in the run, in what goes on with it, and in its script."""

import json
from pathlib import Path

import pytest

from kt_core.code import write
from kt_core.engine.open import open_model
from kt_core.engine.threads import compute_with_threads_of
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.runs import Store, folder
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.trained import same, weights

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[3]
CNN = (
    ("Conv2D", {"filters": 16, "kernel_size": 3, "activation": "relu"}),
    ("Flatten", {}),
    ("Dense", {"units": 10, "activation": "softmax"}),
)
FIT = {"epochs": 2, "batch_size": 128, "threads": 1}
DOCUMENTS = {
    "dense": experiment(fit={**FIT, "epochs": 1}),
    "cnn": experiment(*CNN, fit=FIT),
}
TRAINING = """
import os, sys
sys.path.insert(0, {root!r})
os.environ["KT_HOME"] = {home!r}
from kt_core.engine.train import train
for run, attempt in {tasks!r}:
    train(run, attempt)
"""
SCRIPTS = """
import runpy
for script in {scripts!r}:
    runpy.run_path(script, run_name="__main__")
"""


@pytest.fixture(scope="module")
def places(tmp_path_factory, elsewhere):
    """Folders of the runs and of their scripts, by name. The dense network's run has gone on for
    a second epoch in another process."""
    place = tmp_path_factory.mktemp("threads")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(place / "home"))
        store = Store()
        runs = {name: store.create_run(each, handle={"pid": 1}) for name, each in DOCUMENTS.items()}
        train(elsewhere, place, [(run, 1) for run in runs.values()])
        store.resume(runs["dense"], epochs=2, handle={"pid": 1})
        train(elsewhere, place, [(runs["dense"], 2)])
        whole = {**DOCUMENTS, "dense": {**DOCUMENTS["dense"], "fit": FIT}}
        scripts = {name: write(parse(each), place / name) for name, each in whole.items()}
        run(elsewhere, place, SCRIPTS.format(scripts=[str(each) for each in scripts.values()]))
        store.close()
        yield {name: (folder(runs[name]), scripts[name].parent) for name in runs}


def train(process, place, tasks):
    home = str(place / "home")
    run(process, place, TRAINING.format(root=str(ROOT), home=home, tasks=tasks))


def run(process, place, source):
    file = place / "program.py"
    file.write_text(source, "utf-8")
    process.run(file, place / "cwd")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_run_and_script_end_with_the_same_weights_and_the_machine_says_the_threads(name, places):
    ours, theirs = places[name]
    found = weights(ours / "model.keras")
    assert len(found) > 3
    assert same(found, weights(theirs / "model.keras"))
    told = json.loads((ours / "machine.json").read_text("utf-8"))
    assert (told["intra_op_threads"], told["inter_op_threads"]) == (1, 1)


def test_the_saved_model_brings_the_number_back(places):
    opened = open_model(str(places["cnn"][0] / "model.keras"), "cnn.keras")
    assert opened["experiment"]["fit"] == FIT


def test_a_process_that_computes_already_refuses_another_number():
    import keras

    keras.ops.zeros(1)
    compute_with_threads_of(parse(experiment()))
    with pytest.raises(ProblemError) as error:
        compute_with_threads_of(parse(experiment(fit={**FIT, "threads": 3})))
    assert [problem.code for problem in error.value.problems] == ["threads_are_set"]
