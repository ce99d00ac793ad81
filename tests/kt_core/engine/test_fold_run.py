"""A fold is an ordinary run, measured on its held-out rows; it leaves the test part alone."""

import pytest

from kt_core.code import script
from kt_core.experiment import parse
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.trained import trained

pytestmark = pytest.mark.engine

FOLD = {"kind": "fold", "params": {"folds": 4, "fold": 2}}


@pytest.fixture
def fold():
    data = {"kind": "digits", "scaling": "standard", "validation": FOLD}
    answer = {"kind": "Dense", "params": {"units": 10, "activation": "softmax"}}
    both = [{"name": name, "inputs": ["n1"], **answer} for name in ("a", "b")]
    return experiment(("Flatten", {}), *both, outputs=["a", "b"], data=data)


def test_a_fold_is_measured_on_its_own_rows_and_never_on_the_test_part(fold, tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    run = trained(fold)
    last = run.epochs[-1]["values"]
    assert run.run.state == "finished"
    assert run.run.result["test"] == {}
    found = run.run.result["validation"]
    assert set(found) == {name.removeprefix("val_") for name in last if name.startswith("val_")}
    assert len(found) == 5
    assert found["loss"] == pytest.approx(last["val_loss"], rel=1e-6)
    assert not (run.place / "results.json").exists()
    assert not (run.place / "predictions.npz").exists()


def test_the_script_of_a_fold_leaves_the_test_part_alone(fold):
    code = script(parse(fold)).partition("# Data ---")[2]
    assert "rows_of_fold(numbers, 2)" in code
    assert "evaluate" not in code and "_test" not in code
