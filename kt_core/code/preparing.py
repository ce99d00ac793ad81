"""The data part of the script: the project's own numpy functions, word for word."""

import ast
import inspect
from collections.abc import Iterable
from functools import cache
from types import ModuleType
from typing import Any

from kt_core.code.expressions import Call, Code, assigned, comments
from kt_core.data import (
    Card,
    Folds,
    Holdout,
    Split,
    card,
    column_places,
    fold_arguments,
    folds,
    grouping,
    preparation,
    split_of,
    stored,
    toys,
)
from kt_core.data.sizes import streams
from kt_core.engine import sources, streaming
from kt_core.experiment import Data, Experiment
from kt_core.texts import text
from kt_core.wiring import wire

MODULES = (preparation, folds, grouping, stored, sources, streaming, toys)
CONSTANTS = {"with_test_part": ("TEST_FRACTION", "TEST_SEED"), "pixel_classes": ("INK",)}


def functions(experiment: Experiment) -> str:
    """Source of all functions that the statements of `preparing` need, in the order of reading."""
    needed = _closure(_functions(experiment))
    found = [source for module in MODULES for source in _sources(module, needed)]
    return "\n\n\n".join(found)


def _functions(experiment: Experiment) -> set[str]:
    """The functions that the statements call."""
    data, facts = experiment.data, _card(experiment)
    names = {_preparer(facts), _reader(facts)}
    names |= {"streamed", "shuffled_rows"} if streams(facts) else set()
    names |= _splitting_functions(split_of(data) if data else None, facts)
    if data is None or (data.labels != "input" and not facts.labels):
        names.add("pixel_classes" if data and data.labels == "pixels" else "encode_labels")
    if experiment.fit is not None and experiment.fit.class_weight == "balanced":
        names.add("balanced_class_weight")
    return names | ({"split_columns"} if data and data.inputs else set())


def preparing(experiment: Experiment) -> list[str]:
    """Statements that make `x_train` to `y_test`, from a normalized experiment."""
    facts, data = _card(experiment), experiment.data
    if data is None:
        raise ValueError("There is no data set in this experiment.")
    split = split_of(data)
    arguments = {"scaling": data.scaling, "largest": facts.largest}
    rows = {} if split is None else {"rows": Code("rows")}
    found = [
        assigned("raw", _reading(facts)),
        *_splitting(split, facts, seed=experiment.seed),
        assigned("data", Call(_preparer(facts), (Code("raw"),), {**rows, **arguments})),
    ]
    parts = ["train", "test"] if split is None else ["train", "val", "test"]
    if isinstance(split, Folds):
        parts.remove("test")  # a cross-validation never looks at it
    found += _columns(data, facts, experiment)
    for part in parts:
        found += [f"x_{part} = {_x(data, part, experiment)}", _target(data, facts, part)]
    return found


def _splitting_functions(split: Split, facts: Card) -> set[str]:
    if split is None:
        return set()
    if isinstance(split, float):
        return {"split_rows"}
    beside = {"read_beside"} if split.groups in (None, facts.grouping) else set()
    if isinstance(split, Holdout):
        return beside | {"split_groups" if split.groups else "split_latest"}
    found = {"fold_numbers", "rows_of_fold"} | ({"row_groups"} if split.identical else set())
    return found | (beside if split.groups else set())


def _splitting(split: Split, facts: Card, *, seed: int) -> list[str]:
    """Statements that make `rows`: those to learn from, and those held out."""
    if split is None:
        return []
    y = Code('raw["y_train"]')
    if isinstance(split, float):
        share = {"fraction": split, "seed": seed, "stratified": bool(facts.classes)}
        return [assigned("rows", Call("split_rows", (y,), share))]
    if isinstance(split, Holdout):
        return _holding_out(split, facts, y, seed=seed)
    said: dict[str, Any] = {**fold_arguments(split, facts), "seed": seed}
    if split.identical:
        said["groups"] = Call("row_groups", (Code('raw["x_train"]'),))
    elif split.groups is not None:
        said["groups"] = _groups(split.groups, facts)
    return [
        *comments(text("code.fold", fold=split.fold + 1, folds=split.folds)),
        assigned("numbers", Call("fold_numbers", (y,), said)),
        assigned("rows", Call("rows_of_fold", (Code("numbers"), split.fold))),
    ]


def _holding_out(split: Holdout, facts: Card, y: Code, *, seed: int) -> list[str]:
    """Statements that make `rows` where whole groups are held out, or the latest."""
    share: dict[str, Any] = {"fraction": split.fraction}
    if split.groups is None:
        times = Call("read_beside", (_source(facts), "times_train"))
        return [
            *comments(text("code.latest", name=split.time)),
            assigned("rows", Call("split_latest", (times,), share)),
        ]
    share |= {"seed": seed, "stratified": bool(facts.classes)}
    return [
        *comments(text("code.groups", name=split.groups)),
        assigned("groups", _groups(split.groups, facts)),
        assigned("rows", Call("split_groups", (y, Code("groups")), share)),
    ]


