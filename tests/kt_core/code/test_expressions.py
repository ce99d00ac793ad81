"""Python expressions from values."""

import ast

import pytest

from kt_core.code.expressions import WIDTH, Call, Code, assigned, comment, literal, written

EVIL = ['"); import os; ("', "a\nimport os", "'''", '"""', "\\", "\u2028x", "\u202e", "手写", "{x}"]


@pytest.mark.parametrize("text", EVIL)
def test_a_string_comes_back_as_it_was_whatever_it_holds(text):
    assert ast.literal_eval(literal(text)) == text
    assert "\n" not in literal(text)


@pytest.mark.parametrize("text", [*EVIL, "\r\n# x", "\x0c", "\x00"])
def test_a_comment_stays_one_line_of_comment(text):
    line = comment(text)
    assert line.splitlines() == [line]
    assert ast.parse(line).body == []


@pytest.mark.parametrize("text", ["-*- coding: utf_7 -*-", "coding=rot13", "vim: fileencoding=x"])
def test_a_comment_never_declares_an_encoding(text):
    source = f"{comment(text)}\nx = 'é'\n".encode()
    assert ast.parse(source).body


def test_what_fits_stands_on_one_line():
    call = Call("layers.Dense", (), {"units": 3, "activation": "relu"})
    assert written(call) == 'layers.Dense(units=3, activation="relu")'


def test_what_is_too_long_gets_a_line_for_each_argument():
    call = Call("f", (Code("x"),), {f"argument_{i}": "v" * 12 for i in range(5)})
    lines = assigned("y", call).splitlines()
    assert lines[:3] == ["y = f(", "    x,", '    argument_0="vvvvvvvvvvvv",']
    assert max(map(len, lines)) <= WIDTH


def test_a_layer_and_its_call_are_one_expression():
    layer = Call("layers.Dense", (), {"units": 3})
    assert written(Call(layer, (Code("x"),))) == "layers.Dense(units=3)(x)"


def test_a_single_item_makes_a_tuple():
    assert written((3,)) == "(3,)"


@pytest.mark.parametrize("value", [1, 0.1, 1e-07, True, None, [1, [2, 3]], {"a": (1, 2)}])
def test_plain_values_come_back_as_they_were(value):
    assert ast.literal_eval(written(value)) == value
