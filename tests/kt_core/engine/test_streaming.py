"""Pictures read from disk while training give the run that pictures in memory give, to the bit."""

import json
import os
import subprocess
import sys

import pytest

from kt_core.code import write
from kt_core.data import card, load
from kt_core.data.choice import choose
from kt_core.data.own.taking import take_in
from kt_core.data.sizes import streams
from kt_core.data.stored import Pictures
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from tests.kt_core.data.own.files import class_folders
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.test_resume import assert_equal, resumed
from tests.kt_core.engine.trained import Beat, same, trained, weights

pytestmark = pytest.mark.engine

CONV = (
    ("Conv2D", {"filters": 3, "kernel_size": 3, "activation": "relu"}),
    ("Flatten", {}),
    ("Dropout", {"rate": 0.3}),
    ("Dense", {"units": 3, "activation": "softmax"}),
)
DECODER = (
    ("Conv2D", {"filters": 3, "kernel_size": 3, "padding": "same", "activation": "sigmoid"}),
)
FLIP = {"kind": "RandomFlip", "params": {"mode": "horizontal"}}
FOLD = {"kind": "fold", "params": {"folds": 3, "fold": 1, "identical": True}}
FIT = {"epochs": 3, "batch_size": 7}
CASES = {
    "standard, weights, layers": {
        "data": {"scaling": "standard", "augmentation": [FLIP]},
        "fit": {**FIT, "class_weight": "balanced", "layer_figures": {"every": 1}},
    },
    "a fold": {"data": {"scaling": "standard", "labels": "one_hot", "validation": FOLD},
               "loss": "categorical_crossentropy", "metrics": ["categorical_accuracy"]},
}  # fmt: skip


@pytest.fixture(scope="module")
def kind(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(home))
        patch.delenv("KT_STORE", raising=False)
        pets = class_folders(home / "pets.zip", classes=("a", "b", "c"), each=21, mode="RGB")
        options = {"size": [6, 7], "colour": "rgb", "frame": "fit"}
        yield take_in(str(pets), options)["kind"]


def document(kind, *nodes, data=None, **more):
    made = choose(experiment(*(nodes or CONV), fit=FIT, **more), kind)
    made["network"][0]["params"]["shape"] = [6, 7, 3]
    return {**made, "data": {**made["data"], **(data or {})}}


def from_disk(patch):
    patch.setenv("KT_RUN_MEMORY", "1")


@pytest.mark.parametrize("case", CASES)
def test_weights_history_and_figures_are_those_of_a_run_in_memory(case, kind, monkeypatch):
    made = document(kind) | CASES[case] | {"data": {"kind": kind, **CASES[case]["data"]}}
    in_memory = trained(made)
    from_disk(monkeypatch)
    assert streams(card(kind)) and isinstance(load(kind).x_test, Pictures)
    run = trained(made)
    assert_equal(run, in_memory)
    for name in ("results.json", "facts.json", "preparation.json"):
        assert (run.place / name).is_file() == (in_memory.place / name).is_file()
        if (run.place / name).is_file():
            assert run.json(name) == in_memory.json(name)
    assert run.of_kind("layers") or "layers" not in case


def test_pictures_to_be_given_back_are_read_once_for_both_sides(kind, monkeypatch):
    only = {"labels": "input", "validation": None}
    made = document(kind, *DECODER, loss="mse", metrics=[], data=only)
    in_memory = trained(made)
    from_disk(monkeypatch)
    run = trained(made)
    assert_equal(run, in_memory)
    assert run.json("results.json") == in_memory.json("results.json")


def test_broken_off_it_goes_on_from_disk_and_ends_like_the_one_left_alone(kind, monkeypatch):
    alone = trained(document(kind))
    from_disk(monkeypatch)
    steps = alone.of_kind("state")[1]["steps"]
    run = trained(document(kind), beat=Beat(looks=steps + steps // 2))
    assert (run.run.state, run.run.epochs_done) == ("stopped", 1)
    assert_equal(resumed(run), alone)


def test_the_curve_of_learning_rates_is_the_same(kind, monkeypatch):
    from kt_core.engine.find_rate import find_rate

    in_memory = find_rate(document(kind))
    from_disk(monkeypatch)
    assert find_rate(document(kind)) == in_memory


def test_the_script_reads_from_disk_too_and_ends_with_the_very_weights(
    kind, elsewhere, monkeypatch, tmp_path
):
    made = document(kind, data={"scaling": "standard"})
    made["fit"] = {**FIT, "class_weight": {"b": 2.0}}
    in_memory = trained(made)
    from_disk(monkeypatch)
    script = write(parse(made), tmp_path / "elsewhere")
    assert "class Pictures" in script.read_text() and "looks" not in script.read_text()
    elsewhere.run(script, tmp_path / "cwd")
    ours = weights(in_memory.place / "model.keras")
    assert same(weights(script.parent / "model.keras"), ours)


@pytest.mark.parametrize(
    ("code", "node", "data"),
    [
        ("data_streamed_normalization", ("Normalization", {}), {}),
        ("data_streamed_pixels", ("Identity", {}), {"labels": "pixels"}),
    ],
)
def test_what_needs_all_pictures_at_once_is_refused_before(code, node, data, kind, monkeypatch):
    from kt_core.engine.check import check

    from_disk(monkeypatch)
    made = document(kind, node, *CONV, data=data)
    assert code in [each["code"] for each in check(made)["problems"]]
    with pytest.raises(ProblemError, match=code):
        trained(made)


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_memory_stays_bounded_while_pictures_are_taken_in_learned_from_and_looked_into(tmp_path):
    command = [sys.executable, "-m", "tests.kt_core.engine.streaming_memory", str(tmp_path)]
    told = {**os.environ, "KT_HOME": str(tmp_path / "home"), "KT_STORE": ""}
    said = subprocess.run(
        command, env=told, capture_output=True, text=True, timeout=300, check=False
    )
    assert said.returncode == 0, said.stderr[-2000:]
    found = json.loads(said.stdout.splitlines()[-1])
    assert found["states"] == ["finished", "finished"]
    assert found["taking"]["bytes"] > 75e6 and found["taking"]["growth"] < 25e6
    assert found["training"]["bytes"] > 290e6 and found["training"]["growth"] < 90e6
    assert found["training"]["looking"] < 90e6