def _groups(name: str, facts: Card) -> Call | Code:
    """The group of each training row."""
    if name == facts.grouping:
        return Call("read_beside", (_source(facts), "groups_train"))
    return Code(f'raw["x_train"][:, {facts.columns.index(name)}]')


def input_names(experiment: Experiment) -> list[str]:
    """Names of the model's Inputs in their order."""
    wiring = wire(experiment.network, experiment.outputs).pruned()
    return [node.name for node in wiring.inputs]


def _columns(data: Data, facts: Card, experiment: Experiment) -> list[str]:
    """Which columns of the table each Input gets, where they are divided."""
    if not data.inputs:
        return []
    names = input_names(experiment)
    places = column_places(data.inputs, names=names, columns=facts.columns)
    words = [
        line
        for name, columns in places.items()
        for line in comments(f"{name}: {', '.join(facts.columns[at] for at in columns)}")
    ]
    return ["", *words, assigned("inputs", places), ""]


def _x(data: Data, part: str, experiment: Experiment) -> str:
    if not data.inputs:
        return f'data["x_{part}"]'
    parts = f'split_columns(data["x_{part}"], inputs)'
    return parts if len(input_names(experiment)) > 1 else f"{parts}[0]"


def _target(data: Data, facts: Card, part: str) -> str:
    """The statement that makes the labels of one part."""
    if data.labels == "input":
        return f'y_{part} = data["x_{part}"]  # the network is to give back what it gets'
    labels = Code(f'data["y_{part}"]')
    if facts.labels:
        return assigned(f"y_{part}", labels)
    if data.labels == "pixels":
        rows = "" if part == "test" else f'[data["{part}_rows"]]'
        pictures = Code(f'raw["x_{"test" if part == "test" else "train"}"]{rows}')
        made = Call("pixel_classes", (pictures, labels), {"largest": facts.largest})
    else:
        named: dict[str, Any] = {"classes": len(facts.classes) or None}
        named |= {"one_hot": True} if data.labels == "one_hot" else {}
        made = Call("encode_labels", (labels,), named)
    return assigned(f"y_{part}", made)


def constants(experiment: Experiment) -> list[str]:
    """Numbers that the functions share."""
    needed = _closure(_functions(experiment))
    names = [name for function, names in CONSTANTS.items() if function in needed for name in names]
    return [f"{name} = {getattr(preparation, name)!r}" for name in names]


def file_to_copy(experiment: Experiment) -> str | None:
    """The kind of the set whose file or folder the script reads, or None."""
    facts = _card(experiment)
    return facts.kind if facts.is_here else None


def _card(experiment: Experiment) -> Card:
    return card(experiment.data.dataset if experiment.data else "")


def _reader(facts: Card) -> str:
    """Name of the function that reads the set."""
    if facts.laid_out:
        return (stored.open_folder if streams(facts) else stored.read_folder).__name__
    if facts.is_here:
        return preparation.read_npz.__name__
    if facts.origin == "generated":
        return toys.MAKERS[facts.family].__name__
    return sources.READERS[facts.kind].__name__


def _reading(facts: Card) -> Call:
    """The call that gives the set's four arrays."""
    if facts.origin == "generated":
        return Call(_reader(facts), (), dict(facts.values))
    return Call(_reader(facts), (_source(facts) if facts.is_here else facts.kind,))


def _source(facts: Card) -> Code:
    """The file or folder of a set that goes with the script."""
    ending = "" if facts.laid_out else ".npz"
    return Code(f'FOLDER / "{facts.kind}{ending}"')


def _preparer(facts: Card) -> str:
    """Name of the function that splits and scales the set."""
    return (stored.prepare_pictures if streams(facts) else preparation.prepare_arrays).__name__


@cache
def _definitions(module: ModuleType) -> dict[str, tuple[str, frozenset[str]]]:
    """Name -> source and all names used in it, of each function and class of a module."""
    found = {}
    for name, function in inspect.getmembers(module, _is_definition):
        if function.__module__ == module.__name__:
            source = inspect.getsource(function).rstrip()
            used = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
            found[name] = (source, frozenset(used))
    return found


def _is_definition(thing: Any) -> bool:
    return inspect.isfunction(thing) or inspect.isclass(thing)


def _closure(names: set[str]) -> set[str]:
    """The functions named, and all that they call."""
    known = {name: used for module in MODULES for name, (_, used) in _definitions(module).items()}
    needed: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in known and name not in needed:
            needed.add(name)
            waiting += known[name]
    return needed


def _sources(module: ModuleType, needed: set[str]) -> Iterable[str]:
    """Sources of the needed functions, in the order of the file."""
    found = {name: source for name, (source, _) in _definitions(module).items() if name in needed}
    order = inspect.getsource(module)
    return sorted(found.values(), key=order.index)
