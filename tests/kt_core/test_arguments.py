"""Parameters as arguments for Keras."""

import pytest

from kt_core.arguments import File, Made, made
from kt_core.experiment import Component
from kt_core.problems import ProblemError


def component(kind, **params):
    return Component.model_validate({"kind": kind, "params": params})


def test_sizes_become_tuples_and_series_stay_lists():
    assert made("layer", component("Conv2D", kernel_size=[3, 5])).arguments["kernel_size"] == (3, 5)
    series = made("layer", component("Discretization", bin_boundaries=[0.0, 1.0]))
    assert series.arguments["bin_boundaries"] == [0.0, 1.0]


def test_a_component_inside_is_found_in_the_family_of_its_parameter():
    dense = made("layer", component("Dense", kernel_regularizer={"kind": "L2", "params": {}}))
    assert dense.arguments["kernel_regularizer"].entry.family == "regularizer"


def test_layers_inside_layers_get_a_name_of_their_own():
    inner = {"kind": "LSTM", "params": {"units": 3}}
    found = made("layer", component("Bidirectional", layer=inner), name="both")
    assert found.arguments["name"] == "both"
    assert found.arguments["layer"].arguments["name"] == "both_lstm"


def test_an_activation_is_the_function_itself():
    dense = made("layer", component("Dense", activation={"kind": "relu", "params": {}}))
    assert dense.arguments["activation"].is_function


def test_a_path_is_cut_down_to_a_name_in_the_runs_folder():
    found = made("callback", component("ModelCheckpoint", filepath="../../elsewhere/best.keras"))
    assert found.arguments["filepath"] == File("best.keras")


def test_an_unknown_kind_is_refused_by_name():
    with pytest.raises(ProblemError) as refused:
        made("layer", component("Lambda"))
    assert refused.value.problems[0].values["kind"] == "Lambda"


def test_an_alias_means_the_class():
    assert isinstance(made("layer", component("MaxPool2D")), Made)
    assert made("layer", component("MaxPool2D")).entry.kind == "MaxPooling2D"


def test_a_file_that_is_written_unasked_is_in_the_runs_folder_too():
    assert made("callback", component("TensorBoard")).arguments["log_dir"] == File("logs")
