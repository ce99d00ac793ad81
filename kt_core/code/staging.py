"""Changes made while a run trained, in its script: learning rates, and models built anew."""

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from kt_core import carrying as carried
from kt_core.arguments import Made
from kt_core.changes import Change, Stage, parts_of
from kt_core.changes.words import difference_words
from kt_core.code.expressions import Code, assigned
from kt_core.experiment import Component, Experiment
from kt_core.rate_table import made_callback
from kt_core.texts import text

FUNCTIONS = tuple(
    function
    for name, function in inspect.getmembers(carried, inspect.isfunction)
    if function.__module__ == carried.__name__
)
NAMES = frozenset({"state", "inspect", *(function.__name__ for function in FUNCTIONS)})


def inspecting(parts: Sequence[Stage]) -> list[str]:
    """The import that carrying over needs, when there are several stages."""
    return ["import inspect"] if len(parts) > 1 else []


def carrying(parts: Sequence[Stage]) -> list[str]:
    """Sources of the functions that carry a training over to the next model, if there is one."""
    order = inspect.getsource(carried)
    sources = sorted(map(inspect.getsource, FUNCTIONS), key=order.index)
    found = [source.rstrip().replace("  # noqa: ARG001", "") for source in sources]
    return found if len(parts) > 1 else []


def callback_lines(stage: Stage, whole: Experiment) -> list[str]:
    """The statement that makes the stage's callbacks, where others must know them."""
    return [assigned("callbacks", _own(stage, whole))] if _is_one_of_several(stage) else []


def callback_argument(stage: Stage, whole: Experiment) -> list[Any]:
    """The argument `callbacks` of the stage's `fit`."""
    rates = [_rates(stage.rates)] if stage.rates else []
    if not _is_one_of_several(stage):
        return [*rates, *_own(stage, whole)]
    hooks = f"part_of_training(model, callbacks, state, {stage.end})"
    return [*rates, Code("*callbacks"), Code(f"keras.callbacks.LambdaCallback(**{hooks})")]


def stage_said(stage: Stage, experiment: Experiment, changes: Sequence[Change]) -> str:
    """All that changes as the stage begins, in words: `dropout.rate 0.5, conv.trainable False`."""
    new = [change for change in stage.changes if change.epoch == stage.start]
    found = [each for change in new for each in parts_of(experiment.to_json(), changes, change)]
    return difference_words(found)


def rates_said(stage: Stage) -> list[str]:
    """A sentence for each learning rate that is set while the stage goes on."""
    return [text("code.change.rate", epoch=epoch + 1, rate=f"{rate:g}")
            for epoch, rate in stage.rates.items()]  # fmt: skip


def _is_one_of_several(stage: Stage) -> bool:
    return stage.start > 0 or stage.end is not None


def _own(stage: Stage, whole: Experiment) -> list[Made]:
    """The document's callbacks; a log goes on in its file when it is not the first stage."""
    found = []
    for one in whole.callbacks:
        component = one if isinstance(one, Component) else Component(kind=str(one))
        if component.kind == "CSVLogger" and stage.start:
            params = {**component.params, "append": True}
            component = component.model_copy(update={"params": params})
        found.append(made_callback(component, whole))
    return found


def _rates(rates: Mapping[int, float]) -> Code:
    """Learning rates by epoch (0-based), as a callback that stands first."""
    told = "{" + ", ".join(f"{epoch}: {rate!r}" for epoch, rate in rates.items()) + "}"
    return Code(
        f"keras.callbacks.LearningRateScheduler(lambda epoch, rate: {told}.get(epoch, rate))"
    )
