"""Each mistake is found where it was made, and its fix mends it without making another."""

import copy

import jsonpatch
import pytest

from kt_core.checks import rules, structure_problems
from kt_core.checks.structure import ordered
from kt_core.experiment import parse
from kt_core.texts import render

IMAGES = {
    "format": "kt-experiment",
    "version": 1,
    "data": {"kind": "mnist_5k", "scaling": "unit"},
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [28, 28, 1]}},
        {"name": "flat", "kind": "Flatten"},
        {"name": "hidden", "kind": "Dense", "params": {"units": 32, "activation": "relu"}},
        {"name": "output", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
    ],
    "loss": {"kind": "SparseCategoricalCrossentropy", "params": {}},
    "optimizer": {"kind": "Adam", "params": {}},
    "metrics": [{"kind": "SparseCategoricalAccuracy", "params": {}}],
    "callbacks": [{"kind": "EarlyStopping", "params": {"monitor": "val_loss"}}],
    "fit": {"epochs": 2, "batch_size": 32},
}
SHAPES = {
    "input": (None, 28, 28, 1),
    "flat": (None, 784),
    "hidden": (None, 32),
    "output": (None, 10),
}
VALUES = {
    **IMAGES,
    "data": {"kind": "diabetes", "scaling": "standard"},
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [10]}},
        {"name": "output", "kind": "Dense", "params": {"units": 1}},
    ],
    "loss": "mse",
    "metrics": ["mae"],
}
VALUE_SHAPES = {"input": (None, 10), "output": (None, 1)}
PAIR = {
    **IMAGES,
    "data": {"kind": "breast_cancer", "scaling": "standard"},
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [30]}},
        {"name": "output", "kind": "Dense", "params": {"units": 1, "activation": "sigmoid"}},
    ],
    "loss": {"kind": "BinaryCrossentropy", "params": {}},
    "metrics": ["BinaryAccuracy"],
}
PAIR_SHAPES = {"input": (None, 30), "output": (None, 1)}


def changed(document, changes):
    document = copy.deepcopy(document)
    for path, value in changes.items():
        here = document
        *parts, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in parts:
            here = here[part]
        if value is ...:
            del here[last]
        else:
            here[last] = value
    return document


def found(document, shapes):
    experiment = parse(document)
    problems = structure_problems(experiment)
    if not any(problem.severity == "error" for problem in problems):
        problems += rules(experiment, shapes)
    for problem in problems:
        sentence = render(problem)
        assert "?" not in sentence.what, sentence
        assert sentence.expected
    return problems


@pytest.mark.parametrize(
    ("document", "shapes"), [(IMAGES, SHAPES), (VALUES, VALUE_SHAPES), (PAIR, PAIR_SHAPES)]
)
def test_a_sound_experiment_has_no_problems(document, shapes):
    assert found(document, shapes) == []


