"""The files that callbacks have left in a run's folder: copies of the model, logs."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import streamlit as st

from components.escape import esc
from kt_core.checks.files import USUAL, WRITING
from kt_core.runs import Run, folder
from kt_core.runs.saved import read_saved
from kt_core.texts import text

EPOCH = "epoch"


def saved_files(run: Run) -> None:
    """Draws the list of copies with a download, and the logs; nothing where there are none."""
    place = folder(run.id)
    rows = read_saved(place)
    logs = {kind: found for kind in WRITING if (found := _log(run, kind, place)).exists()}
    if not rows and not logs:
        return
    with st.expander(text("controls.files.title"), icon=":material/folder:", key="saved"):
        if rows:
            _copies(place, rows)
        for kind, found in logs.items():
            _log_download(kind, found)


def _copies(place: Path, rows: list[dict]) -> None:
    shown = [{"file": row["file"], EPOCH: row[EPOCH] + 1, **row["values"]} for row in rows]
    st.dataframe(pd.DataFrame(shown), hide_index=True, height="content" if len(rows) < 8 else 280)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = [row["file"] for row in rows]
        name = st.selectbox(text("controls.files.which"), names, index=len(names) - 1, width=340)
        _download(text("controls.files.download"), name, (place / name).read_bytes, key="copy")


def _log(run: Run, kind: str, place: Path) -> Path:
    """Where the run's callback of that kind writes its log; a path that is not there without it."""
    for callback in run.document.get("callbacks", []):
        known = callback if isinstance(callback, dict) else {"kind": callback}
        if known.get("kind") == kind != "ModelCheckpoint":
            given = known.get("params", {}).get(WRITING[kind], USUAL[kind])
            return place / Path(str(given)).name
    return place / "-"


def _log_download(kind: str, found: Path) -> None:
    if found.is_file():
        _download(text("controls.files.csv"), found.name, found.read_bytes, key=kind)
        return
    st.markdown(f"{esc(kind)} :gray[{text('controls.files.board')}]")
    st.code(f'tensorboard --logdir "{found}"', language="bash", wrap_lines=True)
    _download(text("controls.files.zip"), f"{found.name}.zip", lambda: _zipped(found), key=kind)


def _zipped(found: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(found.rglob("*")):
            if file.is_file():
                archive.write(file, f"{found.name}/{file.relative_to(found)}")
    return content.getvalue()


def _download(label: str, name: str, data: object, *, key: str) -> None:
    st.download_button(
        label,
        data=data,
        file_name=name,
        key=f"saved.{key}",
        icon=":material/download:",
        on_click="ignore",
    )
