"""What differs in meaning between two documents, and which of it a running training can take."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kt_core.catalog import find
from kt_core.experiment import Component, parse
from kt_core.normalize import normalize
from kt_core.problems import Where

RATE: Where = ("optimizer", "params", "learning_rate")
DROPOUTS = ("dropout", "recurrent_dropout")
USUAL: Mapping[Any, Any] = {"trainable": True, "dropout": 0.0, "recurrent_dropout": 0.0}
"""What holds where the document is silent."""
SILENT = ("network", "params", "callbacks", "layer")


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs: `where` it stands (nodes and callbacks by name), and the value in
    the one and the other document; None where there is none."""

    where: Where
    before: Any
    after: Any

    @property
    def label(self) -> str:
        """`learning_rate`, `dropout.rate`, `conv.trainable`, `EarlyStopping.patience`."""
        if self.where == RATE:
            return "learning_rate"
        return ".".join(str(part) for part in self.where if part not in SILENT)

    @property
    def is_rate(self) -> bool:
        """Whether it is a learning rate that was a number and is another one."""
        numbers = all(isinstance(each, (int, float)) for each in (self.before, self.after))
        return self.where == RATE and numbers


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Every difference; callbacks are compared kind by kind. Raises ProblemError for a document
    that is none."""
    one, other = _plain(before), _plain(after)
    callbacks = one.pop("callbacks", []), other.pop("callbacks", [])
    return [*_walk((), one, other), *_callbacks(*callbacks)]


def possible(difference: Difference, after: Mapping[str, Any]) -> bool:
    """Whether such a value can change while a run trains: the learning rate, dropout rates, what
    is frozen, callbacks. `after` is the changed document."""
    where = difference.where
    if where[:3] == RATE or where[:1] == ("callbacks",):
        return True
    while where[:1] == ("network",) and where[2:3] == ("network",):
        where = where[2:]
    inside = where[2:]
    if where[:1] != ("network",) or not inside:
        return False
    dropout = inside[0] == "params" and inside[-1] in DROPOUTS
    if inside[-2:] == ("params", "rate"):
        return _holder(after, difference.where).endswith("Dropout")
    return inside == ("trainable",) or dropout


def rate_of(document: Mapping[str, Any]) -> Any:
    """The learning rate that the document says: a number, or a schedule's component as JSON."""
    optimizer = normalize(parse(document)).optimizer
    kind = optimizer.kind if isinstance(optimizer, Component) else str(optimizer)
    given = optimizer.params if isinstance(optimizer, Component) else {}
    entry = find("optimizer", kind)
    param = entry.param("learning_rate") if entry else None
    rate = given.get("learning_rate", param.default if param else None)
    return rate.model_dump(mode="json") if isinstance(rate, Component) else rate


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """The normalized document, the learning rate always written."""
    found = normalize(parse(document)).to_json()
    optimizer, rate = found.get("optimizer"), rate_of(document)
    if isinstance(optimizer, dict) and rate is not None:
        params = {**optimizer.get("params", {}), "learning_rate": rate}
        found["optimizer"] = {**optimizer, "params": params}
    return found


def _walk(where: Where, one: Any, other: Any) -> Iterator[Difference]:
    if isinstance(one, dict) and isinstance(other, dict) and one.get("kind") == other.get("kind"):
        for key in dict.fromkeys([*one, *other]):
            usual = USUAL.get(key)
            yield from _walk((*where, key), one.get(key, usual), other.get(key, usual))
    elif _names(one) and _names(one) == _names(other):
        for mine, theirs in zip(one, other, strict=True):
            yield from _walk((*where, mine["name"]), mine, theirs)
    elif one != other:
        yield Difference(where, one, other)


def _names(value: Any) -> list[Any]:
    """The names of nodes; none for any other value."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        return []
    return [each["name"] for each in value if "name" in each]


def _callbacks(one: Sequence[Any], other: Sequence[Any]) -> Iterator[Difference]:
    """What becomes of each callback: that it comes, goes, or gets other parameters."""
    left = list(one)
    for callback in other:
        where: Where = ("callbacks", callback["kind"])
        same = next((each for each in left if each["kind"] == callback["kind"]), None)
        if same is None:
            yield Difference(where, None, callback.get("params", {}))
            continue
        left.remove(same)
        yield from _walk((*where, "params"), same.get("params", {}), callback.get("params", {}))
    for callback in left:
        yield Difference(("callbacks", callback["kind"]), callback.get("params", {}), None)


def _holder(document: Mapping[str, Any], where: Where) -> str:
    """The kind of the component whose parameter stands at `where`."""
    here: Any = normalize(parse(document)).to_json()
    for part in where[:-2]:
        if isinstance(here, list):
            here = next((each for each in here if each.get("name") == part), {})
        else:
            here = here.get(part, {})
    return str(here.get("kind", ""))
