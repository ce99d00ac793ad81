"""A learning rate by formula: its value, its Python, and what is refused."""

import math
import random

import pytest

from kt_core.rate_formula import FormulaError, RateFormula, formula_rate, parsed

PYTHON = {"math": math, "min": min, "max": max, "float": float, "__builtins__": {}}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("rate", 0.5),
        (".5e1 + 1E-1", 5.1),
        ("1 - 2 - 3", -4),
        ("2 * 3 + 4 / 8", 6.5),
        ("-2 ** 2", -4),
        ("2 ** 3 ** 2", 512),
        ("2 ** -1", 0.5),
        ("--3", 3),
        ("(1 + 2) * 3", 9),
        ("min(epoch, 2, 7) + max(epoch, 2)", 5),
        ("rate * (1 + cos(pi * min(epoch, 6) / 6)) / 2", 0.25),
        ("floor(epoch / 2) + sqrt(16) + exp(0)", 6),
    ],
)
def test_it_has_the_value_that_arithmetic_gives(formula, expected):
    assert formula_rate(formula, 3, 0.5) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("", "rate_formula_ends"),
        ("rate *", "rate_formula_ends"),
        ("(rate", "rate_formula_ends"),
        ("rate)", "rate_formula_unclear"),
        ("epoch rate", "rate_formula_unclear"),
        ("rate.real", "rate_formula_unclear"),
        ("rate[0]", "rate_formula_unclear"),
        ("'a'", "rate_formula_unclear"),
        ("rate ^ 2", "rate_formula_unclear"),
        ("1e999", "rate_formula_unclear"),
        ("\u0663", "rate_formula_unclear"),
        ("__import__(1)", "rate_formula_name"),
        ("Epoch", "rate_formula_name"),
        ("min(epoch)", "rate_formula_call"),
        ("exp(1, 2)", "rate_formula_call"),
        ("exp", "rate_formula_call"),
        ("(" * 60 + "1" + ")" * 60, "rate_formula_deep"),
        ("-" * 60 + "1", "rate_formula_deep"),
        ("1" * 201, "rate_formula_long"),
    ],
)
def test_whatever_is_no_formula_is_refused(formula, code):
    with pytest.raises(FormulaError) as refused:
        parsed(formula)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "formula", ["1 / epoch", "exp(1000 * (1 - epoch))", "sqrt(-1)", "(-8) ** 0.5", "9**9**9**9"]
)
def test_where_there_is_no_finite_number_there_is_none(formula):
    assert RateFormula(0.5, formula).at(0) is None


def random_formula(chance, depth=0):
    kind = chance.choice(("number", "sign", "call", "pair", "pair", "pair", "group"))
    if depth > 4 or kind == "number":
        return chance.choice(("epoch", "rate", "pi", str(chance.randint(0, 9)), "0.25", "2e-1"))

    def part():
        return random_formula(chance, depth + 1)

    if kind == "sign":
        return "-" + part()
    if kind == "group":
        return f"({part()})"
    if kind == "call":
        name = chance.choice(("min", "max", "exp", "cos", "sqrt", "floor"))
        return f"{name}({part()}, {part()})" if name in ("min", "max") else f"{name}({part()})"
    return f"{part()} {chance.choice(('+', '-', '*', '/', '**'))} {part()}"


def test_the_python_of_a_script_gives_the_very_same_numbers():
    chance, seen = random.Random(7), 0
    formulas = [random_formula(chance) for _ in range(3000)]
    for formula in (each for each in formulas if len(each) <= 200):
        found = RateFormula(0.3, formula)
        for epoch in (0, 5):
            ours = found.at(epoch)
            if ours is not None:
                names = {**PYTHON, "epoch": float(epoch), "rate": 0.3}
                assert eval(found.python, names) == ours
                seen += 1
    assert seen > 1000
