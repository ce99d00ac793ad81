"""What the kept weights answer: as the run itself did, each asked once."""

import numpy as np
import pytest

from kt_core import looking_back, snapshots
from kt_core.inner_layers import inner_layers
from kt_core.problems import ProblemError
from kt_core.results import answers
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.trained import trained

pytestmark = pytest.mark.engine
CNN = (
    ("Conv2D", {"filters": 4, "kernel_size": 3, "activation": "relu"}),
    ("Flatten", {}),
    ("Dense", {"units": 8, "activation": "relu"}),
    ("Dense", {"units": 10, "activation": "softmax"}),
)
_BLOCK = [
    {"name": "x", "kind": "Input", "params": {"shape": [8, 8, 1]}},
    {"name": "flat", "kind": "Flatten"},
    {"name": "hidden", "kind": "Dense", "params": {"units": 6, "activation": "relu"}},
]
_LOGITS = {"kind": "SparseCategoricalCrossentropy", "params": {"from_logits": True}}
TWO_ENDS = experiment(
    {"name": "second", "kind": "Input", "params": {"shape": [8, 8, 1]}},
    {"name": "块", "kind": "Network", "inputs": ["input"], "network": _BLOCK},
    {"name": "again", "shares": "块", "inputs": ["second"]},
    {"name": "both", "kind": "Concatenate", "inputs": ["块", "again"]},
    {"name": "unused", "kind": "Dense", "params": {"units": 3}, "inputs": ["both"]},
    {"name": "a", "kind": "Dense", "params": {"units": 10}, "inputs": ["both"]},
    {"name": "b", "kind": "Dense", "params": {"units": 10}, "inputs": ["both"]},
    outputs=["a", "b"],
    loss={"a": _LOGITS, "b": _LOGITS},
    metrics={},
    fit={"epochs": 2, "batch_size": 256, "snapshots": {"every": 1}},
)
FIT = {"epochs": 3, "batch_size": 64, "snapshots": {"every": 1}}


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


@pytest.fixture(scope="module")
def run():
    return trained(experiment(*CNN, fit=FIT))


def look_back(run, part, **more):
    from kt_core.engine.looking_back import look_back as job

    return job(run.run.id, part, **more)


def test_the_confusion_at_the_last_snapshot_is_the_runs_own(run):
    assert look_back(run, "test") == {"left": 0}
    found = looking_back.moments(run.run.id, part="test")
    own = run.json("results.json")["confusion"]
    assert [each.is_saved for each in found] == [False, False, True]
    assert looking_back.confusion(found[-1], 10).tolist() == own
    assert looking_back.confusion(found[0], 10).tolist() != own
    said = answers(run.run.id, task="classification")
    assert np.array_equal(found[-1].predicted, said.predicted)
    assert np.allclose(found[-1].confidence, said.confidence)


def test_a_model_saved_anew_is_compared_with_the_snapshots_again(run):
    look_back(run, "test")
    assert looking_back.is_current(run.run.id)
    model = run.place / "model.keras"
    content = model.read_bytes()
    model.write_bytes(content)
    assert not looking_back.is_current(run.run.id)
    look_back(run, "test")
    assert looking_back.is_current(run.run.id)
    assert looking_back.about(run.run.id)["saved_in"] == ["attempt001-epoch000002"]


def test_validation_answers_reach_the_accuracy_that_was_logged_after_each_epoch(run):
    look_back(run, "validation")
    found = looking_back.moments(run.run.id, part="validation")
    logged = [epoch["values"]["val_sparse_categorical_accuracy"] for epoch in run.epochs]
    assert [float(each.right.mean()) for each in found] == pytest.approx(logged, abs=1e-6)
    assert [each.epoch for each in found] == [0, 1, 2]


def test_nothing_is_predicted_twice_and_a_long_way_is_gone_in_parts(run):
    folder = run.place / looking_back.FOLDER
    for each in folder.glob("training-*"):
        each.unlink()
    assert look_back(run, "training", seconds=0.0) == {"left": 2}
    first = next(folder.glob("training-*"))
    written = first.stat().st_mtime_ns
    assert look_back(run, "training") == {"left": 0}
    assert first.stat().st_mtime_ns == written
    assert len(list(folder.glob("training-*"))) == 3


