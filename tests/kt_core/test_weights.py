"""Starting weights on disk: named by their content, whole or not there."""

import contextlib
import json
import os
import threading

import numpy as np
import pytest

from kt_core import weights
from kt_core.loading import load_by_name, read_weights
from kt_core.problems import ProblemError
from kt_core.runs import Store

LAYERS = [
    ("第一 <b>", "Dense", [("kernel", np.ones((2, 3), "float32")), ("bias", np.arange(3.0))]),
    ("net/inner", "Normalization", [("count", np.asarray(4, "int32"))]),
]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    weights._layers.cache_clear()


def keep(layers=LAYERS):
    return weights.keep(layers, weights.folder())


def test_what_is_kept_comes_back_with_names_and_shapes():
    digest = keep()
    first, second = weights.kept(digest)
    assert (first.name, first.variables) == ("第一 <b>", ("kernel", "bias"))
    assert first.shapes == ((2, 3), (3,)) and second.shapes == ((),)
    arrays = read_weights(weights.checked(digest))
    np.testing.assert_array_equal(arrays["net/inner"][0][1], 4)


def test_the_name_is_the_content():
    assert keep() == keep()
    assert keep() != keep([("other", *LAYERS[0][1:])])
    assert len(list(weights.folder().glob("*.npz"))) == 2


def test_a_damaged_file_is_noticed_and_written_anew():
    digest = keep()
    path = weights.place(digest)
    content = path.read_bytes()
    path.write_bytes(content[:60] + b"x" + content[61:])
    with pytest.raises(ProblemError) as raised:
        weights.checked(digest)
    assert raised.value.problems[0].code == "weights_damaged"
    keep()
    assert path.read_bytes() == content


@pytest.mark.parametrize("name", ["", "../x", "a" * 63, "A" * 64, "/" + "a" * 63])
def test_only_names_of_contents_become_paths(name):
    with pytest.raises(ProblemError):
        weights.place(name)


def test_a_file_with_objects_in_it_is_never_unpickled():
    path = weights.place("0" * 64)
    np.savez(path, index=np.array([{"name": "x"}], dtype=object))
    with pytest.raises(ProblemError):
        weights.kept("0" * 64)


def test_a_full_folder_says_so(monkeypatch):
    monkeypatch.setattr(weights, "TOTAL_BYTES", 10)
    with pytest.raises(ProblemError) as raised:
        keep()
    assert raised.value.problems[0].code == "weights_full"
    assert json.dumps(raised.value.problems[0].to_json())


def aged(digest):
    """The file as if nobody had used it for a long time."""
    os.utime(weights.place(digest), (0, 0))
    return digest


def test_files_that_nothing_names_go_when_nobody_has_used_them_for_long():
    store, young = Store(), keep([("young", *LAYERS[0][1:])])
    names = ("draft", "undone", "run", "group", "nobody")
    kept = {name: aged(keep([(name, *LAYERS[0][1:])])) for name in names}
    said = {name: {"weights": {"file": digest}} for name, digest in kept.items()}
    draft = store.create_draft(said["undone"])
    store.save_draft(draft, said["draft"])
    store.create_run(said["run"])
    store.create_group(said["group"], [], params={})
    assert weights.sweep(store.names_weights) == 1
    left = {path.stem for path in weights.folder().glob("*.npz")}
    assert left == {young, *kept.values()} - {kept["nobody"]}
    store.close()


def test_a_file_that_is_read_or_kept_again_is_in_use():
    digest = aged(keep())
    weights.checked(digest)
    assert weights.sweep(lambda _: False) == 0
    aged(digest)
    keep()
    assert weights.sweep(lambda _: False) == 0
    aged(digest)
    assert weights.sweep(lambda _: False) == 1


def test_a_file_kept_or_named_while_others_are_swept_stays():
    digest = aged(keep())

    def keeps_meanwhile(_):
        keep()
        return False

    assert weights.sweep(keeps_meanwhile) == 0
    answers = iter([False, True])
    aged(digest)
    assert weights.sweep(lambda _: next(answers)) == 0
    assert weights.checked(digest)


def test_keeping_and_sweeping_at_once_never_loses_what_was_kept():
    over, swept = threading.Event(), []

    def sweeping():
        while not over.is_set():
            swept.append(weights.sweep(lambda _: False, older=3600))

    thread = threading.Thread(target=sweeping)
    thread.start()
    try:
        for _ in range(50):
            assert weights.checked(keep())
            with contextlib.suppress(FileNotFoundError):
                aged(keep())
    finally:
        over.set()
        thread.join(30)
    assert sum(swept) > 0


class Variable:
    def __init__(self, name, shape):
        self.name, self.shape = name, shape


class Layer:
    """What `load_by_name` sees of a Keras layer."""

    def __init__(self, name, *weights):
        self.name, self.weights, self.given = name, weights, None

    def set_weights(self, arrays):
        self.given = arrays


class Holder:
    def __init__(self, name, *layers):
        self.name, self.layers = name, layers


def test_arrays_go_to_layers_of_the_same_name_parts_and_shapes():
    kernel, bias = Variable("kernel", (2, 3)), Variable("bias", (3,))
    first, other = Layer("第一 <b>", kernel, bias), Layer("x", kernel, bias)
    turned, inner = Layer("y", bias, kernel), Layer("inner", Variable("count", ()))
    model = Holder("m", first, other, turned, Holder("net", inner), Layer("none"))
    saved = read_weights(weights.checked(keep()))
    sources = {"x": "第一 <b>", "y": "第一 <b>", "第一 <b>": None}
    assert load_by_name(model, saved, sources) == ["x", "net/inner"]
    assert first.given is None and turned.given is None
    assert load_by_name(model, saved, {}) == ["第一 <b>", "net/inner"]
