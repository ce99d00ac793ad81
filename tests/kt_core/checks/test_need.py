"""A training that will not fit into memory is told before it begins, with what to reduce."""

import pytest

from kt_core.checks.need import need_problems
from kt_core.edits import mend
from kt_core.experiment import parse
from kt_core.memory import need
from kt_core.templates import template


def nodes(*, values, params):
    return [{"name": "one", "output_shape": [None, values], "params": params}]


def document(batch_size=1024):
    found = template("digit_cnn").document()
    return {**found, "fit": {"epochs": 1, "batch_size": batch_size}}


def problems(given, found):
    return list(need_problems(parse(given), found))


def test_what_fits_is_no_problem(monkeypatch):
    monkeypatch.setenv("KT_RUN_MEMORY", "1G")
    assert problems(document(), nodes(values=1000, params=1000)) == []


def test_a_batch_that_is_too_large_is_made_smaller_until_it_fits(monkeypatch):
    monkeypatch.setenv("KT_RUN_MEMORY", "1G")
    found = nodes(values=100_000, params=1000)
    (problem,) = problems(document(), found)
    assert (problem.code, problem.severity) == ("need_batch", "warning")
    assert problem.where == ("fit", "batch_size")
    mended = mend(document(), problem.fix)
    assert 1 <= mended["fit"]["batch_size"] < 1024
    assert problems(mended, found) == []
    twice = {**mended, "fit": {**mended["fit"], "batch_size": 2 * mended["fit"]["batch_size"]}}
    assert need(parse(mended), found).total <= 2**30 < need(parse(twice), found).total


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (nodes(values=10, params=10**9), "need_weights"),
        (nodes(values=10**9, params=10), "need_batch"),
    ],
)
def test_where_no_batch_would_fit_it_says_what_takes_the_memory_and_offers_nothing(
    found, code, monkeypatch
):
    monkeypatch.setenv("KT_RUN_MEMORY", "1G")
    (problem,) = problems(document(), found)
    assert (problem.code, problem.fix) == (code, None)


def test_a_network_alone_is_not_trained():
    network = {key: value for key, value in document().items() if key not in (
        "data", "loss", "optimizer", "metrics", "callbacks", "fit")}  # fmt: skip
    assert problems(network, nodes(values=10**9, params=10)) == []