def test_a_training_part_is_drawn_class_by_class_and_always_alike(run):
    from kt_core.engine.rebuilt import rebuilt

    found = rebuilt(run.run.id)
    some = found.examples("training", most=100)
    assert len(some.rows) == 100
    assert np.bincount(some.labels).min() >= 9
    assert np.array_equal(some.rows, found.examples("training", most=100).rows)
    place = np.flatnonzero(found.data.train_rows == some.rows[7])[0]
    assert np.array_equal(some.x[7], found.data.x_train[place])


def test_filters_are_the_first_convolutions_at_each_epoch(run):
    told = looking_back.about(run.run.id)["filters"]
    assert (told["node"], told["shape"], told["form"]) == ("n1", [3, 3, 1, 4], "filters")
    found = looking_back.filters(run.run.id, told)
    kept = snapshots.weights(snapshots.files(run.place)[2])
    assert np.array_equal(found[2], kept[told["place"]])
    assert not np.array_equal(found[0], found[2])


def test_activations_are_what_the_layer_gives_with_the_weights_of_that_epoch(run):
    from kt_core.engine.looking_back import look_back_at_activations
    from kt_core.engine.rebuilt import rebuilt

    data = rebuilt(run.run.id).data
    row = int(data.val_rows[5])
    layers = inner_layers(run.run.document)
    assert [each.kind for each in layers] == ["Conv2D", "Flatten", "Dense", "Dense"]
    asked = {"part": "validation", "row": row}
    for layer in (0, 2):
        look_back_at_activations(run.run.id, layer=layer, **asked)
    shown = looking_back.activations(run.run.id, layer=0, **asked)
    hidden = looking_back.activations(run.run.id, layer=2, **asked)
    for epoch, path in snapshots.files(run.place).items():
        kernel, bias, dense, offset = snapshots.weights(path)[:4]
        windows = np.lib.stride_tricks.sliding_window_view(data.x_val[5, :, :, 0], (3, 3))
        by_hand = np.maximum(np.einsum("yxij,ijf->yxf", windows, kernel[:, :, 0]) + bias, 0)
        assert np.allclose(shown[epoch], by_hand, atol=1e-5)
        expected = np.maximum(by_hand.ravel() @ dense + offset, 0)
        assert np.allclose(hidden[epoch], expected, atol=1e-4)


def test_predictions_and_pairs_at_each_epoch_are_those_of_a_network_computed_by_hand(run):
    from kt_core.data import load

    look_back(run, "test")
    found, raw = looking_back.moments(run.run.id, part="test"), load("digits")
    shares = {}
    for each, path in zip(found, snapshots.files(run.place).values(), strict=True):
        kernel, bias, *dense = snapshots.weights(path)
        windows = np.lib.stride_tricks.sliding_window_view(
            raw.x_test[..., 0] / 16, (3, 3), axis=(1, 2)
        )
        x = np.maximum(np.einsum("nyxij,ijf->nyxf", windows, kernel[:, :, 0]) + bias, 0)
        x = np.maximum(x.reshape(len(x), -1) @ dense[0] + dense[1], 0) @ dense[2] + dense[3]
        given = x.argmax(axis=1)
        assert (given == each.predicted).mean() > 0.995  # two classes may be as good
        for one in range(10):
            for other in range(one + 1, 10):
                both = np.isin(raw.y_test, (one, other))
                taken = (given == one + other - raw.y_test) & both
                shares.setdefault((one, other), []).append(taken.sum() / both.sum())
    for pair in looking_back.pairs(found, 10, limit=0.05):
        assert pair.shares == pytest.approx(shares.pop((pair.one, pair.other)), abs=0.015)
        last = np.flatnonzero(np.array(pair.shares) >= 0.05).max(initial=-1)
        assert pair.since == (found[last + 1].epoch if last + 1 < len(found) else None)
    assert max((max(rest) for rest in shares.values()), default=0) < 0.015


def test_a_part_that_was_not_held_out_is_refused(run):
    data = {"kind": "digits", "scaling": "unit", "validation": None}
    fit = {"epochs": 1, "batch_size": 512, "snapshots": {}}
    alone = trained(experiment(("Flatten", {}), CNN[-1], data=data, fit=fit))
    with pytest.raises(ProblemError, match="no_validation_part"):
        look_back(alone, "validation")
    assert look_back(alone, "training") == {"left": 0}
    assert looking_back.about(alone.run.id)["filters"]["form"] == "units"


