"""Where a node stands: for people (names) and for patches (positions)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kt_core.edits import get
from kt_core.problems import Fix, Where, pointer


@dataclass(frozen=True, slots=True)
class Site:
    """A place in the `document` as it was given; `path` addresses nodes by position."""

    where: Where
    path: tuple[str | int, ...]
    document: Mapping[str, Any]

    def node(self, name: str, index: int) -> "Site":
        """The place of a node of the network here."""
        return Site((*self.where, "network", name), (*self.path, "network", index), self.document)

    def augmentation(self, index: int) -> "Site":
        """The place of an augmentation layer."""
        where = ("data", "augmentation", index)
        return Site(where, where, self.document)

    def at(self, *keys: str | int) -> "Site":
        """A place inside this one."""
        return Site((*self.where, *keys), (*self.path, *keys), self.document)

    @property
    def given(self) -> Mapping[str, Any]:
        """What stands here, as it was given; empty when it is no object."""
        found = get(self.document, self.path)
        return found if isinstance(found, Mapping) else {}

    def fix_drop(self, code: str, name: str) -> Fix | None:
        """A fix that leaves a parameter to its default; None when it is not given."""
        if name not in self.given.get("params", {}):
            return None
        patch = ({"op": "remove", "path": pointer(*self.path, "params", name)},)
        return Fix(code, patch, {"param": name})

    def set_param(self, name: str, value: Any) -> Mapping[str, Any]:
        """The patch that gives a parameter of the component here another value."""
        if isinstance(kind := get(self.document, self.path), str):
            whole = {"kind": kind, "params": {name: value}}
            return {"op": "replace", "path": pointer(*self.path), "value": whole}
        if isinstance(get(self.document, (*self.path, "params")), Mapping):
            return {"op": "add", "path": pointer(*self.path, "params", name), "value": value}
        return {"op": "add", "path": pointer(*self.path, "params"), "value": {name: value}}

    def fix_param(self, code: str, name: str, value: Any) -> Fix:
        """A fix that sets one parameter."""
        return self.fix_params(code, {name: value})

    def fix_params(self, code: str, values: Mapping[str, Any]) -> Fix:
        """A fix that sets parameters; the first of them is the one its words name."""
        name, value = next(iter(values.items()))
        if isinstance(self.given.get("params"), Mapping):
            patch = tuple(self.set_param(key, each) for key, each in values.items())
        else:
            first = self.set_param(name, value)
            whole = first["value"]
            (whole["params"] if "kind" in whole else whole).update(values)
            patch = (first,)
        return Fix(code, patch, {"param": name, "value": value})

    def fix_insert(self, code: str, kind: str, params: Mapping[str, Any]) -> Fix | None:
        """A fix that puts a new layer before the node here, when it reads the one before it."""
        *outer, index = self.path
        network = get(self.document, tuple(outer))
        if not isinstance(network, list) or get(network, (index, "inputs")) is not None:
            return None
        node: dict[str, Any] = {"name": _free_name(kind.lower(), network), "kind": kind}
        if params:
            node["params"] = dict(params)
        patch = {"op": "add", "path": pointer(*self.path), "value": node}
        return Fix(code, (patch,), {"kind": kind})


def _free_name(base: str, network: list[Any]) -> str:
    taken = {node.get("name") for node in network if isinstance(node, Mapping)}
    return next(n for n in (base, *(f"{base}_{i}" for i in range(2, 2000))) if n not in taken)