CASES = [
    (IMAGES, {"network": []}, "empty_network", "network", "error"),
    (IMAGES, {"network.0": ...}, "no_input", "network", "error"),
    (IMAGES, {"network.1.name": "input"}, "duplicate_name", "network.input", "error"),
    (
        IMAGES,
        {"network.2.inputs": ["flatt"]},
        "unknown_node_near",
        "network.hidden.inputs",
        "error",
    ),
    (IMAGES, {"network.2.inputs": ["hidden"]}, "reads_itself", "network.hidden.inputs", "error"),
    (IMAGES, {"network.2.inputs": []}, "no_inputs_given", "network.hidden.inputs", "error"),
    (IMAGES, {"network.2.inputs": ["output"]}, "cycle", "network.hidden.inputs", "error"),
    (IMAGES, {"network.0.inputs": ["flat"]}, "input_reads", "network.input.inputs", "error"),
    (IMAGES, {"outputs": ["outputs"]}, "unknown_node_near", "outputs", "error"),
    (IMAGES, {"outputs": []}, "no_outputs", "outputs", "error"),
    (IMAGES, {"network.3.inputs": ["flat"]}, "unused_node", "network.hidden", "warning"),
    (IMAGES, {"network.1.kind": ...}, "missing_key", "network.flat.kind", "error"),
    (IMAGES, {"network.1.network": []}, "only_for_network", "network.flat.network", "error"),
    (IMAGES, {"network.1.layout": {}}, "only_for_network", "network.flat.layout", "error"),
    (IMAGES, {"seed": -1}, "seed_out_of_range", "seed", "error"),
    (IMAGES, {"data": ...}, "no_data", "data", "error"),
    (IMAGES, {"loss": ...}, "no_loss", "loss", "error"),
    (IMAGES, {"optimizer": ...}, "no_optimizer", "optimizer", "error"),
    (IMAGES, {"fit": ...}, "no_fit", "fit", "error"),
    (IMAGES, {"fit.epochs": 0}, "below_one", "fit.epochs", "error"),
    (IMAGES, {"fit.batch_size": 5000}, "batch_too_large", "fit.batch_size", "warning"),
    (
        IMAGES,
        {"network.0.params.shape": [28, 28]},
        "input_without_channels",
        "network.input.params.shape",
        "error",
    ),
    (
        IMAGES,
        {"network.0.params.shape": [32, 32, 3]},
        "input_shape_differs",
        "network.input.params.shape",
        "error",
    ),
    (IMAGES, {"data.scaling": "none"}, "unscaled_pixels", "data.scaling", "warning"),
    (
        IMAGES,
        {"data.augmentation": [{"kind": "RandomBrightness", "params": {"factor": 0.2}}]},
        "augmentation_range",
        "data.augmentation.0.params.value_range",
        "warning",
    ),
    (IMAGES, {"data.labels": "one_hot"}, "loss_needs_integers", "loss", "error"),
    (IMAGES, {"loss": "categorical_crossentropy"}, "loss_needs_one_hot", "loss", "error"),
    (IMAGES, {"loss": "binary_crossentropy"}, "binary_loss_many_classes", "loss", "error"),
    (IMAGES, {"loss": "mse"}, "value_loss_for_classes", "loss", "error"),
    (VALUES, {"loss": "binary_crossentropy"}, "class_loss_for_values", "loss", "error"),
    (
        IMAGES,
        {"network.3.params.activation": ...},
        "probabilities_expected",
        "network.output.params.activation",
        "error",
    ),
    (
        IMAGES,
        {"loss.params": {"from_logits": True}},
        "logits_expected",
        "network.output.params.activation",
        "error",
    ),
    (
        IMAGES,
        {"network.3.params.activation": "sigmoid"},
        "sigmoid_for_classes",
        "network.output.params.activation",
        "warning",
    ),
    (
        PAIR,
        {"network.1.params.activation": "softmax"},
        "softmax_one_unit",
        "network.output.params.activation",
        "error",
    ),
    (
        VALUES,
        {"network.1.params.activation": "sigmoid"},
        "activation_bounds_values",
        "network.output.params.activation",
        "warning",
    ),
    (IMAGES, {"metrics": ["AUC"]}, "metric_needs_two_classes", "metrics.0", "error"),
    (IMAGES, {"metrics": ["mae"]}, "value_metric_for_classes", "metrics.0", "error"),
    (IMAGES, {"metrics": ["F1Score"]}, "metric_needs_one_hot", "metrics.0", "error"),
    (VALUES, {"metrics": ["AUC"]}, "class_metric_for_values", "metrics.0", "error"),
    (
        IMAGES,
        {"callbacks.0.params.monitor": "val_lss"},
        "unknown_monitor",
        "callbacks.0.params.monitor",
        "error",
    ),
    (
        IMAGES,
        {"data.validation": None},
        "monitor_without_validation",
        "callbacks.0.params.monitor",
        "error",
    ),
    (
        IMAGES,
        {
            "callbacks": [{"kind": "ReduceLROnPlateau", "params": {}}],
            "optimizer.params": {
                "learning_rate": {
                    "kind": "CosineDecay",
                    "params": {"initial_learning_rate": 0.001, "decay_steps": 100},
                }
            },
        },
        "schedule_and_plateau",
        "callbacks.0",
        "error",
    ),
    (
        IMAGES,
        {"network.2.params.activation": ...},
        "linear_in_a_row",
        "network.hidden.params.activation",
        "warning",
    ),
    (
        IMAGES,
        {"network.2.params.kernel_initializer": "zeros"},
        "equal_weights",
        "network.hidden.params.kernel_initializer",
        "warning",
    ),
]
BY_DOCUMENT = [(IMAGES, SHAPES), (VALUES, VALUE_SHAPES), (PAIR, PAIR_SHAPES)]