def test_values_are_looked_back_at_as_well():
    data = {"kind": "diabetes", "scaling": "standard"}
    nodes = (("Dense", {"units": 4, "activation": "relu"}), ("Dense", {"units": 1}))
    more = {"loss": {"kind": "MeanSquaredError"}, "metrics": [], "fit": {**FIT, "epochs": 1}}
    run = trained(experiment(*nodes, kind="diabetes", data=data, **more) | {
        "network": [{"name": "input", "kind": "Input", "params": {"shape": [10]}},
                    *({"name": f"n{n}", "kind": k, "params": p} for n, (k, p) in enumerate(nodes))]
    })  # fmt: skip
    look_back(run, "test")
    (moment,) = looking_back.moments(run.run.id, part="test")
    said = answers(run.run.id, task="regression")
    assert moment.confidence is None
    assert np.allclose(moment.predicted, said.predicted)
    assert np.allclose(moment.true, said.true)


def test_nested_shared_and_several_outputs_are_looked_back_at_and_mapped():
    from kt_core import layer_maps
    from kt_core.engine.layer_map import map_layer

    graph = trained(TWO_ENDS)
    for output in (0, 1):
        look_back(graph, "test", output=output)
        said = answers(graph.run.id, task="classification", output=output)
        last = looking_back.moments(graph.run.id, part="test", output=output)[-1]
        assert last.is_saved
        assert np.array_equal(last.predicted, said.predicted)
    names = [layer.name for layer in inner_layers(graph.run.document)]
    assert names == ["块", "again", "both", "a", "b"]
    again = names.index("again")
    assert map_layer(graph.run.id, part="test", layer=again, output=1)["features"] == 6
    found = layer_maps.known(graph.run.id, layer_maps.Question("test", again, output=1))
    assert np.array_equal(found.predicted, said.predicted)


def test_an_epoch_that_was_trained_again_shows_nothing_of_the_abandoned_one(run):
    from kt_core.engine.looking_back import look_back_at_activations

    asked = {"part": "test", "row": 0, "layer": 3}
    look_back(run, "test")
    look_back_at_activations(run.run.id, **asked)
    before = looking_back.activations(run.run.id, **asked)
    old, other = snapshots.files(run.place)[1], snapshots.files(run.place)[0]
    again = old.with_name(snapshots.name(attempt=2, epoch=1))
    again.write_bytes(other.read_bytes())
    try:
        assert looking_back.activations(run.run.id, **asked) is None
        assert looking_back.waiting(run.run.id, part="test") == [again]
        assert [each.epoch for each in looking_back.moments(run.run.id, part="test")] == [0, 2]
        look_back(run, "test")
        look_back_at_activations(run.run.id, **asked)
        found = looking_back.moments(run.run.id, part="test")
        now = looking_back.activations(run.run.id, **asked)
        assert not looking_back.file(old, part="test").exists()
    finally:
        again.unlink()
    assert np.array_equal(found[1].predicted, found[0].predicted)
    assert np.array_equal(now[1], now[0]) and not np.array_equal(now[1], before[1])


def test_of_activations_no_more_is_kept_than_a_run_may_have(run, monkeypatch):
    from kt_core.engine import looking_back as engine

    monkeypatch.setattr(engine, "KEPT_BYTES", 1)
    for row in (0, 1):
        engine.look_back_at_activations(run.run.id, part="test", row=row, layer=3)
    kept = (run.place / looking_back.FOLDER).glob("activations-*")
    assert [path.name for path in kept] == ["activations-test-1-3.npz"]


def test_a_network_that_was_changed_while_it_trained_answers_as_it_did_at_each_epoch():
    from tests.kt_core.engine.test_changes import document, trained

    frozen, rate = ("network", "hidden", "trainable"), ("network", "drop", "params", "rate")
    nodes = (
        ("Flatten", {}),
        {"name": "hidden", "kind": "Dense", "params": {"units": 8, "activation": "relu"}},
        {"name": "drop", "kind": "Dropout", "params": {"rate": 0.0}},
        CNN[-1],
    )
    fit = {"epochs": 3, "batch_size": 128, "snapshots": {"every": 1}}
    run = trained(document(*nodes, fit=fit), {1: [(frozen, False)], 2: [(rate, 0.5)]})
    assert run.run.changes
    look_back(run, "validation")
    look_back(run, "test")
    found = looking_back.moments(run.run.id, part="validation")
    logged = [epoch["values"]["val_sparse_categorical_accuracy"] for epoch in run.epochs]
    assert [float(each.right.mean()) for each in found] == pytest.approx(logged, abs=1e-6)
    last = looking_back.moments(run.run.id, part="test")[-1]
    assert last.is_saved
    assert looking_back.confusion(last, 10).tolist() == run.json("results.json")["confusion"]
