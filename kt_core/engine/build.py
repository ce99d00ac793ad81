"""From the document to a Keras model, ready to train."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras

from kt_core import catalog
from kt_core.engine.assemble import Built, assemble, model_of
from kt_core.engine.components import make, realized
from kt_core.experiment import Component, Experiment
from kt_core.names import model_name, snake_case
from kt_core.normalize import normalize
from kt_core.rate_table import made_callback


def build(experiment: Experiment) -> keras.Model:
    """The experiment's network as a Keras model, not compiled; every layer has its own name.

    Raises ProblemError with everything that Keras refuses. Structural faults
    (`kt_core.checks.structure_problems`) must have been reported before.
    """
    return built(experiment)[0]


def built(experiment: Experiment) -> tuple[keras.Model, tuple[Built, ...]]:
    """As `build`, with each node as it was built: its layer and its results."""
    whole = normalize(experiment)
    assembly = assemble(
        whole.network,
        whole.outputs,
        document=experiment.to_json(),
        augmentation=whole.data.augmentation if whole.data else (),
    )
    with _computing_in(whole.fit.precision if whole.fit else None):
        return model_of(assembly, model_name(whole.name))


@contextmanager
def _computing_in(policy: str | None) -> Iterator[None]:
    """Layers made inside compute so unless they say otherwise; what is saved stays float32."""
    before = keras.config.dtype_policy()
    if policy is not None:
        keras.config.set_dtype_policy(policy)
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def compile_model(model: keras.Model, experiment: Experiment) -> None:
    """Give the model the experiment's loss, optimizer and metrics."""
    whole = normalize(experiment)
    model.compile(
        optimizer=make("optimizer", as_component(whole.optimizer)),
        loss=losses(whole),
        metrics=metrics(whole),
    )


def output_names(experiment: Experiment) -> tuple[str, ...]:
    """Names of the output nodes; the last node where none are named."""
    return tuple(experiment.outputs or (experiment.network[-1].name,))


def losses(experiment: Experiment) -> Any:
    """The loss for one output, or a list with one loss or None per output."""
    loss = experiment.loss
    if not isinstance(loss, Mapping):
        return make("loss", as_component(loss))
    made = {name: make("loss", as_component(one)) for name, one in loss.items()}
    found = [made.get(name) for name in output_names(experiment)]
    return found[0] if len(found) == 1 else found


def metrics(experiment: Experiment) -> list[Any]:
    """The metrics as `compile` takes them: for several outputs one list per output."""
    names, seen = output_names(experiment), Counter[str]()
    given = experiment.metrics
    if not isinstance(given, Mapping):
        several = [given] * (len(names) if len(names) > 1 else 1)
        lists = [[metric(as_component(one), seen) for one in group] for group in several]
    else:
        groups = {name: one if isinstance(one, tuple) else (one,) for name, one in given.items()}
        made = {
            name: [metric(as_component(one), seen) for one in group]
            for name, group in groups.items()
        }
        lists = [made.get(name, []) for name in names]
    return lists[0] if len(names) == 1 else lists


def metric(component: Component, seen: Counter[str]) -> Any:
    """A metric under the name that Keras gives it in a fresh process; `seen` counts such names."""
    param = catalog.entry("metric", component.kind).param("name")
    name: Any = component.params.get("name", param.default if param else None)
    if name is None:
        base = snake_case(component.kind)
        name = f"{base}_{seen[base]}" if seen[base] else base
        seen[base] += 1
    params = {key: value for key, value in component.params.items() if key != "name"}
    return make("metric", Component(kind=component.kind, params=params), name=name)


def callbacks(experiment: Experiment, folder: Path) -> list[Any]:
    """The document's callbacks in order; their files go to `folder`."""
    whole = normalize(experiment)
    return [realized(made_callback(one, whole), folder=folder) for one in whole.callbacks]


def as_component(value: Any) -> Component:
    """A normalized component; a name alone stands for the kind without parameters."""
    return value if isinstance(value, Component) else Component(kind=str(value))
