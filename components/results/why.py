"""Why the model answers as it does for one test example, and the way to such an example."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from components import session
from components.escape import esc
from components.label_words import label_words
from components.marks import caption, marked
from components.problem_list import sentences
from components.results.marking import marking
from components.results.shown import Shown
from components.why import Asked, explained
from kt_core import explanations
from kt_core.data import x_test
from kt_core.dataset_names import dataset_of
from kt_core.figures import maps as drawing
from kt_core.problems import ProblemError
from kt_core.results import Answers
from kt_core.several import Several
from kt_core.texts import text

OFFERED = 8
SIDE = 96
NAME = 40  # characters
CHOICE = "why.example"


def fits(shown: Shown) -> bool:
    """Whether the run's model is there to be asked."""
    return explanations.saved_model({"run": shown.run.id}).is_file()


def draw(shown: Shown) -> None:
    """Draws the choice of a test example and everything about its answer."""
    row = _choice(shown)
    if row is None:
        _offers(shown)
        return
    marking(shown, row, marked(shown.facts))
    asked = Asked(
        model={"run": shown.run.id},
        example={"row": row},
        output=shown.output,
        kind=dataset_of(shown.run.document),
        title=f"test-{row}",
        key=f"why.{shown.key}.{row}",
    )
    explained(asked, section_key="why.section", told=_told(shown, row)[:1])


def _choice(shown: Shown) -> int | None:
    last, row = shown.facts.test - 1, session.example()
    if row is not None and row > last:
        row = None
    st.session_state[CHOICE] = row
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input(
            text("why.choose"),
            min_value=0,
            max_value=last,
            key=CHOICE,
            help=text("why.choose_help", last=f"{last:,}"),
            on_change=_chosen,
            width=200,
        )
        wrong = _wrong(shown)
        if len(wrong):
            st.button(
                text("why.next_mistake"),
                key="why.next",
                icon=":material/skip_next:",
                on_click=_open,
                args=(_after(wrong, row),),
            )
    return row


def _chosen() -> None:
    if st.session_state[CHOICE] is not None:
        _open(int(st.session_state[CHOICE]))


def _open(row: int) -> None:
    session.show_results("why", example=row)


def _wrong(shown: Shown) -> list[int]:
    """The test examples answered wrongly, those the model was surest of first."""
    found = shown.answers
    if isinstance(found, Several):
        away = np.where(found.wrong > 0, np.abs(found.probabilities - found.true).max(axis=1), 0)
        order = np.argsort(-away, kind="stable")
        return [int(each) for each in found.rows[order[: int((away > 0).sum())]]]
    if not isinstance(found, Answers) or shown.task != "classification":
        return []
    places = np.flatnonzero(found.true != found.predicted)
    if found.confidence is not None:
        places = places[np.argsort(-found.confidence[places], kind="stable")]
    return [int(each) for each in found.rows[places]]


def _after(wrong: Sequence[int], row: int | None) -> int:
    at = wrong.index(row) + 1 if row in wrong else 0
    return wrong[at % len(wrong)]


def _offers(shown: Shown) -> None:
    """Draws a few examples to begin with: the surest mistakes, or no more than a sentence."""
    offered = _wrong(shown)[:OFFERED]
    st.caption(text("why.none" if offered else "why.none_plain"))
    if not offered:
        return
    try:
        examples = x_test(dataset_of(shown.run.document))[offered]
    except ProblemError as error:  # the data set is not on this machine any more
        sentences(error.problems, key="why.data", with_place=False)
        return
    found = marked(shown.facts)
    with st.container(horizontal=True, gap="medium"):
        for row, example in zip(offered, examples, strict=True):
            with st.container(width="content", key=f"why.offer.{row}"):
                if shown.facts.modality == "image":
                    scaled = example.astype("float32") * (255 / (shown.facts.largest or 255))
                    st.image(drawing.shown(scaled.astype("uint8"), SIDE), output_format="PNG")
                said = "  \n".join(_told(shown, row))
                st.caption(caption(said, found, row))
                st.button(text("why.ask"), key=f"why.ask.{row}", on_click=_open, args=(row,))


def _told(shown: Shown, row: int) -> list[str]:
    """What the example is, and what it was taken for, as far as that is one thing."""
    found = shown.answers
    if not isinstance(found, (Answers, Several)):
        return []
    places = (found.rows == row).nonzero()[0]
    if not len(places):
        return []
    place = int(places[0])
    if isinstance(found, Several):
        true, given = label_words(shown.facts.labels, found, place)
        said = [text("why.is", true=esc(true, longest=NAME))]
        return [*said, text("why.given", given=esc(given, longest=NAME))] if given else said
    if shown.task != "classification":
        return [text("why.true_value", value=f"{float(found.true[place].ravel()[0]):,.4g}")]
    names = (shown.facts.classes[each[place]] for each in (found.true, found.predicted))
    true, predicted = (esc(name, longest=NAME) for name in names)
    return [text("why.is", true=true), text("why.taken_for", predicted=predicted)]
