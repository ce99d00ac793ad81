"""An experiment as Python in sections, each with a sentence on what it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kt_core.adapting_plan import adapts
from kt_core.arguments import made
from kt_core.batches import validation_batch_size
from kt_core.changes import Change, Stage, stages
from kt_core.checks import structure_problems
from kt_core.checks.components import component_faults
from kt_core.code.adapting import adapting
from kt_core.code.expressions import Call, Code, assigned, comment, written
from kt_core.code.network import input_count, network_code
from kt_core.code.notes import about
from kt_core.code.preparing import constants, functions, preparing
from kt_core.code.staging import (
    callback_argument,
    callback_lines,
    carrying,
    inspecting,
    rates_said,
    stage_said,
)
from kt_core.code.threads import thread_imports, thread_lines
from kt_core.code.weighting import weight_arguments, weight_lines
from kt_core.data import Folds, card, split_of
from kt_core.data.sizes import streams
from kt_core.experiment import Component, Experiment, parse
from kt_core.normalize import normalize
from kt_core.problems import ProblemError
from kt_core.rate_formula import RateFormula
from kt_core.rate_table import SOURCE, RateTable, rate_table
from kt_core.texts import text

NOTEBOOK_FOLDER = "FOLDER = Path.cwd()"
PATHS = ["from pathlib import Path", ""]
KERAS, NUMPY, LAYERS = ["import keras"], ["import numpy as np"], "from keras import layers"
SCRIPT_FOLDER = "FOLDER = Path(__file__).resolve().parent"


@dataclass(frozen=True, slots=True)
class Section:
    """`about` is one or more sentences in plain words, `code` is Python."""

    title: str
    about: str
    code: str


def sections(
    experiment: Experiment, *, changes: Sequence[Change] = (), in_notebook: bool = False
) -> list[Section]:
    """The sections in order; of a document that cannot train yet only the network. With `changes`
    made while a run trained there is a section for each model that was built.

    Raises ProblemError when a document has faults of structure or components.
    """
    parts = stages(experiment.to_json(), changes)
    wholes = [_sound(stage) for stage in parts]
    whole = wholes[0]
    folder = NOTEBOOK_FOLDER if in_notebook else SCRIPT_FOLDER
    if None in (whole.data, whole.loss, whole.optimizer, whole.fit):
        return [
            _section("imports", whole, [*KERAS, *_layers(whole)]),
            _section(
                "network", whole, [_seed(whole), "", *network_code(whole), "", "model.summary()"]
            ),
        ]
    return [
        _section("imports", whole, [*_imports(parts), "", folder, *constants(whole)]),
        _section("functions", whole, ["\n\n\n".join([functions(whole), *carrying(parts)])]),
        _section("data", whole, preparing(whole)),
        _section("network", whole, [_seed(whole), "", *network_code(whole), "", "model.summary()"]),
        *_adapting(whole),
        _section("compile", whole, [_compile(whole)]),
        *_rates(wholes),
        _first_fit(parts[0], whole),
        *(_stage(*each, experiment, changes) for each in zip(parts[1:], wholes[1:], strict=True)),
        _section("save", whole, _ending(whole)),
    ]


def _sound(stage: Stage) -> Experiment:
    """The normalized experiment of a stage. Raises ProblemError for a faulty one."""
    experiment = parse(stage.document)
    refuse_faults(experiment)
    return normalize(experiment)


def _imports(parts: Sequence[Stage]) -> list[str]:
    wholes = [normalize(parse(part.document)) for part in parts]
    formula = any(isinstance(rate_table(whole), RateFormula) for whole in wholes)
    first = [*inspecting(parts), *(["import math"] if formula else []), *PATHS, *KERAS, *NUMPY]
    return [*first, *_layers(wholes[0])]


def _layers(whole: Experiment) -> list[str]:
    """The last of the imports, and what must be said before anything is computed."""
    return [*thread_imports(whole), LAYERS, *thread_lines(whole)]


def _first_fit(stage: Stage, whole: Experiment) -> Section:
    kept = [] if stage.end is None else ["state = {}"]
    lines = [*weight_lines(whole), *kept, *callback_lines(stage, whole), _fit(whole, stage)]
    found = _section("fit", whole, lines)
    return replace(found, about=" ".join([found.about, *rates_said(stage)]))


def _stage(
    stage: Stage, whole: Experiment, experiment: Experiment, changes: Sequence[Change]
) -> Section:
    """The model built anew as a change makes necessary, which goes on where the one before was."""
    again = ["keras.utils.clear_session()", _seed(whole), "", *network_code(whole), ""]
    own = [*_table(whole), *callback_lines(stage, whole)]
    lines = [*again, _compile(whole), "", *own, _fit(whole, stage)]
    said = stage_said(stage, experiment, changes)
    words = " ".join([text("code.change.about", changes=said), *rates_said(stage)])
    title = text("code.change.title", epoch=stage.start + 1)
    return Section(title, words, "\n".join(lines))


def refuse_faults(experiment: Experiment) -> None:
    """Raises ProblemError when structure or components are faulty: no script could be right."""
    problems = [*structure_problems(experiment), *component_faults(experiment)]
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise ProblemError(*errors)


def heading(experiment: Experiment) -> str:
    """The experiment's name as a line of comment."""
    return comment(experiment.name or text("code.untitled"))


def _section(key: str, whole: Experiment, lines: list[str]) -> Section:
    return Section(text(f"code.{key}.title"), about(key, whole), "\n".join(lines))


