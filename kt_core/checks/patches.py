"""Fixes that several rules offer."""

from kt_core.checks.view import View
from kt_core.experiment import Node
from kt_core.problems import Fix, Problem, Where, pointer


def use_loss(code: str, where: Where, values: dict, wanted: str) -> Problem:
    """A problem of the loss at `where` whose fix is the loss `wanted`."""
    patch = ({"op": "replace", "path": pointer(*where), "value": {"kind": wanted, "params": {}}},)
    return Problem(code, where, values, fix=Fix("use_value", patch, {"value": wanted}))


def loss_path(view: View, name: str) -> str:
    """JSON pointer of the loss of output `name`."""
    return pointer("loss", name) if isinstance(view.given.loss, dict) else "/loss"


def set_activation(view: View, node: Node, activation: str | None) -> Fix:
    """The fix that gives a layer that activation, None being none at all."""
    patches = [param_patch(view, node.name, "activation", activation)]
    if node.kind == "Softmax":
        index = view.index(node.name)
        kind = {"op": "replace", "path": pointer("network", index, "kind"), "value": "Activation"}
        params = {"activation": activation or "linear"}
        path = pointer("network", index, "params")
        patches = [kind, {"op": "add", "path": path, "value": params}]
    return Fix("set_activation", tuple(patches), {"activation": activation or "linear"})


def param_patch(view: View, name: str, param: str, value: object) -> dict:
    """One step of a patch: the parameter of the node `name` set to `value`."""
    index = view.index(name)
    if "params" not in view.given.network[index].model_fields_set:
        path = pointer("network", index, "params")
        return {"op": "add", "path": path, "value": {param: value}}
    return {"op": "add", "path": pointer("network", index, "params", param), "value": value}
