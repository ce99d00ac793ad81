"""Looking into a network whose pictures stay on disk shows what is shown of one in memory."""

import numpy as np
import pytest

from kt_core import explanations, layer_maps, looking_back
from kt_core.data import card, load, x_test
from kt_core.data.choice import choose
from kt_core.data.own.taking import take_in
from kt_core.data.sizes import streams
from kt_core.data.stored import Pictures
from kt_core.layer_maps import Question
from kt_core.nearest import nearest
from kt_core.results import answers
from tests.kt_core.data.own.files import class_folders
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.trained import trained

pytestmark = pytest.mark.engine

NODES = (
    ("Conv2D", {"filters": 3, "kernel_size": 3, "activation": "relu"}),
    ("Flatten", {}),
    ("Dense", {"units": 3, "activation": "softmax"}),
)
FIT = {"epochs": 3, "batch_size": 7, "snapshots": {"every": 1}}
PARTS = ("validation", "training", "test")
ROW = {"example": {"row": 3}, "output": 0}
QUESTIONS = (
    {"what": "about", **ROW},
    {"what": "maps", "target": None, "layer": None, **ROW},
    {"what": "layer", "layer": "n1", **ROW},
    {"what": "value", "layer": "n3", "at": None, **ROW},
    {"what": "favourites", "layer": "n1", **ROW},
    {"what": "unit", "layer": "n1", "unit": 1, **ROW},
)


@pytest.fixture(scope="module", autouse=True)
def patch(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield patch


@pytest.fixture(scope="module")
def runs(patch, tmp_path_factory):
    """The same training from memory and from disk, both looked into; then pictures are on disk."""
    pets = class_folders(
        tmp_path_factory.mktemp("in") / "pets.zip", classes=("a", "b", "c"), each=21, mode="RGB"
    )
    kind = take_in(str(pets), {"size": [6, 7], "colour": "rgb", "frame": "fit"})["kind"]
    made = choose(experiment(*NODES, fit=FIT), kind)
    made["network"][0]["params"]["shape"] = [6, 7, 3]
    made["data"] = {**made["data"], "scaling": "standard"}
    found = [trained(made)]
    looked_into(found[0])
    patch.setenv("KT_RUN_MEMORY", "1")
    assert streams(card(kind)) and isinstance(load(kind).x_train, Pictures)
    found.append(trained(made))
    looked_into(found[1])
    return found


def looked_into(run):
    from kt_core.engine.explain import explain
    from kt_core.engine.layer_map import map_layer
    from kt_core.engine.looking_back import look_back, look_back_at_activations

    name = run.run.id
    for part in PARTS:
        assert look_back(name, part) == {"left": 0}
    for method in layer_maps.METHODS:
        map_layer(name, part="training", layer=0, method=method, perplexity=5)
    for layer in (0, 2):
        look_back_at_activations(name, part="test", row=3, layer=layer)
    for question in QUESTIONS:
        explain({"run": name}, question)


def test_examples_given_back_through_time_are_read_a_few_at_a_time(runs, monkeypatch):
    from kt_core import whole_moments
    from kt_core.engine.looking_back import look_back

    monkeypatch.setattr(whole_moments, "MOST", 20)
    made = {**runs[1].run.document, "loss": "mse", "metrics": []}
    made["network"] = [
        made["network"][0],
        {"name": "back", "kind": "Conv2D", "params": {"filters": 3, "kernel_size": 1}},
    ]
    made["data"] = {**made["data"], "labels": "input"}
    run = trained({**made, "fit": {**FIT, "epochs": 1}})
    assert look_back(run.run.id, "training") == look_back(run.run.id, "test") == {"left": 0}
    (drawn,) = whole_moments.moments(run.run.id, part="training")
    assert len(drawn.rows) == 20 < drawn.of
    (found,) = whole_moments.moments(run.run.id, part="test")
    assert found.off.mean() == pytest.approx(run.json("results.json")["mse"], rel=1e-4)


def same(one, other):
    return one.keys() == other.keys() and all(np.array_equal(one[at], other[at]) for at in one)


def test_every_epoch_answers_alike_on_every_part(runs):
    for part in PARTS:
        pairs = zip(*(looking_back.moments(each.run.id, part=part) for each in runs), strict=True)
        for one, other in pairs:
            assert same(vars(one), vars(other))
    said = answers(runs[1].run.id, task="classification")
    last = looking_back.moments(runs[1].run.id, part="test")[-1]
    assert last.is_saved and np.array_equal(last.predicted, said.predicted)


def test_maps_of_a_layer_and_its_activations_at_each_epoch_are_alike(runs):
    for method in layer_maps.METHODS:
        question = Question("training", 0, method, 5)
        one, other = (layer_maps.known(each.run.id, question) for each in runs)
        assert one.points.tobytes() == other.points.tobytes() and one.facts == other.facts
        assert np.array_equal(one.rows, other.rows) and np.array_equal(one.labels, other.labels)
    for layer in (0, 2):
        asked = {"part": "test", "row": 3, "layer": layer}
        one, other = (looking_back.activations(each.run.id, **asked) for each in runs)
        assert len(one) == 3 and same(one, other)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda asked: asked["what"])
def test_why_an_example_is_answered_so_is_alike(question, runs):
    one, other = (explanations.find({"run": each.run.id}, question) for each in runs)
    assert one.said == other.said
    assert same(one.arrays, other.arrays)


def test_the_nearest_training_examples_are_those_that_a_search_through_all_finds(runs):
    run = runs[1].run
    kind = run.document["data"]["kind"]
    found = nearest(run.document, 3)
    known, raw = runs[1].json("preparation.json"), load(kind)
    apart = (np.asarray(raw.x_train, "float64") - x_test(kind)[3]) / known["divide"]
    distances = np.sqrt((apart.reshape(len(apart), -1) ** 2).sum(axis=1))
    rows = looking_back.moments(run.id, part="training")[0].rows
    expected = sorted(rows, key=lambda row: distances[row])[: len(found)]
    assert [each.row for each in found] == expected
    assert [each.distance for each in found] == pytest.approx(distances[expected], rel=1e-5)


def test_a_report_is_made_of_it(runs):
    from kt_core.report import report
    from kt_core.runs import Store

    run = runs[1].run
    assert "plotly" in report(run, Store())
