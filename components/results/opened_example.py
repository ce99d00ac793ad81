"""One test example, large: what it is, how sure the model was, what it is like, and what is said
of it."""

import numpy as np
import streamlit as st

from components import session
from components.contact_sheet import percent
from components.escape import esc
from components.marks import Marks
from components.results import whole
from components.results.example_pictures import picture, words
from components.results.marking import marking
from components.results.near_examples import near_examples
from components.results.shown import Shown
from kt_core.data.pictures import enlarged
from kt_core.figures import probabilities_figure
from kt_core.gallery import Examples
from kt_core.several import Several
from kt_core.texts import text
from kt_core.whole import Reconstructions

SIDE, WORDS = 168, 200  # pixels
BARS, LABELS = 5, 12


def opened(shown: Shown, about: Examples, order: np.ndarray, row: int, found: Marks) -> None:
    """Draws test example `row`; `order` are the places between which one steps on."""
    _head(about, order, row)
    places = np.flatnonzero(about.rows == row)
    if len(places) == 0:  # only some of the answers of an autoencoder are kept
        st.caption(text("gallery.not_kept"))
        return
    place = int(places[0])
    with st.container(horizontal=True, gap="medium"):
        _example(shown, about, place)
        _said(shown, about, place)
    _bars(shown, about, place)
    marking(shown, row, found)
    _why(shown, row)
    near_examples(shown, row)


def _head(about: Examples, order: np.ndarray, row: int) -> None:
    rows = about.rows[order].tolist()
    at = rows.index(row) if row in rows else None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(text("gallery.example", row=row), anchor=False, width="stretch")
        before = rows[at - 1] if at else None
        after = rows[at + 1] if at is not None and at + 1 < len(rows) else None
        _step("previous", ":material/chevron_left:", before, disabled=before is None)
        _step("next", ":material/chevron_right:", after, disabled=after is None)
        _step("close", ":material/close:", None)


def _step(name: str, icon: str, row: int | None, *, disabled: bool = False) -> None:
    """A button that opens another example, or none."""
    more = {"icon": icon, "help": text(f"gallery.{name}"), "disabled": disabled}
    st.button("", key=f"gallery.{name}", on_click=session.set_example, args=(row,), **more)


def _example(shown: Shown, about: Examples, place: int) -> None:
    if shown.facts.modality == "image":
        image = enlarged(picture(shown, place), side=SIDE)
        alt = " ".join(str(part) for part in words(shown, about, place)[:3])
        st.image(image, output_format="PNG", alt=alt)
    elif isinstance(shown.answers, Reconstructions):
        whole.given_rows(shown.facts, shown.answers, [place])


def _said(shown: Shown, about: Examples, place: int) -> None:
    first, second, third, wrong = words(shown, about, place)
    if wrong and about.true is None:
        told = {"true": esc(first), "mistakes": esc(second), "figure": esc(third)}
        st.markdown(text("labels.answer", **told), width=WORDS)
        return
    if wrong is None or about.true is None:
        st.markdown(f"**{esc(first)}**  \n{esc(third)}", width=WORDS)
        return
    key = "wrong" if wrong else "right"
    said = {"true": esc(first), "predicted": esc(second), "percent": esc(third)}
    st.markdown(text(f"gallery.answer.{key}", **said), width=WORDS)


def _bars(shown: Shown, about: Examples, place: int) -> None:
    """The likeliest classes, and the true one wherever it stands; or the likeliest labels."""
    if isinstance(shown.answers, Several):
        _label_bars(shown, shown.answers, place)
        return
    if about.true is None or about.predicted is None:
        return
    probabilities, true = shown.answers.probabilities[place], int(about.true[place])
    order = np.argsort(-probabilities, kind="stable")
    first = order[:BARS].tolist()
    names = shown.facts.classes
    figure = probabilities_figure([names[at] for at in first], probabilities[first].tolist())
    st.plotly_chart(figure, key="gallery.bars", config={"displayModeBar": False})
    if true not in first:
        rank = int(np.flatnonzero(order == true)[0]) + 1
        said = {"name": esc(names[true]), "percent": percent(float(probabilities[true]))}
        st.caption(text("gallery.true_rank", rank=rank, of=len(order), **said))


def _label_bars(shown: Shown, found: Several, place: int) -> None:
    """The probability of each label by itself; those that the example has stand out."""
    order = np.argsort(-found.probabilities[place], kind="stable")[:LABELS]
    names, there = shown.facts.labels, found.true[place, order]
    figure = probabilities_figure(
        [f"✓ {names[at]}" if found.true[place, at] else names[at] for at in order],
        found.probabilities[place, order].tolist(),
        marked=np.flatnonzero(there).tolist(),
    )
    st.plotly_chart(figure, key="gallery.bars", config={"displayModeBar": False})
    st.caption(text("labels.own"))


def _why(shown: Shown, row: int) -> None:
    """The way on to why the model says so, where that view makes sense."""
    from components.results.views import VIEWS

    if VIEWS["why"].fits(shown) and st.button(
        text("gallery.why"), key="gallery.why", icon=":material/psychology_alt:"
    ):
        session.show_results("why", example=row)
        st.rerun()
