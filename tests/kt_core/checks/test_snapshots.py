"""What snapshots will take of the disk is said before they are made."""

from kt_core.checks.snapshots import snapshot_problems
from kt_core.checks.view import View
from kt_core.edits import mend
from kt_core.experiment import parse
from kt_core.texts import render
from tests.kt_core.engine.small_documents import experiment


def found(params, **fit):
    document = experiment(fit={"epochs": 10, "batch_size": 32, **fit})
    return document, list(snapshot_problems(View(parse(document), {}, {"n2": params})))


def test_a_few_small_snapshots_need_no_word():
    assert found(5_000, snapshots={"every": 1})[1] == []
    assert found(5_000)[1] == []


def test_a_network_too_large_for_many_snapshots_is_told_with_megabytes():
    document, (problem,) = found(150_000_000, snapshots={"every": 1})
    assert (problem.code, problem.severity) == ("snapshots_large", "warning")
    assert "600 MB" in render(problem).what
    assert "1200 MB" in render(problem).what
    assert "snapshots" not in mend(document, problem.fix)["fit"]


def test_what_is_thinned_out_is_told_with_the_interval_that_stays():
    document, (problem,) = found(5_000_000, snapshots={"every": 1}, epochs=100)
    assert problem.code == "snapshots_thinned"
    mended = mend(document, problem.fix)
    assert mended["fit"]["snapshots"] == {"every": 8}
    assert list(snapshot_problems(View(parse(mended), {}, {"n2": 5_000_000}))) == []
