"""Decision surfaces drawn on request: of folds, of each output, of runs that took none."""

import base64
import copy

import numpy as np
import pytest

from kt_core import drawn_surfaces, snapshots, surfaces
from kt_core.problems import ProblemError
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.test_resume import resumed
from tests.kt_core.engine.test_surfaces import MOONS, grid
from tests.kt_core.engine.trained import trained

pytestmark = pytest.mark.engine

FIT = {"epochs": 2, "batch_size": 64, "snapshots": {"every": 1}}
_SIGMOID = {"units": 1, "activation": "sigmoid"}
TWO = experiment(
    {"name": "hidden", "kind": "Dense", "params": {"units": 3, "activation": "tanh"}},
    {"name": "middle", "kind": "Dense", "params": {"units": 2}},
    {"name": "a", "kind": "Dense", "params": _SIGMOID, "inputs": ["hidden"]},
    {"name": "b", "kind": "Dense", "params": _SIGMOID, "inputs": ["middle"]},
    shape=(2,),
    kind="moons",
    outputs=["middle", "a", "b"],
    loss={"a": "binary_crossentropy", "b": "binary_crossentropy"},
    metrics={},
    fit=FIT,
)


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


@pytest.fixture(scope="module")
def two():
    return trained(TWO)


def drawn(run, output=0, **more):
    from kt_core.engine.drawn_surfaces import draw_surfaces

    return draw_surfaces(run.run.id, output, **more)


def missing(run, output=0):
    wanted = drawn_surfaces.missing(run.run.id, run.run.document, output)
    return [each.file.name for each in wanted]


def answer(run, name, output=0):
    path = surfaces.place(run.place, output) / name
    found = run.json(path.relative_to(run.place))["output"]
    raw = np.frombuffer(base64.b64decode(found["float32"]), "<f4")
    return raw.reshape(found["shape"])


def by_hand(run, name, epoch):
    """What the sigmoid unit of that name says on the grid after an epoch (0-based)."""
    from kt_core.engine.rebuilt import rebuilt

    paths = [each.path for each in rebuilt(run.run.id).model.weights]
    weights = snapshots.weights(snapshots.files(run.place)[epoch])
    known = dict(zip(paths, weights, strict=True))

    def dense(x, layer):
        return x @ known[f"{layer}/kernel"] + known[f"{layer}/bias"]

    hidden = np.tanh(dense(grid(run), "hidden"))
    raw = dense(hidden if name == "a" else dense(hidden, "middle"), name)
    return (1 / (1 + np.exp(-raw))).reshape(61, 61)


def test_each_output_that_learns_has_its_own_surface_at_every_kept_epoch(two):
    assert drawn_surfaces.outputs_of(two.run.document) == ("a", "b")
    names = [surfaces.FINAL, surfaces.name(1), surfaces.name(2)]
    assert not (two.place / surfaces.FOLDER).exists() and missing(two) == missing(two, 1) == names
    assert drawn(two, seconds=0.0) == {"left": 2}
    assert not surfaces.listed(two.place)["points"]
    assert drawn(two) == drawn(two, 1) == {"left": 0}
    assert missing(two) == missing(two, 1) == []
    for output, name in enumerate("ab"):
        for epoch in (0, 1):
            shown = answer(two, surfaces.name(epoch + 1), output)[1]
            assert np.allclose(shown, by_hand(two, name, epoch), atol=1e-5)
        assert np.array_equal(answer(two, surfaces.FINAL, output), answer(two, names[2], output))
    assert surfaces.listed(two.place, 1) == {"epochs": [1, 2], "final": True, "points": True}
    with pytest.raises(ProblemError, match="no_plane"):
        drawn(two, 2)


def test_a_run_that_goes_on_is_drawn_anew_and_lost_weights_leave_no_surface(two):
    drawn(two, 1)
    again = resumed(two, epochs=3)
    assert missing(again, 1) == [surfaces.FINAL, surfaces.name(3)]
    snapshots.files(again.place)[1].write_bytes(b"PK cut off")
    snapshots.files(again.place)[0].unlink()
    assert drawn(again, 1) == {"left": 0}
    assert surfaces.listed(again.place, 1)["epochs"] == [3]
    assert snapshots.damaged(again.place) == [1]
    assert missing(again, 1) == []


def test_a_run_that_took_none_is_drawn_as_it_would_have_been_while_it_trained():
    run = trained({**MOONS, "fit": FIT})
    assert missing(run) == []
    live = run.place / surfaces.FOLDER
    aside = live.rename(run.place / f"{surfaces.FOLDER}-9")
    assert missing(run) and drawn(run) == {"left": 0} and missing(run) == []
    for name in (surfaces.FINAL, surfaces.name(1), surfaces.name(2)):
        assert np.allclose(answer(run, name), answer(run, name, 9), atol=1e-6)
    assert (live / surfaces.POINTS).read_bytes() == (aside / surfaces.POINTS).read_bytes()


def test_a_fold_takes_none_and_is_drawn_when_somebody_asks():
    fold = copy.deepcopy(MOONS)
    fold["data"]["validation"] = {"kind": "fold", "params": {"folds": 3, "fold": 1}}
    run = trained({**fold, "fit": {"epochs": 1, "batch_size": 64}})
    assert missing(run) == [surfaces.FINAL] and drawn(run) == {"left": 0}
    assert len(run.json(f"{surfaces.FOLDER}/{surfaces.POINTS}")["parts"]["validation"]["y"]) > 100