def shapes_of(document):
    return next(shapes for one, shapes in BY_DOCUMENT if one is document)


@pytest.mark.parametrize(("document", "changes", "code", "where", "severity"), CASES)
def test_a_mistake_is_found_where_it_was_made(document, changes, code, where, severity):
    problems = found(changed(document, changes), shapes_of(document))
    problem = next((problem for problem in problems if problem.code == code), None)
    assert problem, problems
    assert ".".join(map(str, problem.where)) == where
    assert problem.severity == severity


@pytest.mark.parametrize(("document", "changes", "code", "where", "severity"), CASES)
def test_the_fix_mends_the_mistake_and_makes_no_other(document, changes, code, where, severity):
    broken = changed(document, changes)
    problems = found(broken, shapes_of(document))
    fix = next(problem.fix for problem in problems if problem.code == code)
    if fix is None:
        return
    mended = jsonpatch.apply_patch(broken, [dict(step) for step in fix.patch])
    before = {problem.code for problem in problems}
    after = {problem.code for problem in found(mended, shapes_of(document))}
    after -= {"no_layers"}  # what an empty network with its first Input still lacks
    assert code not in after
    assert after <= before


@pytest.mark.parametrize(
    ("last", "code", "wanted"),
    [
        ((None, 7), "units_for_classes", {"units": 10, "activation": "softmax"}),
        ((None, 1), "softmax_one_unit", {"units": 10, "activation": "softmax"}),
    ],
)
def test_units_that_do_not_fit_the_classes_are_set_by_the_fix(last, code, wanted):
    document = changed(IMAGES, {"network.3.params.units": last[-1]})
    (problem,) = found(document, {**SHAPES, "output": last})
    assert problem.code == code
    mended = jsonpatch.apply_patch(document, [dict(step) for step in problem.fix.patch])
    assert mended["network"][3]["params"] == wanted


def test_a_network_without_flatten_gets_one_before_its_last_dense():
    document = changed(IMAGES, {"network.1": ...})
    shapes = {**SHAPES, "hidden": (None, 28, 28, 32), "output": (None, 28, 28, 10)}
    (problem,) = found(document, shapes)
    assert problem.code == "output_has_positions"
    mended = jsonpatch.apply_patch(document, [dict(step) for step in problem.fix.patch])
    assert [node["name"] for node in mended["network"]] == ["input", "hidden", "flatten", "output"]


def test_a_node_that_shares_must_have_nothing_of_its_own():
    share = {"name": "again", "shares": "hidden", "inputs": ["flat"], "params": {"units": 3}}
    document = copy.deepcopy(IMAGES)
    document["network"].insert(3, share)
    codes = [problem.code for problem in structure_problems(parse(document))]
    assert codes == ["shares_has_own", "unused_node"] or codes == ["shares_has_own"]


def test_nodes_are_ordered_by_what_they_read_and_else_stay_as_given():
    network = [
        {"name": "input", "kind": "Input"},
        {"name": "late", "kind": "Dense", "inputs": ["early"]},
        {"name": "early", "kind": "Dense", "inputs": ["input"]},
    ]
    nodes = parse({**IMAGES, "network": network}).network
    assert [node.name for node in ordered(nodes)] == ["input", "early", "late"]


def test_faults_inside_a_nested_network_name_the_way_to_it():
    block = {
        "name": "block",
        "kind": "Network",
        "network": [
            {"name": "inner", "kind": "Input", "params": {"shape": [784]}},
            {"name": "dense", "kind": "Dense", "inputs": ["innner"]},
        ],
    }
    document = changed(IMAGES, {"network.2": block})
    (problem,) = structure_problems(parse(document))
    assert problem.where == ("network", "block", "network", "dense", "inputs")


def test_a_network_document_is_not_asked_for_data_or_loss():
    document = {key: IMAGES[key] for key in ("format", "version", "network")}
    assert found(document, SHAPES) == []
