"""The part of the script that measures Normalization layers, where there are any."""

import inspect

from kt_core.code.expressions import Call, Code, written
from kt_core.engine.adapting import adapt_normalization
from kt_core.experiment import Experiment
from kt_core.wiring import wire

SOURCE = inspect.getsource(adapt_normalization).rstrip()


def adapts(whole: Experiment) -> bool:
    """Whether a layer of the outer network is measured before training."""
    wiring = wire(whole.network, whole.outputs).pruned()
    owners = [call.owner for call in wiring.calls]
    return any(each.kind == "Normalization" and "mean" not in each.params for each in owners)


def adapting(x: object, batch_size: int) -> list[str]:
    """The function, and its call for the training examples `x`."""
    call = Call("adapt_normalization", (Code("model"), x, batch_size))
    return [SOURCE, "", "", written(call)]
