"""The experiments to start from."""

import pytest

from kt_core.checks import structure_problems
from kt_core.checks.components import component_faults
from kt_core.experiment import parse
from kt_core.templates import NAMES, start_document, template, templates


@pytest.mark.parametrize("name", NAMES)
def test_each_template_is_a_complete_experiment_without_faults(name):
    experiment = parse(template(name).document())
    assert structure_problems(experiment) == []
    assert component_faults(experiment) == []
    assert None not in (experiment.data, experiment.loss, experiment.optimizer, experiment.fit)


@pytest.mark.parametrize("one", templates(), ids=lambda one: one.name)
def test_each_template_has_words(one):
    assert one.title
    assert one.about.endswith(".")


def test_a_document_given_out_may_be_changed_without_changing_the_template():
    template("digit_cnn").document()["network"].clear()
    assert template("digit_cnn").document()["network"]


def test_the_digit_network_is_the_tutorials():
    kinds = [node["kind"] for node in template("digit_cnn").document()["network"]]
    assert kinds[1:6] == ["Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten"]


def test_a_new_experiment_begins_with_data_and_its_input():
    experiment = parse(start_document())
    assert [node.kind for node in experiment.network] == ["Input"]
    assert experiment.data is not None


def test_an_unknown_template_is_a_key_error():
    with pytest.raises(KeyError):
        template("../start")
