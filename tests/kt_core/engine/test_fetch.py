import gzip

import numpy as np
import pytest

from kt_core.data import available, card, cards, load
from kt_core.data.sets import file
from kt_core.engine import sources
from kt_core.engine.fetch import fetch
from kt_core.problems import ProblemError


@pytest.fixture(autouse=True)
def own_folders(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    (tmp_path / "keras").mkdir()


@pytest.fixture
def no_network(monkeypatch):
    """Every download is sent to a port on which nothing listens."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)


def test_every_set_that_is_not_embedded_has_a_reader():
    there = ("embedded", "generated")
    assert {each.kind for each in cards() if each.origin not in there} == set(sources.READERS)


def test_a_generated_set_is_not_written_to_a_file(tmp_path):
    assert fetch("moons") == {} and available("moons")
    assert not (tmp_path / "home").exists()


def test_a_set_is_written_once_and_then_left_alone():
    fetch("wine")
    before = file("wine").stat().st_mtime_ns
    assert fetch("wine") == {"file": str(file("wine"))}
    assert file("wine").stat().st_mtime_ns == before
    assert [path.name for path in file("wine").parent.glob("*.npz")] == ["wine.npz"]


def test_a_damaged_file_is_written_anew():
    fetch("wine")
    file("wine").write_bytes(b"cut off")
    fetch("wine")
    assert load("wine").x_train.shape == (142, 13)


def test_embedded_sets_need_no_fetching(tmp_path):
    assert fetch("mnist_5k") == {"file": str(file("mnist_5k"))}
    assert not (tmp_path / "home" / "data").exists()


def test_an_unknown_kind_is_refused():
    with pytest.raises(ProblemError):
        fetch("wines")


def test_the_values_of_the_sets_are_scikit_learns():
    from sklearn.datasets import load_breast_cancer, load_digits

    fetch("digits")
    fetch("breast_cancer")
    digits, cells = load("digits"), load("breast_cancer")
    theirs = load_digits().images.astype("uint8")
    ours = np.concatenate([digits.x_train, digits.x_test])[..., 0]
    assert sorted(map(bytes, ours)) == sorted(map(bytes, theirs))
    theirs = load_breast_cancer().data.astype("float32")
    ours = np.concatenate([cells.x_train, cells.x_test])
    assert np.array_equal(np.sort(ours, axis=0), np.sort(theirs, axis=0))


@pytest.mark.engine
@pytest.mark.parametrize("kind", ["mnist", "fashion_mnist", "cifar10", "cifar100"])
def test_without_a_network_the_problem_says_what_to_put_where(kind, no_network, keras_home):
    with pytest.raises(ProblemError) as caught:
        fetch(kind)
    [problem] = caught.value.problems
    assert problem.code == "data_download_failed"
    assert problem.values["folder"].startswith(str(keras_home))
    assert "URL fetch failure" in problem.values["detail"]
    assert problem.fix.patch[0]["value"] == card(kind).nearest
    assert not available(kind)


@pytest.mark.engine
def test_files_put_into_keras_cache_by_hand_are_used(no_network, keras_home):
    raw = load("fashion_mnist_12k")
    by_hand(card("fashion_mnist").cache_files, raw)
    fetch("fashion_mnist")
    found = load("fashion_mnist")
    assert np.array_equal(found.x_train[10000:20000], raw.x_train)
    assert np.array_equal(found.y_test[:2000], raw.y_test)


@pytest.mark.engine
def test_a_file_that_was_cut_off_while_downloading_is_named(no_network, keras_home):
    paths = card("fashion_mnist").cache_files
    by_hand(paths, load("fashion_mnist_12k"))
    paths[1].write_bytes(paths[1].read_bytes()[:1000])
    with pytest.raises(ProblemError) as caught:
        fetch("fashion_mnist")
    assert caught.value.problems[0].code == "data_download_failed"


@pytest.fixture
def keras_home(tmp_path):
    """Tells Keras, which reads KERAS_HOME only when it is imported, about this test's folder."""
    from keras.src.backend import config

    before = config.keras_home()
    config._KERAS_DIR = str(tmp_path / "keras")
    yield tmp_path / "keras"
    config._KERAS_DIR = before


def by_hand(paths, raw):
    """Writes the embedded images, repeated to full size, as Zalando's four files."""
    contents = (
        bytes(8) + np.tile(raw.y_train, 6).astype("uint8").tobytes(),
        bytes(16) + np.tile(raw.x_train, (6, 1, 1, 1)).tobytes(),
        bytes(8) + np.tile(raw.y_test, 5).astype("uint8").tobytes(),
        bytes(16) + np.tile(raw.x_test, (5, 1, 1, 1)).tobytes(),
    )
    paths[0].parent.mkdir(parents=True)
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(gzip.compress(content, compresslevel=1))
