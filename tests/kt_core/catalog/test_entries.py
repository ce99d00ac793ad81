"""Every entry of the catalog, the moment it exists."""

import subprocess
import sys
from typing import get_args

import pytest

from kt_core import catalog
from kt_core.catalog import Entry, Family, Field, assembly
from kt_core.texts import text


@pytest.fixture(params=get_args(Family))
def entries(request) -> tuple[Entry, ...]:
    """All entries of a family; what fails names the entry."""
    found = tuple(catalog.entries(request.param))
    assert found
    return found


def test_every_field_is_of_a_known_kind(entries):
    for entry in entries:
        assert {param.field for param in entry.params} <= set(get_args(Field)), entry.kind
        assert {param.items for param in entry.params} <= {None, *get_args(Field)}, entry.kind


def test_parameter_names_are_unique(entries):
    for entry in entries:
        names = [param.name for param in entry.params]
        assert len(names) == len(set(names)), entry.kind


def test_keras_defaults_are_no_problem(entries):
    for entry in entries:
        component = {"kind": entry.kind, "params": catalog.defaults(entry)}
        assert catalog.component_problems(entry.family, component) == [], entry.kind


def test_a_new_component_is_no_problem(entries):
    for entry in entries:
        component = {"kind": entry.kind, "params": catalog.starting(entry)}
        assert catalog.component_problems(entry.family, component) == [], entry.kind


def test_a_choice_offers_something_and_a_component_has_a_family(entries):
    for entry in entries:
        for param in entry.params:
            assert param.field != "choice" or param.choices, (entry.kind, param.name)
            assert param.field != "component" or param.family in get_args(Family), (
                entry.kind,
                param.name,
            )
            assert param.field != "list" or param.items, (entry.kind, param.name)


def test_rules_name_parameters_of_the_entry(entries):
    for entry in entries:
        names = {param.name for param in entry.params}
        assert all(set(rule.params) <= names for rule in entry.rules), entry.kind


def test_it_has_a_short_gloss_a_group_title_and_a_page(entries):
    for entry in entries:
        assert 5 < len(entry.gloss) < 120, entry.kind
        assert text(f"catalog.groups.{entry.family}.{entry.group}"), entry.kind
        assert text(f"catalog.families.{entry.family}"), entry.kind
        assert entry.page.startswith("https://keras.io/api/"), entry.kind


def test_its_identifiers_find_it(entries):
    for entry in entries:
        for name in (entry.kind, *entry.identifiers):
            assert catalog.find(entry.family, name) == entry, entry.kind


def test_parameters_a_beginner_sees_are_explained(entries):
    for entry in entries:
        for param in entry.params:
            if entry.level == param.level == "beginner":
                assert param.gloss or param.doc, (entry.kind, param.name)


@pytest.mark.parametrize(
    ("family", "count"),
    [("layer", 132), ("initializer", 16), ("optimizer", 14), ("schedule", 6), ("loss", 22)],
)
def test_families_are_complete(family, count):
    assert len(catalog.entries(family)) == count


def test_a_usual_range_lies_within_the_limits_and_around_what_one_begins_with(entries):
    for entry in entries:
        for param in entry.params:
            if param.usual is None:
                continue
            low, high = param.usual
            assert low < high, (entry.kind, param.name)
            assert param.minimum is None or param.minimum <= low, (entry.kind, param.name)
            assert param.maximum is None or param.maximum >= high, (entry.kind, param.name)
            start = param.start if param.required else entry.starting.get(param.name, param.default)
            # 0 stands for off
            for each in start if isinstance(start, (list, tuple)) else [start]:
                assert each in (None, 0) or low <= each <= high, (entry.kind, param.name)


def test_a_paper_has_a_title_and_an_address(entries):
    for entry in entries:
        if entry.paper is not None:
            assert len(entry.paper.title) > 10, entry.kind
            assert entry.paper.address.startswith("https://"), entry.kind


@pytest.mark.parametrize("family", get_args(Family))
def test_papers_and_usual_ranges_name_what_exists(family):
    entries = {entry.kind: entry for entry in catalog.entries(family)}
    names = {param.name for entry in entries.values() for param in entry.params}
    for paper in assembly.overlay(family).get("papers", ()):
        assert set(paper["kinds"]) <= set(entries)
    for key in assembly.overlay(family).get("usual", {}):
        kind, _, name = key.rpartition(".")
        assert entries[kind].param(name).usual if kind else name in names, key


def test_augmentations_are_marked():
    marked = {entry.kind for entry in catalog.entries("layer") if entry.augmentation}
    assert {"RandomFlip", "RandomRotation", "RandomZoom", "RandomContrast"} <= marked
    assert not marked & {"Resizing", "MixUp", "Dropout"}


def test_calling_conventions_are_told():
    calls = {kind: catalog.entry("layer", kind).call for kind in ("Input", "Dense", "Add")}
    assert calls == {"Input": "none", "Dense": "tensor", "Add": "list"}
    attention = catalog.entry("layer", "MultiHeadAttention")
    assert attention.call == "query_value"
    assert attention.arguments[:3] == ("query", "value", "key")


def test_an_unknown_kind_is_a_key_error():
    with pytest.raises(KeyError):
        catalog.entry("layer", "Lambda")


def test_values_handed_out_can_be_changed_without_harm():
    catalog.starting(catalog.entry("layer", "Input"))["shape"].append(9)
    catalog.defaults(catalog.entry("layer", "Conv2D"))["strides"].append(9)
    assert catalog.starting(catalog.entry("layer", "Input"))["shape"] == [28, 28, 1]
    assert catalog.defaults(catalog.entry("layer", "Conv2D"))["strides"] == [1, 1]


def test_the_catalog_does_not_import_keras():
    code = "import sys; from kt_core import catalog, normalize; catalog.entries('layer')\n"
    code += "sys.exit(any(name in sys.modules for name in ('keras', 'tensorflow')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
