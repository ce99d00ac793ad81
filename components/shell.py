"""What stands on every page: the bar with the experiment's name and state, and the next step."""

import json

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import checking, session
from components.own_parts import include_when_ready
from components.problem_list import sentences
from components.running import running_chip
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError
from kt_core.texts import text

PAGES = ("data", "network", "training", "results", "predict")
ICON = "🧮"  # one of Streamlit's `:material/` icons would be fetched from another host
SIGNS = {"error": ("red", ":material/error:"), "warning": ("orange", ":material/warning:")}
KEYS = {"error": "problems", "warning": "warnings"}
BEFORE_BAR = ("network",)  # an edit's new shapes are seen first
PLACES = {"data": "data", "network": "network", "outputs": "network"}


def frame() -> None:
    """Draws the whole app: navigation, bar, and the page the person is on."""
    st.set_page_config(page_title=text("app.title"), page_icon=ICON, layout="wide")
    page = st.navigation([_page(name) for name in PAGES], position="top")
    include_when_ready()
    session.begin()
    checking.answer()  # before anything is drawn: what waits for it comes to the browser as one
    bar = st.container(key="bar")
    draws = (page.run, lambda: _bar(bar))
    for draw in draws if page.url_path in BEFORE_BAR else draws[::-1]:
        draw()


def title(page: str) -> None:
    """The page's heading and the one sentence that says what it is for."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.title(text(f"app.pages.{page}.title"), anchor=False, width="content")
        st.caption(text(f"app.pages.{page}.about"), width="content")


def next_step(page: str) -> None:
    """The button at a page's end that leads on to `page`."""
    with st.container(horizontal=True, horizontal_alignment="right"):
        label = text("app.next", page=text(f"app.pages.{page}.title"))
        icon = ":material/arrow_forward:"
        if st.button(label, key=f"next.{page}", icon=icon, icon_position="right"):
            session.go(page)


def _page(name: str) -> st.Page:
    return st.Page(
        f"pages/{name}.py",
        title=text(f"app.pages.{name}.title"),
        url_path=name,
        default=name == PAGES[0],
    )


def _bar(place: DeltaGenerator) -> None:
    with place, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _name()
        _history()
        _problem_count()
        running_chip()
        st.space("stretch")
        _file()
    if refused := session.refused():
        with place:
            sentences(refused, key="refused")


def _name() -> None:
    st.session_state["name"] = session.document().get("name", "")
    st.text_input(
        text("app.bar.name"),
        key="name",
        max_chars=200,
        label_visibility="collapsed",
        placeholder=text("app.bar.unnamed"),
        on_change=_rename,
        width=240,
    )


def _rename() -> None:
    session.put(("name",), st.session_state["name"] or "")


def _history() -> None:
    draft = session.draft()
    st.caption(text("app.bar.saved"), width="content", help=text("app.bar.saved_help"))
    with st.container(horizontal=True, width="content", gap="small"):  # never on two lines
        for verb, possible in (("undo", draft.can_undo), ("redo", draft.can_redo)):
            st.button(
                "",
                key=verb,
                icon=f":material/{verb}:",
                type="tertiary",
                help=text(f"app.bar.{verb}"),
                disabled=not possible,
                on_click=getattr(session, verb),
            )


def _problem_count() -> None:
    answer = checking.answer()
    if answer.problems is None:
        checking.wait_for_engine()
        return
    for severity, (colour, icon) in SIGNS.items():
        found = [problem for problem in answer.problems if problem.severity == severity]
        if found:
            _count(severity, found, f":{colour}[{_counted(severity, len(found))}]", icon)
    if not any(problem.severity in SIGNS for problem in answer.problems):
        st.caption(text("app.bar.no_problems"), width="content")


def _count(severity: str, found: list[Problem], label: str, icon: str) -> None:
    """The number of problems of one severity; a click leads to the first one."""
    if st.button(label, key=KEYS[severity], icon=icon, type="tertiary"):
        _lead_to(found[0])


def _counted(severity: str, count: int) -> str:
    return text(f"app.bar.{KEYS[severity]}" if count > 1 else f"app.bar.one_{severity}", n=count)


def _lead_to(problem: Problem) -> None:
    session.show(problem.where)
    session.go(PLACES.get(str(next(iter(problem.where), "")), "training"))


def _file() -> None:
    document = session.document()  # the file is made outside this session, when it is asked for
    turn = st.session_state.get("file.turn", 0)
    key = f"file.{turn}" if turn else "file"
    with st.popover(text("app.bar.file"), icon=":material/description:", key=key):
        st.download_button(
            text("app.bar.download"),
            data=lambda: json.dumps(document, ensure_ascii=False, indent=1),
            file_name="experiment.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
            width="stretch",
        )
        st.file_uploader(
            text("app.bar.upload"),
            type="json",
            key="document_file",
            max_upload_size=4,
            on_change=_upload,
            help=text("app.bar.upload_help"),
        )
        st.button(
            text("app.bar.open_model"),
            key="open_model",
            icon=":material/folder_open:",
            help=text("app.bar.open_model_help"),
            width="stretch",
            on_click=_open_model,
        )
    if st.session_state.pop("file.leave", False):
        session.go("predict")


def _open_model() -> None:
    """Leads to where saved models are opened; under another key the menu is closed again."""
    st.session_state["predict.way"] = "file"
    st.session_state["file.turn"] = st.session_state.get("file.turn", 0) + 1
    st.session_state["file.leave"] = True


def _upload() -> None:
    file = st.session_state["document_file"]
    if file is None:
        return
    try:
        document = parse(file.getvalue()).to_json()
    except ProblemError as error:
        session.refuse(Problem("document_not_opened", values={"name": file.name}), *error.problems)
        return
    session.edit(lambda _: document)
