"""Maps of a layer: PCA as numpy's own decomposition has it, t-SNE always alike, each made once."""

import numpy as np
import pytest

from kt_core import layer_maps
from kt_core.layer_maps import Question
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.trained import trained

pytestmark = pytest.mark.engine
CNN = (
    ("Conv2D", {"filters": 4, "kernel_size": 3, "activation": "relu"}),
    ("Flatten", {}),
    ("Dense", {"units": 8, "activation": "relu"}),
    ("Dense", {"units": 10, "activation": "softmax"}),
)


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


@pytest.fixture(scope="module")
def run():
    return trained(experiment(*CNN, fit={"epochs": 2, "batch_size": 64}))


def blobs(count=40, size=12):
    numbers = np.random.default_rng(4)
    centres = 10 * numbers.normal(size=(3, size))
    return np.concatenate([numbers.normal(size=(count, size)) + each for each in centres])


@pytest.mark.parametrize("shape", [(60, 12), (700, 620)])
def test_principal_directions_are_those_of_an_independent_decomposition(shape):
    from kt_core.engine.layer_map import principal

    rows = np.random.default_rng(3).normal(size=shape) * np.linspace(3, 0.1, shape[1])
    points, share = principal(rows)
    centred = rows - rows.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    expected = left[:, :2] * sizes[:2]
    signs = np.sign((points * expected).sum(axis=0))
    assert np.allclose(points, expected * signs, atol=1e-6)
    assert np.allclose(share, (sizes**2 / (sizes**2).sum())[:2])


def test_results_that_are_all_alike_or_single_numbers_are_mapped_without_a_fault():
    from kt_core.engine.layer_map import principal

    points, share = principal(np.ones((5, 3)))
    assert not points.any()
    assert not share.any()
    points, share = principal(np.arange(5.0)[:, None])
    assert share.tolist() == [1.0, 0.0]
    assert not points[:, 1].any()


def test_neighbours_are_always_the_same_and_keep_known_groups_apart():
    from kt_core.engine.layer_map import neighbours

    rows = blobs()
    points, facts = neighbours(rows, perplexity=15)
    again, _ = neighbours(rows, perplexity=15)
    assert points.tobytes() == again.tobytes()
    assert facts["perplexity"] == 15
    groups = points.reshape(3, 40, 2)
    spread = max(np.linalg.norm(each - each.mean(axis=0), axis=1).max() for each in groups)
    middles = groups.mean(axis=1)
    apart = min(np.linalg.norm(middles[a] - middles[b]) for a, b in ((0, 1), (0, 2), (1, 2)))
    assert apart > 2 * spread


def test_perplexity_is_bounded_by_a_third_of_few_examples():
    from kt_core.engine.layer_map import neighbours

    assert neighbours(blobs(count=5), perplexity=50)[1]["perplexity"] == pytest.approx(14 / 3)


def test_large_results_are_averaged_over_space_small_ones_laid_flat():
    from kt_core.engine.layer_map import features

    small, averaged = features(np.arange(24.0).reshape(2, 2, 2, 3))
    assert (small.shape, averaged) == ((2, 12), False)
    large = np.random.default_rng(1).normal(size=(2, 64, 65, 3))
    rows, averaged = features(large)
    assert averaged
    assert np.allclose(rows, large.mean(axis=(1, 2)), atol=1e-6)


def test_of_results_too_large_to_be_kept_together_fewer_examples_are_mapped():
    from kt_core.engine.layer_map import FEWEST, _most

    assert _most((8,)) == _most((64, 64, 8)) == layer_maps.MOST
    assert _most((50_000,)) == 1000
    assert _most((10**9,)) == FEWEST


def test_a_map_is_computed_once_for_each_question_and_saved_model(run):
    from kt_core.engine.layer_map import map_layer

    question = Question(part="test", layer=2)
    assert layer_maps.known(run.run.id, question) is None
    facts = map_layer(run.run.id, part="test", layer=2)
    path = layer_maps.file(run.run.id, question)
    written = path.stat().st_mtime_ns
    assert map_layer(run.run.id, part="test", layer=2, perplexity=5) == facts
    assert path.stat().st_mtime_ns == written
    model = run.place / "model.keras"
    model.write_bytes(model.read_bytes())
    assert layer_maps.known(run.run.id, question) is None
    map_layer(run.run.id, part="test", layer=2)
    assert not path.exists()
    assert layer_maps.known(run.run.id, question).facts == facts


def test_points_belong_to_the_layers_results_for_these_rows(run):
    import keras

    from kt_core.engine.layer_map import map_layer
    from kt_core.engine.rebuilt import rebuilt

    map_layer(run.run.id, part="test", layer=2)
    found = layer_maps.known(run.run.id, Question(part="test", layer=2))
    whole = rebuilt(run.run.id)
    inner = keras.Model(whole.model.input, whole.model.layers[-2].output)
    results = inner.predict(whole.data.x_test[found.rows], verbose=0)
    centred = results - results.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    for axis in (0, 1):
        expected = left[:, axis] * sizes[axis]
        agreement = np.corrcoef(found.points[:, axis], expected)[0, 1]
        assert abs(agreement) == pytest.approx(1, abs=1e-4)
    own = np.load(run.place / "predictions.npz")
    assert np.array_equal(found.labels, own["y_true"])
    assert np.array_equal(found.predicted, own["y_pred"].argmax(axis=1))
    assert found.facts["of"] == len(own["y_true"])


def test_maps_of_a_layer_with_space_and_by_neighbours_are_made_of_validation_rows(run, monkeypatch):
    from kt_core.engine.layer_map import map_layer

    monkeypatch.setattr(layer_maps, "MOST", 60)
    facts = map_layer(run.run.id, part="validation", layer=0, method="tsne", perplexity=5)
    assert (facts["shape"], facts["features"], facts["averaged"]) == ([6, 6, 4], 144, False)
    found = layer_maps.known(
        run.run.id, Question(part="validation", layer=0, method="tsne", perplexity=5)
    )
    assert len(found.points) == 60
    assert np.isfinite(found.points).all()
