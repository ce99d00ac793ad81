"""The catalog against the installed Keras."""

import inspect
from typing import get_args

import pytest

from kt_core import catalog
from kt_core.catalog import Family, Param, assembly
from kt_core.catalog.canonical import canonical_params

pytestmark = pytest.mark.engine

ALL = [(family, entry.kind) for family in get_args(Family) for entry in catalog.entries(family)]
BUILT = [pair for pair in ALL if pair[0] not in ("activation", "application")]
GETS = ("initializer", "regularizer", "constraint", "activation", "optimizer", "loss", "metric")
NAMED = [pair for pair in ALL if pair[0] in GETS and not catalog.entry(*pair).starting]
CONFIGURED = [pair for pair in ALL if pair[0] != "activation"]
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


@pytest.mark.parametrize(("family", "kind"), CONFIGURED, ids=str)
def test_names_defaults_and_required_parameters_are_keras_own(engine, family, kind):
    components, derive = engine
    entry = catalog.entry(family, kind)
    signature = inspect.signature(components.factory(entry)).parameters
    raw = assembly.generated()["families"][family][kind]["params"]
    offered = {param["name"]: param for param in raw}
    assert set(offered) <= set(signature)
    for name, param in offered.items():
        default = signature[name].default
        assert param.get("required", False) == (default is inspect.Parameter.empty)
        assert param.get("required") or param["default"] == derive.plain_default(default)
    left_out = {*entry.omitted, "kwargs"}
    assert set(signature) - set(offered) <= left_out


@pytest.mark.parametrize(("family", "kind"), BUILT, ids=str)
def test_keras_takes_a_new_component_and_its_own_defaults(engine, family, kind):
    entry = catalog.entry(family, kind)
    for params in (catalog.starting(entry), catalog.defaults(entry)):
        assert made(engine, family, kind, params) is not None


@pytest.mark.parametrize(("family", "kind"), NAMED, ids=str)
def test_keras_takes_every_identifier(engine, family, kind):
    _, derive = engine
    entry = catalog.entry(family, kind)
    for name in {*entry.identifiers} - ONLY_OURS:
        assert derive.MODULES[family].get(name) is not None


@pytest.mark.parametrize(("family", "kind"), BUILT, ids=str)
def test_keras_takes_the_smallest_and_largest_values_offered(engine, family, kind):
    entry = catalog.entry(family, kind)
    for param in entry.params:
        for value in bounds(param):
            params = {**catalog.starting(entry), param.name: value}
            if not catalog.component_problems(family, {"kind": kind, "params": params}):
                assert made(engine, family, kind, canonical_params(entry, params)) is not None


def bounds(param: Param) -> list:
    """The outermost values that the catalog lets through."""
    if param.field not in ("integer", "float", "integer_or_list", "float_or_list"):
        return []
    step = 1 if param.field.startswith("integer") else 0.01
    low, high = param.minimum, param.maximum
    lowest = low + step if low is not None and param.exclusive_minimum else low
    highest = high - step if high is not None and param.exclusive_maximum else high
    return [each for each in (lowest, highest) if each is not None and each < assembly.LARGEST]
