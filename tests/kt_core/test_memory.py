"""The memory a run needs grows with what a person can change, and its sizes read well."""

import pytest

from kt_core.experiment import parse
from kt_core.memory import PROCESS, largest_part, need, readable, sizes
from kt_core.problems import ProblemError
from kt_core.room import given_bytes

NODES = [
    {"name": "input", "output_shape": [None, 28, 28, 1], "params": 0},
    {"name": "inner", "nodes": [{"name": "conv", "output_shape": [None, 26, 26, 8], "params": 80}]},
    {"name": "two", "output_shape": [[None, 3], [None, None, 4]], "params": 5},
    {"name": "unknown", "output_shape": None, "params": None},
]


def needed(batch_size=32, optimizer="adam", kind="mnist_5k", nodes=NODES):
    network = [{"name": "input", "kind": "Input", "params": {"shape": [28, 28, 1]}}]
    head = {"format": "kt-experiment", "version": 1, "network": network, "optimizer": optimizer}
    fit = {"epochs": 1, "batch_size": batch_size}
    document = {**head, "data": {"kind": kind}, "loss": "mse", "fit": fit}
    return need(parse(document), nodes)


def test_it_grows_with_batch_optimizer_and_data():
    least = needed(optimizer="sgd")
    assert needed(batch_size=4096).batch > needed(batch_size=2048).batch > least.batch
    assert needed().weights > least.weights == 4 * 5 * 85
    assert needed(kind="fashion_mnist_12k").data > 2 * least.data
    assert least.total == least.weights + least.batch + least.data + PROCESS


def test_momentum_is_kept_per_weight():
    sgd = {"kind": "SGD", "params": {"momentum": 0.9}}
    assert needed(optimizer="sgd").weights < needed(optimizer=sgd).weights < needed().weights


def test_every_output_of_a_layer_counts():
    assert sizes([None, 28, 28, 1]) == [784]
    assert sizes([[None, 3], [None, None, 4]]) == [3, 4]
    assert sizes(None) == []


def test_the_largest_part_that_can_be_changed_is_named():
    assert largest_part(needed(batch_size=100_000).to_json()) == "batch"
    assert largest_part(needed().to_json()) == "data"
    assert largest_part(None) == largest_part({"need": 5}) == "unknown"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 MB"), (850e6, "850 MB"), (1.84e9, "1.8 GB"), (24e9, "24.0 GB"), (5e12, "5000 GB")],
)
def test_bytes_as_people_say_them(count, words):
    assert readable(count) == words


@pytest.mark.parametrize(
    ("given", "count"),
    [("", None), ("1000", 1000), ("3G", 3 * 2**30), ("1.5 gb", 3 * 2**29), ("500MiB", 500 * 2**20)],
)
def test_amounts_of_memory_from_the_environment(monkeypatch, given, count):
    monkeypatch.setenv("KT_MEMORY", given)
    assert given_bytes("KT_MEMORY") == count


def test_anything_else_is_no_amount(monkeypatch):
    monkeypatch.setenv("KT_MEMORY", "much")
    with pytest.raises(ProblemError, match="memory_size_unknown"):
        given_bytes("KT_MEMORY")
