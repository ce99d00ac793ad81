"""Fixes that several rules offer."""

from kt_core import catalog
from kt_core.experiment import Node
from kt_core.problems import Fix, Problem, Where, pointer
from kt_core.sites import Site


def use_loss(code: str, where: Where, values: dict, wanted: str) -> Problem:
    """A problem of the loss at `where` whose fix is the loss `wanted`."""
    patch = ({"op": "replace", "path": pointer(*where), "value": {"kind": wanted, "params": {}}},)
    told = {**values, "wanted": wanted}
    return Problem(code, where, told, fix=Fix("use_value", patch, {"value": wanted}))


def has_activation(node: Node) -> bool:
    """Whether the layer takes an activation as a parameter."""
    entry = catalog.find("layer", node.kind or "")
    return entry is not None and entry.param("activation") is not None


def activation_fix(place: Site, node: Node, activation: str | None) -> Fix | None:
    """The fix that gives the layer at `place` that activation, None being none at all."""
    values = {"activation": activation or "linear"}
    if has_activation(node):
        return Fix("set_activation", (place.set_param("activation", values["activation"]),), values)
    if node.kind not in ("ReLU", "Softmax"):
        return None
    path = pointer(*place.path)
    kind = {"op": "replace", "path": path + "/kind", "value": "Activation"}
    params = {"op": "add", "path": path + "/params", "value": dict(values)}
    return Fix("set_activation", (kind, params), values)
