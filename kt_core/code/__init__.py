"""The experiment as Python for others: the same model, to the bit, without this project."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from kt_core import own_parts
from kt_core.changes import Change, stages
from kt_core.code.beginning import copy_starting_weights, with_starting_weights
from kt_core.code.expressions import WIDTH, comments
from kt_core.code.own import own_entries, with_own_parts
from kt_core.code.preparing import file_to_copy
from kt_core.code.sections import Section, heading, sections
from kt_core.data import card
from kt_core.data.packing import script_files
from kt_core.data.sets import file
from kt_core.experiment import Experiment, parse
from kt_core.texts import text

__all__ = ["notebook", "script", "write"]


def script(experiment: Experiment, *, changes: Sequence[Change] = (), beside: bool = False) -> str:
    """A Python script that prepares the data, trains, and saves `model.keras` beside itself; with
    `changes` made while a run trained it trains in stages, as the run did.

    It imports keras, numpy and what the data needs; own parts too when their files lie `beside`
    it, else they stand in it. Of a network document it only builds the model. Raises ProblemError
    for kinds that the catalog does not know.
    """
    parts = with_starting_weights(sections(experiment, changes=changes), experiment)
    parts = with_own_parts(parts, _trained(experiment, changes), beside=beside)
    first, *others = parts
    head = [heading(experiment), *comments(text("code.about")), "", first.code]
    return "\n".join([*head, *(line for part in others for line in _written(part))]) + "\n"


def notebook(
    experiment: Experiment, *, changes: Sequence[Change] = (), beside: bool = False
) -> dict[str, Any]:
    """The same as a Jupyter notebook (nbformat 4), a cell for each section."""
    title = heading(experiment).removeprefix("# ")
    cells = [_markdown("title", f"# {_plain(title)}\n\n{text('code.about')}")]
    parts = sections(experiment, changes=changes, in_notebook=True)
    parts = with_starting_weights(parts, experiment, in_notebook=True)
    parts = with_own_parts(parts, _trained(experiment, changes), beside=beside)
    for number, part in enumerate(parts):
        cells.append(_markdown(f"about{number}", f"## {part.title}\n\n{part.about}"))
        cells.append(_code(f"code{number}", part.code))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "cells": cells,
    }


def write(experiment: Experiment, folder: str | Path, *, changes: Sequence[Change] = ()) -> Path:
    """Put `train.py`, the data and starting weights that it reads and the files of own parts that
    it imports into `folder`; returns the script's path."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    target = place / "train.py"
    target.write_text(script(experiment, changes=changes, beside=True), "utf-8")
    for name in {entry.file for entry in own_entries(*_trained(experiment, changes))}:
        shutil.copyfile(own_parts.file(name), place / name)
    copy_starting_weights(experiment, place)
    kind = file_to_copy(experiment) if experiment.data else None
    if kind:
        _copy_set(kind, place)
    return target


def _copy_set(kind: str, to: Path) -> None:
    """The set's file, or those of its folder that the script reads."""
    if not card(kind).laid_out:
        shutil.copyfile(file(kind), to / f"{kind}.npz")
        return
    (to / kind).mkdir(exist_ok=True)
    for path in script_files(kind):
        shutil.copyfile(path, to / kind / path.name)


def _trained(experiment: Experiment, changes: Sequence[Change]) -> list[Experiment]:
    """What is trained in each stage."""
    return [parse(stage.document) for stage in stages(experiment.to_json(), changes)]


def _written(part: Section) -> list[str]:
    rule = f"# {part.title} ".ljust(WIDTH, "-")
    gap = ["", ""] if part.code.startswith("def ") else []
    return ["", "", rule, *comments(part.about), *gap, part.code]


def _markdown(name: str, words: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": words}


def _code(name: str, words: str) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": name, "metadata": {}, "source": words}
    return {**cell, "execution_count": None, "outputs": []}


def _plain(title: str) -> str:
    """A title in which Markdown finds nothing to do."""
    return "".join(f"\\{char}" if char in r"\`*_{}[]()<>#+-.!|~&$:/@" else char for char in title)
