"""The catalog against the installed Keras."""

import inspect
from typing import get_args

import pytest

from kt_core import catalog
from kt_core.catalog import Family, Param, assembly
from kt_core.catalog.canonical import canonical_params

pytestmark = pytest.mark.engine

BUILT = [family for family in get_args(Family) if family not in ("activation", "application")]
GETS = ("initializer", "regularizer", "constraint", "activation", "optimizer", "loss", "metric")
CONFIGURED = [family for family in get_args(Family) if family != "activation"]
# Public names that we take as strings though Keras' `get` does not (3.15.1).
ONLY_OURS = {"constant", "l1_l2"}


@pytest.fixture(scope="session")
def engine():
    from kt_core.engine import components, derive

    return components, derive


def made(engine, family, kind, params):
    from kt_core.experiment import Component

    components, _ = engine
    return components.make(family, Component(kind=kind, params=params))


def test_the_generated_file_is_what_this_keras_gives(engine):
    _, derive = engine
    assert derive.written(derive.derive()) == derive.FILE.read_text("utf-8")


@pytest.mark.parametrize("family", CONFIGURED)
def test_names_defaults_and_required_parameters_are_keras_own(engine, family):
    components, derive = engine
    for entry in catalog.entries(family):
        signature = inspect.signature(components.factory(entry)).parameters
        raw = assembly.generated()["families"][family][entry.kind]["params"]
        offered = {param["name"]: param for param in raw}
        assert set(offered) <= set(signature), entry.kind
        for name, param in offered.items():
            default, at = signature[name].default, (entry.kind, name)
            assert param.get("required", False) == (default is inspect.Parameter.empty), at
            assert param.get("required") or param["default"] == derive.plain_default(default), at
        assert set(signature) - set(offered) <= {*entry.omitted, "kwargs"}, entry.kind


@pytest.mark.parametrize("family", BUILT)
def test_keras_takes_a_new_component_and_its_own_defaults(engine, family):
    for entry in catalog.entries(family):
        for params in (catalog.starting(entry), catalog.defaults(entry)):
            assert made(engine, family, entry.kind, params) is not None, entry.kind


@pytest.mark.parametrize("family", GETS)
def test_keras_takes_every_identifier(engine, family):
    _, derive = engine
    for entry in catalog.entries(family):
        names = () if entry.starting else {*entry.identifiers} - ONLY_OURS
        for name in names:
            assert derive.MODULES[family].get(name) is not None, (entry.kind, name)


@pytest.mark.parametrize("family", BUILT)
def test_keras_takes_the_smallest_and_largest_values_offered(engine, family):
    for entry in catalog.entries(family):
        for param in entry.params:
            for value in bounds(param):
                params, at = {**catalog.starting(entry), param.name: value}, (entry.kind, param)
                given = {"kind": entry.kind, "params": params}
                if not catalog.component_problems(family, given):
                    whole = canonical_params(entry, params)
                    assert made(engine, family, entry.kind, whole) is not None, at


def bounds(param: Param) -> list:
    """The outermost values that the catalog lets through."""
    if param.field not in ("integer", "float", "integer_or_list", "float_or_list"):
        return []
    step = 1 if param.field.startswith("integer") else 0.01
    low, high = param.minimum, param.maximum
    lowest = low + step if low is not None and param.exclusive_minimum else low
    highest = high - step if high is not None and param.exclusive_maximum else high
    return [each for each in (lowest, highest) if each is not None and each < assembly.LARGEST]
