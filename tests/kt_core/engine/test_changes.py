"""A run that is changed while it trains: what holds from which epoch, and that nothing is lost."""

import copy
import json
import zipfile

import pytest

from kt_core import changes
from kt_core.changes import RATE
from kt_core.changes.asking import ask as ask_for
from kt_core.code import write
from kt_core.commands import main
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.runs import Store, folder
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.trained import Trained, same, weights

pytestmark = pytest.mark.engine

STEPS = 10  # looks of the worker at the person's wish in an epoch, validation included
RATE_TO = ("network", "drop", "params", "rate")
STOP = {"kind": "EarlyStopping", "params": {"patience": 2, "min_delta": 9.0,
                                            "restore_best_weights": True}}  # fmt: skip
PLATEAU = {"kind": "ReduceLROnPlateau", "params": {"patience": 1, "factor": 0.5, "min_delta": 9.0}}
DECAY = {"kind": "ExponentialDecay", "params": {
    "initial_learning_rate": 0.01, "decay_steps": 20, "decay_rate": 0.9}}  # fmt: skip
BLOCK = [
    {"name": "x", "kind": "Input", "params": {"shape": [8, 8, 1]}},
    {"name": "rows", "kind": "Reshape", "params": {"target_shape": [8, 8]}},
    {"name": "both", "kind": "Bidirectional",
     "params": {"layer": {"kind": "SimpleRNN", "params": {"units": 3}}}},
]  # fmt: skip


def document(*nodes, **more):
    found = experiment(
        *(nodes or (
            ("Flatten", {}),
                ("Normalization", {}),
            {"name": "hidden", "kind": "Dense", "params": {"units": 8, "activation": "relu"}},
            ("BatchNormalization", {}),
            {"name": "drop", "kind": "Dropout", "params": {"rate": 0.0}},
            ("Dense", {"units": 10, "activation": "softmax"}),
        )),
        **{"fit": {"epochs": 5, "batch_size": 128}, **more},
    )  # fmt: skip
    return copy.deepcopy(found)


class Person:
    """Wishes nothing but, after so many looks of the worker, a change, or that it stops."""

    def __init__(self, run, deeds, *, stop=10**9):
        self.run, self.deeds, self.stop, self.looks = run, dict(deeds), stop, 0

    @property
    def wish(self):
        self.looks += 1
        for where, value in self.deeds.pop(self.looks, ()):
            ask(self.run, where, value)
        return "run" if self.looks < self.stop else "stop"

    def listens(self):
        """It hears from the first look on."""


def ask(run, where, value):
    """Puts a change into the store, as those who ask for one do."""
    store = Store()
    given, found = store.run(run).document, changes.read(store.changes(run))
    patch = changes.setting(changes.wished(given, found), where, value)
    new = changes.Change(f"c{len(found)}", 0.0, tuple(patch))
    assert store.set_changes(run, store.changes(run), [c.to_json() for c in (*found, new)])


def trained(given, deeds, *, stop=10**9):
    """The run, changed as `deeds` say: epoch from which on -> [(where, value)]."""
    from kt_core.engine.train import train

    store = Store()
    run = store.create_run(given, handle={"pid": 1})
    for where, value in deeds.get(0, ()):
        ask(run, where, value)
    looks = {(epoch - 1) * STEPS + 3: deed for epoch, deed in deeds.items() if epoch}
    train(run, 1, None, Person(run, looks, stop=stop))
    return seen(run)


def resumed(run, deed=()):
    """The next attempt, with a deed in its second epoch."""
    from kt_core.engine.train import train

    store = Store()
    assert store.resume(run.run.id, handle={"pid": 1})
    person = Person(run.run.id, {STEPS + 3: deed})
    train(run.run.id, store.run(run.run.id).attempt, None, person)
    return seen(run.run.id)


def seen(run):
    store = Store()
    return Trained(store.run(run), folder(run), store.rows(run), store.epochs(run))


def held(run):
    return changes.read(run.run.changes)


def rates(run):
    return [pytest.approx(epoch["learning_rate"], rel=1e-6) for epoch in run.epochs]


