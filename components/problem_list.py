"""Problems as sentences with a button that mends them, wherever they are shown."""

from collections.abc import Sequence

import jsonpatch
import streamlit as st

from components import session
from components.escape import esc
from kt_core import edits
from kt_core.problems import Fix, Problem
from kt_core.texts import place, render, text

MARKS = {
    "error": ":red[:material/error:]",
    "warning": ":orange[:material/warning:]",
    "info": ":gray[:material/info:]",
}
ORDER = tuple(MARKS)
LONGEST, LONGEST_PLACE = 400, 40  # characters


def sentences(problems: Sequence[Problem], *, key: str, with_place: bool = True) -> None:
    """Draws each problem, errors first: what came, what was expected, and the fix as a button."""
    ranked = sorted(enumerate(problems), key=lambda pair: ORDER.index(pair[1].severity))
    for number, (_, problem) in enumerate(ranked):
        _one(problem, f"{key}.{number}", with_place)


def _one(problem: Problem, key: str, with_place: bool) -> None:
    words = render(problem)
    leads = with_place and bool(edits.nodes_on(problem.where))
    plain = with_place and problem.where and not leads
    where = f" :gray[{esc(place(problem))}]" if plain else ""
    what, expected = (esc(part, longest=LONGEST) for part in (words.what, words.expected))
    with st.container(horizontal=True, vertical_alignment="center", key=f"problem.{key}"):
        st.markdown(
            f"{MARKS[problem.severity]} :small[**{what}**{where}]  \n:small[{expected}]",
            width="stretch",
        )
        if leads:
            _lead(problem, key)
        if problem.fix and words.fix:
            st.button(
                esc(words.fix),
                key=f"fix.{key}",
                icon=":material/build:",
                on_click=_mend,
                args=(problem.fix, session.document()),
            )
    if detail := problem.values.get("detail"):
        with st.expander(text("app.details")):
            st.text(str(detail))


def _lead(problem: Problem, key: str) -> None:
    """The problem's place as a button that opens it."""
    shown = esc(place(problem), longest=LONGEST_PLACE)
    if st.button(shown, key=f"lead.{key}", icon=":material/arrow_forward:", type="tertiary"):
        session.show(problem.where)
        session.go("network")


def _mend(fix: Fix, judged: dict) -> None:
    """Applies the fix, but only to the document it was found for."""
    try:
        session.edit(lambda document: _mended(document, judged, fix))
    except jsonpatch.JsonPatchException:
        session.refuse(Problem("fix_outdated", severity="warning"))


def _mended(document: dict, judged: dict, fix: Fix) -> dict:
    if document != judged:
        raise jsonpatch.JsonPatchException("the document has changed since")
    return edits.mend(document, fix)
