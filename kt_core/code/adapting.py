"""The part of the script that measures Normalization layers, where there are any."""

import inspect

from kt_core.adapting_plan import networks_to_adapt
from kt_core.code.expressions import Call, Code, written
from kt_core.engine.adapting import adapt_normalization
from kt_core.experiment import Experiment

SOURCE = inspect.getsource(adapt_normalization).rstrip()


def adapting(whole: Experiment, x: object, batch_size: int) -> list[str]:
    """The function, and its call for the training examples `x`."""
    inside = networks_to_adapt(whole.network, whole.outputs)
    named = {"inside": inside} if inside else {}
    return [
        SOURCE,
        "",
        "",
        written(Call("adapt_normalization", (Code("model"), x, batch_size), named)),
    ]
