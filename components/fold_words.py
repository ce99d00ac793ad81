"""A cross-validation and its folds in words."""

from collections.abc import Mapping
from typing import Any

from components.escape import esc
from kt_core.runs import Run
from kt_core.texts import text


def params_words(params: Mapping[str, Any]) -> str:
    """What was asked for: "5 folds, 2 repeats, stratified", as plain text."""
    said = [text("folds.count", folds=params.get("folds", 5))]
    repeats = params.get("repeats", 1)
    if isinstance(repeats, int) and repeats > 1:
        said.append(text("folds.repeats", repeats=repeats))
    if params.get("stratified") is False:
        said.append(text("folds.plain"))
    if params.get("groups"):
        said.append(text("folds.by_column", column=params["groups"]))
    if params.get("identical"):
        said.append(text("folds.identical"))
    return ", ".join(said)


def fold_words(run: Run) -> str:
    """Which fold a run is, counted from 1."""
    place = run.place or {}
    values = {"fold": place.get("fold", 0) + 1, "repeat": place.get("repeat", 0) + 1}
    return text("folds.fold_of_repeat" if "repeat" in place else "folds.fold", **values)


def params_shown(params: Mapping[str, Any]) -> str:
    """`params_words` for elements that read Markdown."""
    return esc(params_words(params), longest=400)
