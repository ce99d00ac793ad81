"""A model as the beginning of the current experiment: its layers, and its weights."""

from pathlib import Path
from typing import Any

import streamlit as st

from components import asking, checking, session
from components.problem_list import sentences
from kt_core import client, fine_tuning
from kt_core.data import card
from kt_core.dataset_names import dataset_of
from kt_core.problems import ProblemError
from kt_core.runs import Run, folder
from kt_core.texts import text


def start_from_file(path: str, name: str) -> None:
    """Draws the button that makes an uploaded model the starting point."""
    _button(Path(path), name, key="predict.begin")


def start_from_run(run: Run) -> None:
    """Draws the button that makes a run's model the starting point."""
    _button(folder(run.id) / "model.keras", run.name or run.id[:6], key="predict.begin_run")


def _button(path: Path, name: str, *, key: str) -> None:
    icon, about = ":material/school:", text("starting.begin_help")
    if st.button(text("starting.begin"), key=key, icon=icon, help=about):
        _begin(path, name, key)


def _begin(path: Path, name: str, key: str) -> None:
    try:
        answer = asking.begun(path, name)
    except ProblemError as error:
        sentences(error.problems, key=f"{key}.refused", with_place=False)
    except client.EngineAway:
        checking.wait_for_engine()
    else:
        if session.edit(lambda current: _taken_over(current, answer)):
            session.go("network")


def _taken_over(current: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    return fine_tuning.taken_over(
        current,
        answer["experiment"],
        preparation=answer["preparation"],
        fits=_fits(current, answer["shape"]),
    )


def _fits(current: dict[str, Any], shape: list[int | None]) -> bool:
    """Whether the examples of the current data set can go into the model."""
    try:
        example = card(dataset_of(current)).shape
    except ProblemError:
        return False
    return len(example) == len(shape) and all(
        wanted in (None, given) for wanted, given in zip(shape, example, strict=True)
    )