CASES = {
    "learning rate": (document(), {2: [(RATE, 0.02)], 4: [(RATE, 0.0005)]}),
    "frozen": (
        document(optimizer={"kind": "Adam", "params": {"use_ema": True, "ema_momentum": 0.5}}),
        {1: [(("network", "hidden", "trainable"), False)],
         3: [(("network", "hidden", "trainable"), True)]},
    ),
    "callbacks": (
        document(callbacks=[STOP]),
        {
            2: [
                (("callbacks", "EarlyStopping", "params", "patience"), 3),
                (("callbacks", "ReduceLROnPlateau"), PLATEAU),
            ]
        },
    ),
    "pending stop": (
        document(callbacks=[STOP]),
        {1: [(RATE_TO, 0.4), (("network", "hidden", "trainable"), False), (RATE, 0.01)]},
    ),
    "schedule": (
        document(optimizer={"kind": "SGD", "params": {"learning_rate": DECAY, "momentum": 0.9}}),
        {2: [(RATE, 0.05)]},
    ),
    "formula and rate": (
        document(
            callbacks=[{"kind": "LearningRateScheduler",
                        "params": {"schedule": "rate * 0.5 ** floor(epoch / 2)"}}],
            fit={"epochs": 4, "batch_size": 128},
        ),
        {2: [(RATE, 0.02)]},
    ),
    "table and rate": (
        document(
            callbacks=[{"kind": "LearningRateScheduler", "params": {"schedule": [
                {"from_epoch": 1, "factor": 0.5, "every": 2}, {"from_epoch": 3, "value": 0.3}]}}],
            fit={"epochs": 4, "batch_size": 128},
        ),
        {1: [(RATE, 0.02)], 3: [(("callbacks", "LearningRateScheduler", "params", "schedule"),
                                 [{"from_epoch": 2, "factor": 0.1}])]},
    ),
    "mixed precision": (
        document(fit={"epochs": 2, "batch_size": 128, "precision": "mixed_float16"}),
        {1: [(RATE_TO, 0.5)]},
    ),
    "several": (
        document(
            {"name": "block", "kind": "Network", "network": BLOCK},
            {"name": "drop", "kind": "Dropout", "params": {"rate": 0.2}},
            ("Dense", {"units": 10, "activation": "softmax"}),
            callbacks=[PLATEAU, {"kind": "CSVLogger", "params": {"filename": "log.csv"}}],
            metrics=[{"kind": "SparseCategoricalAccuracy"},
                     {"kind": "SparseTopKCategoricalAccuracy", "params": {"name": None}}],
        ),
        {0: [(RATE, 0.004)],
         1: [(RATE_TO, 0.0), (("network", "block", "trainable"), False)],
         2: [(RATE, 0.01)],
         3: [(("network", "block", "network", "both", "params", "layer", "params", "dropout"), 0.3),
             (("network", "block", "trainable"), True), (RATE_TO, 0.3), (RATE, 0.003)],
         4: [(("callbacks", "ReduceLROnPlateau"), None)]},
    ),
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


@pytest.fixture(scope="module")
def runs():
    """Each case is trained once."""
    known = {}

    def run(name):
        if name not in known:
            known[name] = trained(*CASES[name])
        return known[name]

    return run


@pytest.mark.parametrize("name", CASES)
def test_the_script_of_a_changed_run_ends_with_its_very_weights(name, runs, elsewhere, tmp_path):
    run = runs(name)
    assert run.run.state == "finished"
    assert sorted({change.epoch for change in held(run)}) == sorted(CASES[name][1])
    script = write(parse(run.run.document), tmp_path / "script", changes=held(run))
    elsewhere.run(script, tmp_path / "cwd")
    theirs, ours = (weights(at / "model.keras") for at in (script.parent, run.place))
    assert len(ours) > 3
    assert same(theirs, ours)


def test_a_rate_holds_from_its_epoch_on_and_a_row_tells_of_it(runs):
    run = runs("learning rate")
    assert rates(run) == [0.001, 0.001, 0.02, 0.02, 0.0005]
    told = [(row["epoch"], row["values"]) for row in run.of_kind("change")]
    assert told == [(2, {"learning_rate": 0.02}), (4, {"learning_rate": 0.0005})]
    assert run.run.document == CASES["learning rate"][0]


def test_a_formula_begins_anew_with_a_changed_rate(runs):
    assert rates(runs("formula and rate")) == [0.001, 0.001, 0.01, 0.01]


def test_a_table_begins_anew_with_a_changed_rate_and_may_be_changed_itself(runs):
    run = runs("table and rate")
    assert rates(run) == [0.001, 0.01, 0.01, 0.002]
    told = [(row["epoch"], row["values"]) for row in run.of_kind("change")]
    table = [{"from_epoch": 2, "factor": 0.1}]
    assert told == [(1, {"learning_rate": 0.02}), (3, {"LearningRateScheduler.schedule": table})]


def test_a_rate_takes_the_place_of_the_one_that_a_plateau_has_made_and_is_lowered_on(runs):
    assert rates(runs("several")) == [0.004, 0.004, 0.01, 0.003, 0.0015]


def test_a_stop_that_is_pending_is_not_forgotten_when_the_model_is_built_anew(runs):
    run = runs("pending stop")
    assert rates(run) == [0.001, 0.01, 0.01]
    with zipfile.ZipFile(run.place / "model.keras") as archive:
        assert json.loads(archive.read("kt.json"))["changes"][0]["epoch"] == 1


def test_the_saved_model_says_what_was_trained_at_last_and_what_led_there(runs):
    run = runs("several")
    with zipfile.ZipFile(run.place / "model.keras") as archive:
        member = json.loads(archive.read("kt.json"))
    assert member["document"] == changes.as_of(run.run.document, held(run), 4)
    assert [each["epoch"] for each in member["changes"]] == [c.epoch for c in held(run)]


@pytest.mark.parametrize(("name", "stop"), [("learning rate", 28), ("frozen", 38)])
def test_broken_off_in_the_first_changed_epoch_it_ends_like_the_one_left_alone(name, stop, runs):
    alone, (given, deeds) = runs(name), CASES[name]
    before = {epoch: deed for epoch, deed in deeds.items() if epoch <= stop // STEPS}
    run = trained(given, before, stop=stop)
    assert (run.run.state, run.run.epochs_done) == ("stopped", stop // STEPS)
    again = resumed(run, next((deeds[epoch] for epoch in deeds if epoch not in before), ()))
    assert [e["values"] for e in again.epochs] == [e["values"] for e in alone.epochs]
    assert rates(again) == rates(alone)
    assert same(*(weights(each.place / "model.keras") for each in (again, alone)))


def test_dropout_changed_while_it_is_stopped_holds_when_it_goes_on(elsewhere, tmp_path):
    run = trained(document(), {}, stop=STEPS + 4)
    ask(run.run.id, RATE_TO, 0.5)
    run = resumed(run)
    assert [change.epoch for change in held(run)] == [1]
    script = write(parse(run.run.document), tmp_path / "script", changes=held(run))
    elsewhere.run(script, tmp_path / "cwd")
    assert same(*(weights(at / "model.keras") for at in (script.parent, run.place)))


def test_a_rate_that_the_values_of_a_table_replace_in_every_epoch_left_is_refused():
    row = {"from_epoch": 0, "value": 0.3}
    schedule = {"kind": "LearningRateScheduler", "params": {"schedule": [row]}}
    store, given = Store(), document(callbacks=[schedule])

    def asked(*rows):
        schedule["params"]["schedule"] = list(rows)
        run = store.create_run({**given, "callbacks": [schedule]})
        return ask_for(
            store, run, patch=lambda now: changes.setting(now, RATE, 0.02), check=lambda _: ()
        )

    with pytest.raises(ProblemError, match="change_rate_by_table"):
        asked(row)
    assert asked({**row, "from_epoch": 1}).epoch is None


def test_the_command_line_asks_lists_and_takes_back(capsys):
    run = Store().create_run(document(callbacks=[STOP]))

    def said(*arguments):
        code = main(["change", run, *arguments])
        return code, capsys.readouterr()

    code, printed = said("--learning-rate", "0.01", "--set", "network.drop.params.rate=0.5",
                         "--set", "callbacks.EarlyStopping=null", "--json")  # fmt: skip
    new = json.loads(printed.out)["change"]
    assert (code, new["epoch"]) == (0, None)
    assert "drop.rate 0.0 → 0.5" in said("--list")[1].out
    assert said("--set", "network.hidden.params.units=9")[0] == 1
    code, printed = said("--set", "network.drop.params.rate=7")
    assert (code, "rate" in printed.err) == (1, True)
    assert said("--take-back", new["id"])[0] == 0
    assert Store().changes(run) == []