def _adapting(whole: Experiment) -> list[Section]:
    if not adapts(whole.network, whole.outputs):
        return []
    lines = adapting(whole, _x(whole, "train"), _validation_batch_size(whole))
    return [_section("adapting", whole, lines)]


def _rates(wholes: Sequence[Experiment]) -> list[Section]:
    """The first table of learning rates with the function that reads it, and the first formula."""
    by_table = [each for each in wholes if isinstance(rate_table(each), RateTable)]
    by_formula = [each for each in wholes if isinstance(rate_table(each), RateFormula)]
    found = [_section("rates", each, [SOURCE, "", "", *_table(each)]) for each in by_table[:1]]
    return found + [_section("formula", each, _table(each)) for each in by_formula[:1]]


def _table(whole: Experiment) -> list[str]:
    table = rate_table(whole)
    if isinstance(table, RateFormula):
        head = "def rate_by_formula(epoch, rate):"
        return [head, f"    return float({table.python})", "", ""]
    return [assigned("rates", [dict(row) for row in table.rows])] if table else []


def _seed(whole: Experiment) -> str:
    lines = [f"keras.utils.set_random_seed({whole.seed})"]
    if whole.fit is not None and whole.fit.precision:
        lines.append(written(Call("keras.config.set_dtype_policy", (whole.fit.precision,))))
    return "\n".join(lines)


def _compile(whole: Experiment) -> str:
    arguments = {
        "optimizer": made("optimizer", _component(whole.optimizer)),
        "loss": _losses(whole),
        "metrics": _metrics(whole),
    }
    return written(Call("model.compile", (), {k: v for k, v in arguments.items() if v != []}))


def _losses(whole: Experiment) -> Any:
    if not isinstance(whole.loss, Mapping):
        return made("loss", _component(whole.loss))
    found = {name: made("loss", _component(one)) for name, one in whole.loss.items()}
    losses = [found.get(name) for name in _outputs(whole)]
    return losses[0] if len(losses) == 1 else losses


def _metrics(whole: Experiment) -> list[Any]:
    names, given = _outputs(whole), whole.metrics
    if isinstance(given, Mapping):
        groups = [given.get(name, ()) for name in names]
    else:
        groups = [given] * len(names)
    lists = [_metric_list(group if isinstance(group, tuple) else (group,)) for group in groups]
    return lists[0] if len(lists) == 1 else lists


def _metric_list(group: tuple[Any, ...]) -> list[Any]:
    return [made("metric", _component(one)) for one in group]


def _outputs(whole: Experiment) -> tuple[str, ...]:
    return tuple(whole.outputs or (whole.network[-1].name,))


def _fit(whole: Experiment, stage: Stage) -> str:
    assert whole.fit is not None and whole.data is not None
    arguments: dict[str, Any] = {"initial_epoch": stage.start} if stage.start else {}
    arguments["epochs"] = whole.fit.epochs
    positional, batches = _examples(whole)
    arguments |= batches | ({} if _streams(whole) else weight_arguments(whole))
    if whole.data.validation is not None:
        arguments |= _validation(whole)
    if found := callback_argument(stage, whole):
        arguments["callbacks"] = found
    return assigned("history", Call("model.fit", positional, arguments))


def _examples(whole: Experiment) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The training part for `fit`, and how it is cut into batches where `fit` does that."""
    assert whole.fit is not None
    size = {"batch_size": whole.fit.batch_size}
    if not _streams(whole):
        return (_x(whole, "train"), _y(whole, "train")), size
    order = {"order": Call("shuffled_rows", (Code("len(y_train)"),))}
    weights = {"weights": Code("sample_weight")} if whole.fit.class_weight else {}
    return (_streamed(whole, "train", size | weights | order),), {"shuffle": False}


def _validation(whole: Experiment) -> dict[str, Any]:
    size = _validation_batch_size(whole)
    if _streams(whole):
        return {"validation_data": _streamed(whole, "val", {"batch_size": size})}
    pair = (_x(whole, "val"), _y(whole, "val"))
    return {"validation_data": pair, "validation_batch_size": size}


def _streamed(whole: Experiment, part: str, said: Mapping[str, Any]) -> Call:
    """Batches of one part, read from disk."""
    return Call("streamed", (_x(whole, part), _y(whole, part)), dict(said))


def _streams(whole: Experiment) -> bool:
    return whole.data is not None and streams(card(whole.data.dataset))


def _ending(whole: Experiment) -> list[str]:
    assert whole.data is not None
    if isinstance(split_of(whole.data), Folds):
        return ['model.save(FOLDER / "model.keras")']
    size = {"batch_size": _validation_batch_size(whole)}
    if _streams(whole):
        tested = Call("model.evaluate", (_streamed(whole, "test", size),), {"verbose": 2})
    else:
        positional = (_x(whole, "test"), _y(whole, "test"))
        tested = Call("model.evaluate", positional, size | {"verbose": 2})
    return ['model.save(FOLDER / "model.keras")', written(tested)]


def _validation_batch_size(whole: Experiment) -> int:
    assert whole.fit is not None and whole.data is not None
    return validation_batch_size(whole.fit.batch_size, card(whole.data.dataset).shape)


def _x(whole: Experiment, part: str) -> Any:
    divided = whole.data is not None and whole.data.inputs
    return _for_all(Code(f"x_{part}"), 1 if divided else input_count(whole))


def _y(whole: Experiment, part: str) -> Any:
    return _for_all(Code(f"y_{part}"), len(_outputs(whole)))


def _for_all(code: Code, count: int) -> Any:
    return code if count == 1 else (code,) * count


def _component(value: Any) -> Component:
    return value if isinstance(value, Component) else Component(kind=str(value))
