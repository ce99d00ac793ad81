"""The example with its answer, and the parts of the explanation to choose from."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from components.contact_sheet import percent
from components.escape import esc
from components.segments import segments
from components.why import layers, maps, steps
from components.why.asked import Asked
from kt_core.explanations import Found
from kt_core.figures import maps as drawing
from kt_core.texts import text

SECTIONS: Mapping[str, Callable[[Asked, Found], None]] = {
    "maps": maps.draw,
    "layers": layers.draw,
    "steps": steps.draw,
}
NAME = 40  # characters


def explained(asked: Asked, *, section_key: str, told: Sequence[str] = ()) -> None:
    """Draws the example, what the model answers, and the chosen part of the explanation.

    `told`: lines of Markdown about the example, before the answer.
    """
    about = asked.answer("about")
    if about is None:
        return
    _head(about, told)
    chosen = segments(
        text("why.section"),
        tuple(SECTIONS),
        words=lambda name: text(f"why.sections.{name}"),
        default="maps",
        key=section_key,
        label_visibility="collapsed",
    )
    SECTIONS[chosen](asked, about)


def _head(about: Found, told: Sequence[str]) -> None:
    said = about.said
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        if said["modality"] == "image":
            picture = drawing.shown(about.arrays["picture"], 120)
            st.image(picture, alt=text("why.picture"), output_format="PNG")
        with st.container(width="stretch"):
            for line in (*told, *_answer(about)):
                st.markdown(line)
            if said["narrow"]:
                st.caption(text("why.narrow"))


def _answer(about: Found) -> list[str]:
    said, numbers = about.said, about.said["numbers"]
    if not said["explainable"] or said["by_pixel"]:
        return []
    if not said["are_classes"]:
        return [text("why.value", value=", ".join(f"{each:,.4g}" for each in numbers[:8]))]
    best = max(range(len(numbers)), key=numbers.__getitem__)
    name = esc(maps.names(about)[best], longest=NAME)
    return [text("why.taken", predicted=name, percent=percent(numbers[best]))]
