"""The promise of the exported script: the same weights, to the last bit, without this project."""

import os
import subprocess
import sys

import pytest

from kt_core.code import write
from kt_core.experiment import parse
from kt_core.templates import template
from tests.kt_core.engine.small_documents import AUGMENTED, GRAPH
from tests.kt_core.engine.trained import same, trained, weights

pytestmark = pytest.mark.engine

SMALL = {"epochs": 2, "batch_size": 128}
DOCUMENTS = {
    "digit_cnn": {**template("digit_cnn").document(), "fit": SMALL},
    "dense_net": {**template("dense_net").document(), "fit": SMALL},
    "regression": {**template("regression").document(), "fit": {"epochs": 4, "batch_size": 16}},
    "augmented": AUGMENTED,
    "graph": GRAPH,
}


def run_elsewhere(script, place):
    """Runs the script in a fresh process that knows nothing of this project."""
    strange = ("PYTHON", "KT_", "TF_", "COV")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(strange)}
    done = subprocess.run(
        [sys.executable, "-I", str(script)],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_script_ends_with_the_very_weights_of_the_run(name, tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    document = DOCUMENTS[name]
    run = trained(document)
    script = write(parse(document), tmp_path / "elsewhere")
    (tmp_path / "cwd").mkdir()
    run_elsewhere(script, tmp_path / "cwd")
    theirs = weights(script.parent / "model.keras")
    ours = weights(run.place / "model.keras")
    assert len(ours) > 3
    assert same(theirs, ours)
