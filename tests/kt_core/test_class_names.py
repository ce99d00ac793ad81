"""Class names as people have them."""

import json

import pytest

from kt_core.class_names import class_names
from kt_core.problems import ProblemError


@pytest.mark.parametrize(
    "given",
    [
        "cat, dog,bird",
        "cat\ndog\r\nbird\n",
        '["cat", "dog", "bird"]',
        '{"0": "cat", "2": "bird", "1": "dog"}',
        '{"dog": 1, "cat": 0, "bird": 2}',
        '{"0": ["n1", "cat"], "1": ["n2", "dog"], "2": ["n3", "bird"]}',
        b"\xef\xbb\xbfcat\ndog\nbird",
    ],
)
def test_names_are_understood_in_every_usual_form(given):
    assert class_names(given) == ["cat", "dog", "bird"]


def test_names_may_hold_commas_where_each_has_its_line_and_chinese_in_its_own_encoding():
    assert class_names("cat, big\ndog, small") == ["cat, big", "dog, small"]
    assert class_names("猫\n狗".encode("gb18030")) == ["猫", "狗"]


def test_nothing_typed_is_no_names():
    assert class_names("  \n ") is None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("cat,,dog", "classes_empty_name"),
        ('["cat", null]', "classes_unreadable"),
        ("[[[", "classes_unreadable"),
        ("[" * 100_000, "classes_unreadable"),
        ('{"cat": 0, "dog": 5}', "classes_unreadable"),
        (json.dumps({"a": {"b": 1}}), "classes_unreadable"),
        (b"\xff\xfe\xff\xff", "classes_unreadable"),
        ("x" * 1_000_001, "classes_unreadable"),
    ],
)
def test_anything_else_is_refused_with_a_reason(given, code):
    with pytest.raises(ProblemError) as raised:
        class_names(given)
    assert raised.value.problems[0].code == code
