import numpy as np
import pytest

from kt_core import edits
from kt_core.data import available, card, cards, data_problems, load
from kt_core.data.choice import choose
from kt_core.data.sets import labels
from kt_core.data.toys import MAKERS
from kt_core.dataset_names import dataset_name, dataset_of, kind_and_params
from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.problems import ProblemError
from kt_core.texts import render

TOYS = [each for each in cards() if each.origin == "generated"]
PLANE = [each.kind for each in TOYS if each.modality == "table"]
CLASSES = [each.kind for each in TOYS if each.classes]


@pytest.fixture(params=[each.kind for each in TOYS])
def toy(request):
    return request.param


def named(kind, **params):
    return dataset_name(kind, params)


def test_every_generated_set_has_a_maker():
    assert [each.kind for each in TOYS] == list(MAKERS)


def test_the_same_parameters_give_the_same_points_and_another_seed_others(toy):
    first, again, other = load(toy), load(toy), load(named(toy, seed=1))
    assert all(map(np.array_equal, first, again))
    assert not np.array_equal(first.x_train, other.x_train)


def test_a_set_has_as_many_examples_as_it_is_told(toy):
    for examples in (40, 41, 10000):
        raw, facts = load(named(toy, examples=examples)), card(named(toy, examples=examples))
        assert (len(raw.x_train), len(raw.x_test)) == (facts.train, facts.test)
        assert facts.train + facts.test == examples
        assert raw.x_train.shape[1:] == facts.shape


def test_extremes_of_noise_give_finite_points_in_all_classes(toy):
    facts = card(toy)
    for noise in (0, 1):
        raw = load(named(toy, noise=noise, examples=40))
        assert np.isfinite(raw.x_train).all() and np.isfinite(raw.y_train).all()
        if facts.classes:
            assert set(raw.y_train) == set(raw.y_test) == set(range(len(facts.classes)))


@pytest.mark.parametrize("toy", PLANE)
def test_noise_moves_points_or_targets_by_its_deviation(toy):
    still, moved = (
        load(named(toy, noise=0, examples=9000)),
        load(named(toy, noise=0.5, examples=9000)),
    )
    moves = moved.x_train - still.x_train if card(toy).names else moved.y_train - still.y_train
    assert np.isclose(moves.std(), 0.5, atol=0.02)


def test_without_noise_the_shapes_are_what_their_names_say():
    moons, circles = load(named("moons", noise=0)), load(named("circles", noise=0))
    middle = np.where(moons.y_train[:, np.newaxis] == 0, [0, 0], [1, 0.5])
    assert np.allclose(np.hypot(*(moons.x_train - middle).T), 1, atol=1e-6)
    radius = np.where(circles.y_train == 0, 1, 0.5)
    assert np.allclose(np.hypot(*circles.x_train.T), radius, atol=1e-6)
    xor, plane = load(named("xor", noise=0)), load(named("plane", noise=0))
    assert np.array_equal(xor.y_train, (xor.x_train.prod(axis=1) < 0).astype("int64"))
    assert np.allclose(plane.y_train[:, 0], plane.x_train @ [0.6, -0.4], atol=1e-6)
    blobs = load(named("blobs", noise=0, classes=4))
    assert len(np.unique(blobs.x_train.round(5), axis=0)) == 4
    spiral, waves = load(named("spiral", noise=0)), load(named("waves", noise=0))
    turn = np.arctan2(spiral.x_train[:, 1], spiral.x_train[:, 0]) / (2 * np.pi)
    arm = turn - 1.25 * np.hypot(*spiral.x_train.T) - spiral.y_train / 2
    assert np.allclose(arm, arm.round(), atol=1e-5)
    x, y = np.pi * waves.x_train.T
    assert np.allclose(waves.y_train[:, 0], np.sin(x) * np.cos(y), atol=1e-6)


def test_a_point_has_the_label_of_each_circle_that_it_lies_in():
    found = load(named("venn", noise=0))
    turn = np.pi / 2 + 2 * np.pi * np.arange(3) / 3
    middles = 0.6 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    away = np.linalg.norm(found.x_train[:, np.newaxis] - middles, axis=2)
    assert np.array_equal(away < 1, found.y_train == 1)
    assert set(found.y_train.sum(axis=1)) == {0, 1, 2, 3}


