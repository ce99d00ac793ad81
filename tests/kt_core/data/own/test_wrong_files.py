"""Ninety kinds of wrong or odd files: each is refused with its reason, or accepted and right."""

import sys
from pathlib import Path

import numpy as np
import psutil
import pytest

from kt_core.data import card, load
from kt_core.data.own.taking import inspect, take_in
from kt_core.problems import ProblemError
from kt_core.texts import render
from tests.kt_core.data.own.wrong_files import ACCEPTED, REFUSED


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))


def taken(path, content):
    """What comes of the file with the options that are suggested for it."""
    path.write_bytes(content)
    return take_in(str(path), inspect(str(path))["suggested"])


def refused(path, content):
    with pytest.raises(ProblemError) as raised:
        taken(path, content)
    return raised.value.problems[0]


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_file_is_refused_with_its_reason(name, tmp_path):
    content, code = REFUSED[name]
    problem = refused(tmp_path / "file", content)
    assert problem.code == code
    said = render(problem)
    assert said.what and said.expected
    assert not list((tmp_path / "home").glob("data/own/*"))


@pytest.mark.parametrize("name", ACCEPTED)
def test_an_odd_file_is_accepted_and_right(name, tmp_path):
    content, wanted = ACCEPTED[name]
    made = taken(tmp_path / "file", content)
    facts, arrays = card(made["kind"]), load(made["kind"])
    found = {
        "rows": facts.train + facts.test,
        "columns": facts.columns[: len(wanted.get("columns", ()))],
        "classes": len(facts.classes),
        "finite": bool(np.isfinite(arrays.x_train).all()),
    }
    assert {key: found[key] for key in wanted} == wanted


def test_there_are_more_than_ninety_kinds():
    assert len(REFUSED) + len(ACCEPTED) > 90


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_all_of_them_together_take_little_memory(tmp_path):
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = psutil.Process().memory_info().rss
    for at, (content, _) in enumerate([*REFUSED.values(), *ACCEPTED.values()]):
        if len(content) < 10_000_000:  # the one that lists 400,001 files
            path = tmp_path / str(at)
            try:
                taken(path, content)
            except ProblemError:
                path.unlink()
    status = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    assert peak - before < 120_000_000
