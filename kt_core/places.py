"""Where a component stands in the document, and what happens there when a form changes it.

Only what differs from Keras' defaults is written; a string such as `"he_uniform"` becomes a
component as soon as one of its parameters is set.
"""

from dataclasses import dataclass
from typing import Any

from kt_core import edits
from kt_core.catalog import find, starting
from kt_core.catalog.entries import Entry, Family, Param
from kt_core.problems import Where

Document = dict[str, Any]
_ABSENT = object()


@dataclass(frozen=True)
class Place:
    """A place for a component of one family; `default` stands there when the document is silent."""

    where: Where
    family: Family
    default: Any = None
    parent: "Place | None" = None

    def value(self, document: Document) -> Any:
        """What is there: a component, a string, a plain number (learning rates), or None."""
        return edits.get(document, self.where, self.default)

    def component(self, document: Document) -> Document | None:
        """What is there as `{"kind", "params"}`, or None."""
        value = self.value(document)
        if isinstance(value, str):
            known = known_as(self.family, value)
            return {"kind": known.kind if known else value, "params": {}}
        return value if isinstance(value, dict) and "kind" in value else None

    def entry(self, document: Document) -> Entry | None:
        """The catalog's entry for what is there; None for nothing and for unknown kinds."""
        component = self.component(document)
        return known_as(self.family, component["kind"]) if component else None

    def at(self, param: Param) -> Where:
        """Where the parameter's value is written."""
        return (*self.where, "params", param.name)

    def param_value(self, document: Document, param: Param) -> Any:
        """What the document says for the parameter, else its default."""
        component = self.component(document) or {}
        return component.get("params", {}).get(param.name, param.default)

    def is_set(self, document: Document, param: Param) -> bool:
        """Whether the document says something else than the default."""
        component = self.component(document) or {}
        given = component.get("params", {}).get(param.name, _ABSENT)
        return given is not _ABSENT and not same(given, param.default)

    def inner(self, param: Param) -> "Place":
        """The place for the component that is this parameter's value."""
        family = param.family or "layer"
        return Place(self.at(param), family, default=param.default, parent=self)

    def with_param(self, document: Document, param: Param, value: Any) -> Document:
        """The document with that value; a default is not written but dropped."""
        document = self._spelled_out(document)
        if not param.required and same(value, param.default):
            document = edits.drop(document, self.at(param))
        else:
            document = edits.put(document, self.at(param), value)
        return self._without_default(document)

    def without_param(self, document: Document, param: Param) -> Document:
        """The document that is silent about the parameter."""
        return edits.drop(self._spelled_out(document), self.at(param))

    def with_kind(self, document: Document, kind: str | None) -> Document:
        """The document with another kind here, begun with what its required parameters need.

        Without a kind there is nothing here, or the plain number that is the default.
        """
        if self.parent:
            document = self.parent._spelled_out(document)
        if kind is None and (self.family == "loss" or isinstance(self.default, (int, float))):
            return edits.drop(document, self.where)
        new = begun(self.family, kind) if kind else None
        return self._without_default(edits.put(document, self.where, new))

    def _spelled_out(self, document: Document) -> Document:
        if self.parent:
            document = self.parent._spelled_out(document)
        component = self.component(document)
        return edits.put(document, self.where, component) if component else document

    def _without_default(self, document: Document) -> Document:
        """Drops what says nothing beyond the default; top-level parts such as the loss stay."""
        if self.parent is None:
            return document
        value = edits.get(document, self.where, _ABSENT)
        usual = Place(self.where, self.family, default=self.default).component({})
        if same(value, self.default) or (usual and same(_bare(value), usual)):
            document = edits.drop(document, self.where)
        return self.parent._without_default(document)


@dataclass(frozen=True)
class CallPlace(Place):
    """The constants of one node's call, `{"use_causal_mask": true}` under `call`: at a node that
    shares a layer they are its own."""

    def at(self, param: Param) -> Where:
        """Where the option's value is written."""
        return (*self.where, "call", param.name)

    def param_value(self, document: Document, param: Param) -> Any:
        """What the document says for the option, else its default."""
        return edits.get(document, self.at(param), param.default)

    def is_set(self, document: Document, param: Param) -> bool:
        """Whether the document says something else than the default."""
        return not same(self.param_value(document, param), param.default)

    def with_param(self, document: Document, param: Param, value: Any) -> Document:
        """The document with that value; a default is not written but dropped."""
        if same(value, param.default):
            return self.without_param(document, param)
        return edits.put(document, self.at(param), value)

    def without_param(self, document: Document, param: Param) -> Document:
        """The document that is silent about the option."""
        document = edits.drop(document, self.at(param))
        call = self.at(param)[:-1]
        return document if edits.get(document, call) else edits.drop(document, call)


def begun(family: Family, kind: str) -> Any:
    """A new component with the catalog's start values; activations are plain strings."""
    if family == "activation":
        return kind
    known = known_as(family, kind)
    return {"kind": kind, "params": starting(known) if known else {}}


def known_as(family: Family, name: str) -> Entry | None:
    """The catalog's entry; an architecture of `keras.applications` may stand where a layer may."""
    return find(family, name) or (find("application", name) if family == "layer" else None)


def same(one: Any, other: Any) -> bool:
    """Whether Keras would take both for the same: `1` and `[1, 1]`, tuples and lists, 1 and 1.0."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(other, (list, tuple)) and isinstance(one, (int, float)):
        return bool(other) and all(same(one, item) for item in other)
    return one == other


def _bare(value: Any) -> Any:
    return {"params": {}, **value} if isinstance(value, dict) else value
