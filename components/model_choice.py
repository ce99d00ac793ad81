"""Which model is tried: one trained here, or one saved anywhere."""

import streamlit as st

from components import asking, checking, session
from components.escape import esc
from components.problem_list import sentences
from components.run_choice import label, run_choice
from components.segments import segments
from components.starting_point import start_from_file, start_from_run
from kt_core import client, trial, uploads
from kt_core.limits import MODEL_BYTES, MODEL_LAYERS, MODEL_WEIGHTS
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Run
from kt_core.texts import shape_text, text
from kt_core.trial import Trial, Upload

WAYS = ("run", "file")
MEGABYTE = 1_000_000


def model_choice() -> Trial | None:
    """Draws the choice; returns the model to try, or None while there is none."""
    st.session_state.setdefault("predict.way", "run" if session.upload() is None else "file")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        way = segments(
            text("predict.model"),
            WAYS,
            words=lambda way: text(f"predict.ways.{way}"),
            key="predict.way",
        )
        run = run_choice("predict.run") if way == "run" else None
    return _of_run(run) if way == "run" else _of_file()


def _of_run(run: Run | None) -> Trial | None:
    found = trial.of_run(run) if run else None
    if run and found:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(label(run), width="content")
            st.space("stretch")
            start_from_run(run)
        if run.saved_is_earlier:
            st.caption(text("predict.earlier"))
    else:
        st.caption(text("predict.no_model" if run else "predict.no_run"))
        if st.button(text("predict.to_training"), type="primary", key="predict.training"):
            session.go("training")
    return found


def _of_file() -> Trial | None:
    held = session.upload()
    if held is not None and held.path and not held.is_there:
        session.hold_upload(None)
        held = None
        sentences([Problem("upload_gone")], key="predict.gone")
    if held is None or held.problems:
        _receive(held)
        return None
    _about(held)
    return held.trial


def _receive(refused: Upload | None) -> None:
    """Draws the upload field, opens what comes, and says why when it can't be opened."""
    limits = {"megabytes": MODEL_BYTES // MEGABYTE, "layers": MODEL_LAYERS}
    st.caption(text("predict.upload_about", **limits, weights=MODEL_WEIGHTS))
    file = st.file_uploader(
        text("predict.upload"), key="predict.file", max_upload_size=MODEL_BYTES // MEGABYTE
    )
    if file is None:
        return
    if refused is None or refused.file_id != file.file_id:
        _open(file.file_id, file.name, file.getvalue())
    else:
        sentences(refused.problems, key="predict.refused", with_place=False)


def _open(file_id: str, name: str, content: bytes) -> None:
    try:
        path, answer = asking.opened(content, name)
        session.hold_upload(Upload(file_id=file_id, name=name, path=path, answer=answer))
    except ProblemError as error:
        session.hold_upload(Upload(file_id=file_id, name=name, problems=error.problems))
    except client.EngineAway:
        checking.wait_for_engine()
        return
    st.rerun()


def _about(held: Upload) -> None:
    """Draws what was opened, what one should know of it, and what can be done with it."""
    answer = held.answer
    facts = {
        "layers": len(answer["experiment"]["network"]),
        "weights": answer["weights"],
        "shape": shape_text(answer["shape"]),
    }
    with st.container(horizontal=True, vertical_alignment="center", key="predict.opened"):
        st.markdown(f"**{esc(held.name)}**  \n{text('predict.opened', **facts)}", width="content")
        st.space("stretch")
        start_from_file(held.path, held.name)
        st.button(
            text("predict.edit"),
            key="predict.edit",
            icon=":material/edit:",
            help=text("predict.edit_help"),
            on_click=_edit,
            args=(held,),
        )
        st.button(text("predict.other"), key="predict.other", on_click=_let_go, args=(held,))
    notes = [Problem(code, severity="info") for code in answer["notes"]]
    sentences(notes, key="predict.opened_notes", with_place=False)
    if st.session_state.pop("predict.edited", False):
        session.go("network")


def _edit(held: Upload) -> None:
    document = held.answer["experiment"]
    st.session_state["predict.edited"] = session.edit(lambda _: dict(document))


def _let_go(held: Upload) -> None:
    uploads.drop(held.path)
    session.hold_upload(None)
