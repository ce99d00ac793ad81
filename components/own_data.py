"""Own data on the page: the sets brought so far, and the way from a file to a new one."""

from pathlib import Path

import streamlit as st

from components import asking, checking, own_data_options, session
from components.problem_list import sentences
from kt_core import client, server_data, uploads
from kt_core.data.choice import choose
from kt_core.limits import (
    DATA_ARCHIVE_BYTES,
    DATA_BYTES,
    DATA_CLASSES,
    DATA_FILES,
    IMAGE_PIXELS,
    TABLE_BYTES,
    TABLE_COLUMNS,
    TABLE_ROWS,
)
from kt_core.problems import ProblemError
from kt_core.texts import text
from kt_core.trial import Upload

MILLION = 1_000_000
ADDING = "own.adding"


def adding() -> None:
    """Draws the button that begins, and behind it the way from a file to a set."""
    if not st.session_state.get(ADDING):
        st.button(
            text("own_data.add"),
            key="own.add",
            icon=":material/upload_file:",
            on_click=_open,
        )
        return
    with st.container(border=True, key="own.panel"):
        held = session.data_upload()
        if held is None or held.problems:
            _receive(held)
        else:
            _shape(held)


def _open() -> None:
    st.session_state[ADDING] = True


def _close() -> None:
    held = session.data_upload()
    if held and held.path:
        uploads.drop(held.path)
    session.hold_data_upload(None)
    st.session_state[ADDING] = False


def _receive(refused: Upload | None) -> None:
    """The upload field, what may come, and why the last one was refused."""
    limits = {
        "megabytes": DATA_BYTES // MILLION,
        "archive": DATA_ARCHIVE_BYTES // 10**9,
        "files": f"{DATA_FILES:,}",
        "pixels": IMAGE_PIXELS // MILLION,
        "classes": DATA_CLASSES,
        "table": TABLE_BYTES // MILLION,
        "rows": f"{TABLE_ROWS:,}",
        "columns": f"{TABLE_COLUMNS:,}",
    }
    st.caption(text("own_data.limits", **limits))
    file = st.file_uploader(
        text("own_data.upload"), key="own.file", max_upload_size=DATA_BYTES // MILLION
    )
    chosen = _of_server()
    if refused and chosen in (None, refused.file_id):
        sentences(refused.problems, key="own.refused", with_place=False)
    if file is not None and (refused is None or refused.file_id != file.file_id):
        _look(file.file_id, file.name, str(uploads.keep(file.getvalue())))
    elif chosen and (refused is None or refused.file_id != chosen):
        _look(chosen, Path(chosen).name, chosen)
    st.button(text("own_data.close"), key="own.close", type="tertiary", on_click=_close)


def _of_server() -> str | None:
    """What the person who runs the server offers, by path."""
    places = {str(path): path.name for path in server_data.places()}
    if not places:
        return None
    return st.selectbox(
        text("own_data.server"),
        list(places),
        index=None,
        key="own.server",
        format_func=lambda path: places[path],
        placeholder=text("own_data.server_none"),
    )


def _look(file_id: str, name: str, path: str) -> None:
    try:
        answer = asking.inspected(path)
        session.hold_data_upload(Upload(file_id=file_id, name=name, path=path, answer=answer))
    except ProblemError as error:
        uploads.drop(path)
        session.hold_data_upload(Upload(file_id=file_id, name=name, problems=error.problems))
    except client.EngineAway:
        uploads.drop(path)  # the next drawing keeps it again
        checking.wait_for_engine()
        return
    st.rerun()


def _shape(held: Upload) -> None:
    """What the file holds, the choices, and the button that makes a set of it."""
    options, words = own_data_options.form(held)
    with st.container(horizontal=True):
        wanted = st.button(text("own_data.take"), key="own.take", type="primary")
        st.button(text("own_data.other"), key="own.other", on_click=_other)
        st.button(text("own_data.close"), key="own.close", type="tertiary", on_click=_close)
    if not wanted:
        return
    try:
        made = asking.taken_in(held.path, options, words, owner=session.person())
    except ProblemError as error:
        sentences(error.problems, key="own.unmade", with_place=False)
    except client.EngineAway:
        checking.wait_for_engine()
    else:
        if session.edit(lambda document: choose(document, made["kind"])):
            _close()
        st.rerun()


def _other() -> None:
    _close()
    _open()
