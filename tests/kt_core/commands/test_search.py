"""`search`: cross-validation from the command line, to the end and into the store."""

import io
import json
import sys

import numpy as np
import pytest
from sklearn.model_selection import StratifiedKFold

from kt_core.commands import main
from kt_core.data import load, prepare
from kt_core.experiment import parse
from kt_core.runs import Store
from tests.kt_core.engine.small_documents import experiment

pytestmark = pytest.mark.engine

NETWORK = (("Dense", {"units": 4, "activation": "relu"}),)
OUTPUT = ({"units": 3, "activation": "softmax"}, {"units": 1})


def document(kind="iris", **more):
    last = ("Dense", OUTPUT[kind == "diabetes"])
    shape = (10,) if kind == "diabetes" else (4,)
    data = {"kind": kind, "scaling": "standard"}
    return experiment(*NETWORK, last, data=data, **more) | {"network": _network(shape, last)}


def _network(shape, last):
    head = {"name": "input", "kind": "Input", "params": {"shape": list(shape)}}
    nodes = [*NETWORK, last]
    named = ({"name": f"n{at}", "kind": k, "params": p} for at, (k, p) in enumerate(nodes))
    return [head, *named]


@pytest.fixture(scope="module")
def spec(tmp_path_factory):
    """Writes a document and gives its path; one home for all tests here."""
    place, patch = tmp_path_factory.mktemp("search"), pytest.MonkeyPatch()
    patch.setenv("KT_HOME", str(place / "home"))
    patch.delenv("KT_STORE", raising=False)

    def write(**more):
        (place / "spec.json").write_text(json.dumps(document(**more)), "utf-8")
        return str(place / "spec.json")

    yield write
    patch.undo()


@pytest.fixture(scope="module")
def searched(spec):
    """The answer to two folds, trained to the end."""
    out, patch = io.StringIO(), pytest.MonkeyPatch()
    patch.setattr(sys, "stdout", out)
    spec = spec(fit={"epochs": 1, "batch_size": 64})
    code = main(["search", spec, "--folds", "2", "--json"])
    patch.undo()
    assert code == 0
    return json.loads(out.getvalue().splitlines()[-1])


def said(capsys, *arguments):
    code = main([str(each) for each in arguments])
    return code, json.loads(capsys.readouterr().out.splitlines()[-1])


def test_every_fold_is_a_run_of_its_own_and_the_group_is_kept(searched, capsys):
    assert searched["state"] == "finished"
    assert [each["fold"] for each in searched["runs"]] == [0, 1]
    losses = [each["values"]["val_loss"] for each in searched["runs"]]
    told = searched["metrics"]["val_loss"]
    assert told["mean"] == pytest.approx(np.mean(losses))
    assert told["deviation"] == pytest.approx(np.std(losses, ddof=1))
    assert said(capsys, "show", searched["group"][:8], "--json") == (0, searched)


def test_each_fold_holds_out_what_scikit_learn_holds_out(searched):
    y = load("iris").y_train
    for each in searched["runs"]:
        given = parse(dict(Store().run(each["run"]).document))
        theirs = StratifiedKFold(2, shuffle=True, random_state=given.seed).split(y, y)
        assert np.array_equal(prepare(given).val_rows, list(theirs)[each["fold"]][1])


def test_people_read_a_table_with_a_sentence_on_what_the_spread_means(searched, capsys):
    assert main(["show", searched["group"]]) == 0
    out = capsys.readouterr().out
    assert "std. dev." in out and "not independent" in out
    assert len([line for line in out.splitlines() if "finished  " in line]) == 3


def test_the_epochs_of_all_folds_are_one_table(searched, capsys):
    assert main(["show", searched["group"], "--csv", "epochs"]) == 0
    heads, *rows = capsys.readouterr().out.splitlines()
    assert heads.startswith("fold,run,epoch,")
    assert {row.split(",")[1] for row in rows} == {each["run"] for each in searched["runs"]}


def test_a_group_that_was_stopped_goes_on_with_the_folds_that_are_left(searched, capsys):
    store, (first, second) = Store(), [each["run"] for each in searched["runs"]]
    store.change(second, states="finished", state="stopped")
    started = store.run(first).started
    code, after = said(capsys, "resume", searched["group"], "--json")
    assert (code, after["state"]) == (0, "finished")
    assert store.run(first).started == started and store.run(second).started > started


def test_what_is_in_the_way_is_said_before_anything_trains(spec, searched, capsys):
    for arguments, code in (
        (["--folds", 1], "data_one_fold"),
        (["--folds", 3, "--group-by", "petal"], "data_groups_unknown"),
        (["--folds", 60], "data_folds_of_class"),
    ):
        exit_code, answer = said(capsys, "search", spec(), *arguments, "--json")
        assert (exit_code, [each["code"] for each in answer["problems"]]) == (1, [code])
    numbers = spec(kind="diabetes", loss="mse", metrics=[])
    _, answer = said(capsys, "search", numbers, "--folds", 3, "--stratified", "--json")
    assert [each["code"] for each in answer["problems"]] == ["data_stratified_values"]
    assert [each.id for each in Store().groups()] == [searched["group"]]
