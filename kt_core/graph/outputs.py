"""Which layers' results are the model's answer."""

from collections.abc import Mapping
from typing import Any

from kt_core.graph.spelling import Holder, node_of, rewired
from kt_core.problems import Problem, ProblemError


def outputs_of(holder: Mapping[str, Any]) -> list[str]:
    """Names of the outputs: those given, else the last node."""
    nodes = holder.get("network") or []
    given = holder.get("outputs")
    return list(given) if given is not None else [node["name"] for node in nodes[-1:]]


def set_output(holder: Mapping[str, Any], name: str, wanted: bool) -> Holder:
    """The holder with that node among its outputs, or not. Raises ProblemError for the only one."""
    node_of(holder, name)
    left = [each for each in outputs_of(holder) if each != name]
    if not wanted and not left:
        raise ProblemError(Problem("only_output", ("network", name), {"name": name}))

    def change(changed: Holder) -> None:
        changed["outputs"] = [*left, *([name] if wanted else [])]

    return rewired(holder, change)