def test_a_picture_shows_the_shapes_of_its_labels_and_nothing_else():
    found = load(named("shapes", noise=0))
    shown, there = found.x_train.any(axis=(1, 2, 3)), found.y_train.any(axis=1)
    assert np.array_equal(shown, there)
    corners = found.x_train[..., 0].reshape(-1, 2, 10, 2, 10).any(axis=(2, 4)).sum(axis=(1, 2))
    assert (corners >= found.y_train.sum(axis=1)).all()
    only = [found.x_train[(found.y_train == row).all(axis=1)] for row in np.eye(4)]
    inside = [np.count_nonzero(each) / len(each) for each in only]
    assert min(inside) > 10 and len({round(each) for each in inside}) == 4


@pytest.mark.parametrize("kind", CLASSES)
def test_classes_are_as_large_as_each_other(kind):
    found = load(kind)
    counts = np.bincount(np.concatenate([found.y_train, found.y_test]))
    assert counts.max() - counts.min() <= 1


@pytest.mark.parametrize("count", [2, 4, 6])
def test_the_card_has_the_classes_that_the_set_was_told(count):
    name = named("spiral", classes=count)
    assert card(name).classes == tuple("ABCDEF"[:count])
    assert set(labels(name)) == set(range(count))
    assert card(name).title == card("spiral").title


def test_what_is_as_usual_is_not_part_of_the_name():
    usual = named("moons", noise=0.1, examples=400.0, seed=0)
    assert card(usual) == card("moons")
    assert card(named("moons", examples=50.0)).kind == named("moons", examples=50)
    assert available(named("moons", noise=0.3))


def test_a_name_is_taken_apart_into_what_it_was_made_of():
    assert kind_and_params(named("moons", noise=0.2)) == ("moons", {"noise": 0.2})
    assert kind_and_params("moons") == ("moons", {})
    assert kind_and_params("moons{noise") == ("moons{noise", {})
    assert dataset_of({"data": {"kind": "moons", "params": {"seed": 3}}}) == named("moons", seed=3)
    assert dataset_of({}) == ""


@pytest.mark.parametrize(
    ("params", "code", "fix"),
    [
        ({"noise": -0.1}, "data_parameter_out_of_range", 0.0),
        ({"noise": "loud"}, "data_parameter_out_of_range", 0.1),
        ({"noise": True}, "data_parameter_out_of_range", 0.1),
        ({"noise": float("nan")}, "data_parameter_out_of_range", 0.1),
        ({"noise": None}, "data_parameter_out_of_range", 0.1),
        ({"noise": {"kind": "L2"}}, "data_parameter_out_of_range", 0.1),
        ({"examples": 39}, "data_parameter_not_whole", 40),
        ({"examples": 100.5}, "data_parameter_not_whole", 100),
        ({"examples": 10**30}, "data_parameter_not_whole", 10000),
        ({"seed": -1}, "data_parameter_not_whole", 0),
        ({"nois": 0.1}, "data_parameter_unknown", None),
        ({"classes": 3}, "data_parameter_unknown", None),
    ],
)
def test_a_wrong_parameter_is_found_where_it_was_made_and_mended(
    params, code, fix, experiment_with
):
    experiment = experiment_with("moons", params=params)
    [problem] = data_problems(experiment.data)
    [name] = params
    assert (problem.code, problem.where) == (code, ("data", "params", name))
    assert render(problem).what
    document = experiment.to_json()
    mended = edits.mend(document, problem.fix)["data"]["params"]
    assert mended == ({} if fix is None else {name: fix})
    again = parse({**document, "data": {"kind": "moons", "params": mended}})
    assert all(each.severity != "error" for each in data_problems(again.data))
    with pytest.raises(ProblemError):
        load(experiment.data.dataset)


def test_usual_parameters_make_no_other_experiment(experiment_with):
    plain = experiment_with("blobs")
    told = experiment_with("blobs", params={"noise": 0.3, "classes": 3.0})
    other = experiment_with("blobs", params={"noise": 0.2})
    assert normalize(plain) == normalize(told) != normalize(other)


def test_choosing_another_set_drops_the_parameters(experiment_with):
    document = experiment_with("blobs", params={"classes": 4}).to_json()
    assert choose(document, "moons")["data"]["kind"] == "moons"
    assert not choose(document, "moons")["data"].get("params")
