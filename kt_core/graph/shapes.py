"""What has to stand in a skip so that it can be added to what it leads around."""

from collections.abc import Mapping, Sequence
from typing import Any

from kt_core.problems import Problem, ProblemError

KINDS = {2: "Dense", 3: "Conv1D", 4: "Conv2D", 5: "Conv3D"}
"""By number of axes, batch and channels among them."""


def projection(
    skip: str, last: str, shapes: Mapping[str, Sequence[int | None]]
) -> tuple[str | None, dict[str, Any]]:
    """Kind and parameters of the layer that gives the output of `skip` the shape of `last`'s.

    None when the shapes are equal, or one of them is not known. Raises ProblemError when no
    single layer can do it.
    """
    has, wanted = tuple(shapes.get(skip) or ()), tuple(shapes.get(last) or ())
    if not has or not wanted or has == wanted:
        return None, {}
    steps = [_step(a, b) for a, b in zip(has[1:-1], wanted[1:-1], strict=False)]
    if len(has) != len(wanted) or len(has) not in KINDS or None in steps or wanted[-1] is None:
        values = {"skip": skip, "last": last, "has": list(has[1:]), "wanted": list(wanted[1:])}
        raise ProblemError(Problem("skip_sizes", values=values))
    if len(has) == 2:
        return KINDS[2], {"units": wanted[-1]}
    params: dict[str, Any] = {"filters": wanted[-1], "kernel_size": 1}
    if any(step != 1 for step in steps):
        params["strides"] = steps[0] if len(set(steps)) == 1 else steps
    return KINDS[len(has)], params


def _step(has: int | None, wanted: int | None) -> int | None:
    """The stride of a 1-wide window that makes `wanted` positions out of `has`, if there is one."""
    if has == wanted:
        return 1
    if not has or not wanted or wanted > has:
        return None
    step = -(-has // wanted)
    return step if -(-has // step) == wanted else None
