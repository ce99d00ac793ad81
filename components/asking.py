"""Questions to the engine about models and pictures, each asked once however often a page draws."""

import json
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import streamlit as st

from components import checking
from kt_core import client, uploads
from kt_core.images.gathering import portions
from kt_core.problems import Problem, ProblemError
from kt_core.texts import text

TIMEOUT = 90.0  # seconds
MAKING = 3700.0
PREDICTING = 150.0
EVERY = 0.3
KEPT = 200
KEPT_SIZE = "100MB"


def opened(content: bytes, name: str) -> tuple[str, dict[str, Any]]:
    """Keeps an uploaded model on disk and asks what it is: its path and the engine's answer.

    Raises ProblemError when it can't be opened (then nothing is kept), client.EngineAway.
    """
    path = str(uploads.keep(content))
    try:
        with st.spinner(text("predict.opening")):
            answer = client.ask("open", timeout=TIMEOUT, path=path, name=name)
        if not answer["ok"]:
            raise ProblemError(*map(Problem.from_json, answer["problems"]))
    except (ProblemError, client.EngineAway):
        uploads.drop(path)
        raise
    return path, answer


def inspected(path: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a file of data holds. Raises ProblemError, client.EngineAway."""
    with st.spinner(text("own_data.looking")):
        return _inspected(path, json.dumps(options or {}))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _inspected(path: str, options: str) -> dict[str, Any]:
    return client.ask("inspect", timeout=MAKING, path=path, options=json.loads(options))


def taken_in(
    path: str, options: dict[str, Any], words: dict[str, str], *, owner: str
) -> dict[str, Any]:
    """The set made of a file of data: `kind` and more. Raises ProblemError, client.EngineAway."""
    asked = {"path": path, "options": options, "words": words, "owner": owner}
    with uploads.spoken() as told, ThreadPoolExecutor(1) as aside:
        answer = aside.submit(client.ask, "take_in", timeout=MAKING, told=str(told), **asked)
        bar = st.progress(0.0, text("own_data.taking"))
        while not wait([answer], timeout=EVERY).done:
            done, of = uploads.progress(told)
            if of:
                words_now = text("own_data.taken", done=f"{done:,}", of=f"{of:,}")
                bar.progress(done / of, words_now)
        return answer.result()


def divided_again(kind: str, together: str, title: str, *, owner: str) -> str:
    """The kind of the set made of another, whose parts keep together what belongs together.

    Raises ProblemError, client.EngineAway.
    """
    asked = {"kind": kind, "together": together, "words": {"title": title}, "owner": owner}
    with st.spinner(text("own_alike.dividing")):
        return client.ask("divide_again", timeout=MAKING, **asked)["kind"]


def begun(path: Path, name: str) -> dict[str, Any]:
    """The engine's answer about a model whose weights it keeps as a starting point.

    Raises ProblemError, client.EngineAway.
    """
    with st.spinner(text("starting.opening")):
        answer = client.ask("open", timeout=TIMEOUT, path=str(path), name=name, keep=True)
    if not answer["ok"]:
        raise ProblemError(*map(Problem.from_json, answer["problems"]))
    if "weights" not in answer["experiment"]:
        raise ProblemError(Problem("weights_not_finite"))
    return answer


def predicted(
    model: dict[str, str],
    *,
    files: tuple[bytes, ...] = (),
    names: tuple[str, ...] = (),
    rows: tuple[tuple[float, ...], ...] = (),
    known: dict[str, Any],
    choices: dict[str, Any],
) -> dict[str, Any] | None:
    """The engine's answers for these files or rows; None, and a word about it, while it is away.

    `known` holds `scaling` and `classes` for files that don't tell. Each line has the file's name
    as `file`, and its place in `files` as `given`. Raises ProblemError.
    """
    asked = json.dumps({"model": model, "known": known, "choices": choices}, sort_keys=True)
    try:
        if len(parts := portions(files)) > 1:
            return _in_portions(asked, files, names, parts)
        return _predicted(asked, files, names, rows)
    except client.EngineAway:
        checking.wait_for_engine()
        return None


def _in_portions(
    asked: str, files: tuple[bytes, ...], names: tuple[str, ...], parts: list[range]
) -> dict[str, Any]:
    """The answers for more pictures than one question may hold, a portion after the other; each
    is remembered, so that one that is refused doesn't cost the others."""
    bar, whole = st.progress(0.0), {"results": [], "tables": []}
    for part in parts:
        told = {"first": part.start + 1, "last": part.stop, "count": len(files)}
        bar.progress(part.start / len(files), text("predict.portion", **told))
        cut = slice(part.start, part.stop)
        found = _predicted(asked, files[cut], names[cut], ())
        lines = [_moved(line, part.start) for line in found["results"]]
        whole = {
            "results": whole["results"] + lines,
            "model": found["model"],
            "tables": whole["tables"] + found["tables"],
        }
    bar.empty()
    return whole


def _moved(line: dict[str, Any], by: int) -> dict[str, Any]:
    return {**line, "given": line["given"] + by} if "given" in line else line


@st.cache_data(max_entries=KEPT, max_size=KEPT_SIZE, show_spinner=False)
def _predicted(
    asked: str,
    contents: tuple[bytes, ...],
    names: tuple[str, ...],
    rows: tuple[tuple[float, ...], ...],
) -> dict[str, Any]:
    said = json.loads(asked)
    if client.state() != "ready":
        raise client.EngineAway("not ready")  # asking would wait until it is
    with uploads.kept(contents) as paths:
        files = [str(path) for path in paths]
        found = client.ask(
            "predict",
            timeout=PREDICTING,
            model=said["model"],
            images=files,
            rows=[list(row) for row in rows],
            choices=said["choices"],
            **said["known"],
        )
    return {**found, "results": [_named(line, files, names) for line in found["results"]]}


def _named(line: dict[str, Any], files: list[str], names: tuple[str, ...]) -> dict[str, Any]:
    if line["file"] not in files:
        return line
    place = files.index(line["file"])
    return {**line, "file": names[place], "given": place}
