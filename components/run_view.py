"""One training as a person sees it: what it is doing, its chart, its log, its files."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from components import session
from components.decision_surface import training_surface
from components.diagnosis_cards import diagnosis_cards
from components.live_chart import live_chart
from components.problem_list import sentences
from components.run_standing import run_standing
from components.starting_point import start_from_run
from kt_core import catalog, client
from kt_core.changes import read
from kt_core.code import notebook, script
from kt_core.data import card
from kt_core.data.packing import can_be_packed, packed, packed_name
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Run, folder
from kt_core.runs.tables import TABLES, file, lines
from kt_core.texts import text

LOG_BYTES = 16_000


def run_view(run: Run) -> None:
    """Draws the run: what it waits for or how it ended, chart, downloads, log."""
    with st.container(key="standing"):
        run_standing(run)
        if run.ended:
            _ending(run)
    live_chart(run)
    training_surface(run)
    diagnosis_cards(run)
    if run.ended:
        _downloads(run)
    if run.started or not run.ended:
        _tables(run)
    with st.expander(text("training.log"), icon=":material/notes:"):
        log = log_tail(folder(run.id) / "log.txt")
        st.code(log or text("training.log_empty"), language=None, wrap_lines=True)


def log_tail(path: Path, *, length: int = LOG_BYTES) -> str:
    """The last `length` bytes of a log, from the beginning of a line; empty when there is none."""
    try:
        with path.open("rb") as file:
            end = file.seek(0, 2)
            file.seek(max(0, end - length))
            found = file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""
    return found if end <= length else found.partition("\n")[2]


def _ending(run: Run) -> None:
    never = run.state == "stopped" and run.started is None
    words = text("queue.cancelled") if never else _ended(run)
    if run.state == "finished":
        st.success(words, icon=":material/check_circle:")
    elif run.state == "failed":
        st.error(words, icon=":material/error:")
    else:
        st.warning(words, icon=":material/info:")
    if run.why:
        sentences([Problem.from_json(run.why)], key="why", with_place=False)


def _ended(run: Run) -> str:
    how: str = run.state
    if run.state == "stopped" and not _model(run).is_file():
        how = "stopped_bare"
    if run.state == "failed" and not run.epochs_done:
        how = "failed_early"
    return text(f"training.ended.{how}", done=run.epochs_done)


def _downloads(run: Run) -> None:
    experiment, changes = parse(dict(run.document)), read(run.changes)
    with st.container(horizontal=True):
        if _model(run).is_file():
            _download("keras", "model.keras", _model(run).read_bytes)
            _download("weights", "model.weights.h5", lambda: _weights(run))
        _download("document", "experiment.json", lambda: _json(experiment.to_json()))
        _download("script", "train.py", lambda: script(experiment, changes=changes))
        _download("notebook", "train.ipynb", lambda: _json(notebook(experiment, changes=changes)))
        facts = card(experiment.data.dataset) if experiment.data else None
        if facts and can_be_packed(facts):
            _download("data", packed_name(facts), lambda: packed(facts.kind))
    if _model(run).is_file():
        start_from_run(run)
    if found := _script_problems(_json(experiment.to_json()), catalog.included().name):
        sentences(found, key="script", with_place=False)


def _tables(run: Run) -> None:
    """All recorded values as CSV, also while they grow."""
    store = session.store()
    tables_of(run.document, lambda what: lines(store, run.id, what))


def tables_of(document: Mapping[str, Any], table: Callable[[str], Iterable[str]]) -> None:
    """Buttons for all tables that a training of the document fills; `table` gives one's lines."""
    measured = "layer_figures" in (document.get("fit") or {})
    with st.container(horizontal=True):
        for what in TABLES:
            if what != "layers" or measured:
                _download(what, f"{what}.csv", partial(_file, table, what))


def _file(table: Callable[[str], Iterable[str]], what: str) -> bytes:
    return file(table(what))


def _model(run: Run) -> Path:
    return folder(run.id) / "model.keras"


@st.cache_data(max_entries=100, show_spinner=False)
def _script_problems(document: str, parts: str) -> list[Problem]:  # noqa: ARG001  other own parts
    """Why there is no script in one file: an own part is away, or needs a file of its own."""
    try:
        script(parse(document))
    except ProblemError as error:
        return list(error.problems)
    return []


def _download(what: str, file_name: str, data: object) -> None:
    st.download_button(
        text(f"training.download.{what}"),
        data=data,
        file_name=file_name,
        key=f"download.{what}",
        icon=":material/download:",
        help=text(f"training.download_help.{what}"),
        on_click="ignore",
    )


def _weights(run: Run) -> bytes:
    """The weights alone. What goes wrong is said by the button: the file could not be made."""
    to = folder(run.id) / "model.weights.h5"
    answer = client.ask("export", timeout=60.0, run=run.id, format="weights", to=str(to))
    return Path(answer["file"]).read_bytes()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
