"""A learning rate by formula: a small arithmetic of our own, read by hand and never executed.

    sum     := product (("+" | "-") product)*
    product := signed (("*" | "/") signed)*
    signed  := ("+" | "-") signed | power
    power   := atom ("**" signed)?
    atom    := number | name | name "(" sum ("," sum)* ")" | "(" sum ")"

Precedence is Python's, and every number is a float, so that the script's Python gives the same.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

LONGEST = 200
DEEPEST = 32
NAMES = ("epoch", "rate", "pi")
FUNCTIONS: Mapping[str, tuple[Callable[..., float], str, int]] = {
    "min": (min, "min({})", 8),
    "max": (max, "max({})", 8),
    "exp": (math.exp, "math.exp({})", 1),
    "cos": (math.cos, "math.cos({})", 1),
    "sqrt": (math.sqrt, "math.sqrt({})", 1),
    "floor": (lambda value: float(math.floor(value)), "float(math.floor({}))", 1),
}
"""What each is, how a script writes it, and the most arguments it takes; min and max take two at
least."""
_BINARY: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other,
    "**": lambda one, other: one**other,
}
_TOKEN = re.compile(
    r"\s*(?:((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|[-+*/(),]))", re.ASCII
)

Tree = tuple[Any, ...]


class FormulaError(ValueError):
    """What is wrong: `code` is that of a problem, `values` are its values."""

    def __init__(self, code: str, **values: Any):
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True)
class RateFormula:
    """What Keras calls as `schedule(epoch, rate)`; `start` is the optimizer's own rate."""

    start: float
    formula: str

    def __call__(self, epoch: int, _rate: float) -> float:
        """The rate of that epoch, whatever it is now: a resumed training finds the same.

        Raises ArithmeticError or ValueError where the formula has no value.
        """
        return formula_rate(self.formula, epoch, self.start)

    def at(self, epoch: int) -> float | None:
        """The rate of that epoch; None where the formula has no finite value."""
        try:
            found = self(epoch, 0.0)
        except (ArithmeticError, ValueError, TypeError):
            return None
        return found if math.isfinite(found) else None

    @property
    def python(self) -> str:
        """The formula as a Python expression of the floats `epoch` and `rate`; needs `math`."""
        return _written(parsed(self.formula))


def formula_rate(formula: str, epoch: int, start: float) -> float:
    """The learning rate of an epoch, counted from 0; `rate` stands for `start`, the one the
    optimizer begins with."""
    found = _value(parsed(formula), {"epoch": float(epoch), "rate": float(start), "pi": math.pi})
    if isinstance(found, complex):
        raise ValueError(formula)
    return float(found)


@lru_cache(maxsize=256)
def parsed(formula: str) -> Tree:
    """The formula as a tree of ("number", x), ("name", n), ("call", n, ...), ("sign", s, x) and
    (operator, x, y). Raises FormulaError."""
    if len(formula) > LONGEST:
        raise FormulaError("rate_formula_long", length=len(formula), longest=LONGEST)
    reader = _Reader(_tokens(formula))
    tree = reader.sum(0)
    if (rest := reader.next()) is not None:
        raise FormulaError("rate_formula_unclear", found=rest[1])
    return tree


def _tokens(formula: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(formula.rstrip()):
        match = _TOKEN.match(formula, at)
        if match is None:
            raise FormulaError("rate_formula_unclear", found=formula[at:].strip()[:1])
        kind = ("number", "name", "sign")[(match.lastindex or 1) - 1]
        found.append((kind, match[match.lastindex or 1]))
        at = match.end()
    return found


class _Reader:
    """Reads tokens from left to right; each method reads what the grammar calls so."""

    def __init__(self, tokens: list[tuple[str, str]]):
        self._tokens, self._at = tokens, 0

    def next(self) -> tuple[str, str] | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def sum(self, depth: int) -> Tree:
        return self._chain(("+", "-"), self._product, depth)

    def _product(self, depth: int) -> Tree:
        return self._chain(("*", "/"), self._signed, depth)

    def _chain(self, signs: tuple[str, ...], part: Callable[[int], Tree], depth: int) -> Tree:
        tree = part(depth)
        while sign := self._takes(*signs):
            tree = (sign, tree, part(depth))
        return tree

    def _signed(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise FormulaError("rate_formula_deep", deepest=DEEPEST)
        if sign := self._takes("+", "-"):
            return ("sign", sign, self._signed(depth + 1))
        tree = self._atom(depth + 1)
        return ("**", tree, self._signed(depth + 1)) if self._takes("**") else tree

    def _atom(self, depth: int) -> Tree:
        kind, word = self._taken()
        if kind == "number" and math.isfinite(float(word)):
            return ("number", float(word))
        if kind == "name":
            return self._named(word, depth)
        if word != "(":
            raise FormulaError("rate_formula_unclear", found=word)
        tree = self.sum(depth)
        self._close()
        return tree

    def _named(self, word: str, depth: int) -> Tree:
        if word in NAMES:
            return ("name", word)
        if word not in FUNCTIONS:
            raise FormulaError(
                "rate_formula_name", name=word, known=", ".join([*NAMES, *FUNCTIONS])
            )
        if not self._takes("("):
            raise FormulaError("rate_formula_call", name=word)
        given = [self.sum(depth)]
        while self._takes(","):
            given.append(self.sum(depth))
        self._close()
        most = FUNCTIONS[word][2]
        if not min(most, 2) <= len(given) <= most:
            raise FormulaError("rate_formula_call", name=word)
        return ("call", word, *given)

    def _takes(self, *signs: str) -> str:
        found = self.next()
        if found is None or found[0] != "sign" or found[1] not in signs:
            return ""
        self._at += 1
        return found[1]

    def _taken(self) -> tuple[str, str]:
        found = self.next()
        if found is None:
            raise FormulaError("rate_formula_ends")
        self._at += 1
        return found

    def _close(self) -> None:
        if not self._takes(")"):
            found = self.next()
            if found is None:
                raise FormulaError("rate_formula_ends")
            raise FormulaError("rate_formula_unclear", found=found[1])


def _value(tree: Tree, known: Mapping[str, float]) -> Any:
    kind, *parts = tree
    if kind == "number":
        return parts[0]
    if kind == "name":
        return known[parts[0]]
    if kind == "sign":
        value = _value(parts[1], known)
        return -value if parts[0] == "-" else +value
    if kind == "call":
        return FUNCTIONS[parts[0]][0](*(_value(part, known) for part in parts[1:]))
    return _BINARY[kind](*(_value(part, known) for part in parts))


def _written(tree: Tree) -> str:
    """Python of the tree; whatever is made of parts stands in parentheses inside others."""
    kind, *parts = tree
    if kind == "number":
        return repr(parts[0])
    if kind == "name":
        return "math.pi" if parts[0] == "pi" else str(parts[0])
    if kind == "sign":
        return f"{parts[0]}{_inside(parts[1])}"
    if kind == "call":
        return FUNCTIONS[parts[0]][1].format(", ".join(map(_written, parts[1:])))
    return f"{_inside(parts[0])} {kind} {_inside(parts[1])}"


def _inside(tree: Tree) -> str:
    return _written(tree) if tree[0] in ("number", "name", "call") else f"({_written(tree)})"
