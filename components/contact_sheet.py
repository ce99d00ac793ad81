"""Test examples side by side with what they are and what the model took them for."""

import io
from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st
from PIL import Image

from components.escape import esc
from components.marks import badge, caption, marked
from components.problem_list import sentences
from kt_core.data import Card, x_test
from kt_core.problems import ProblemError
from kt_core.results import Answers
from kt_core.texts import text

SIDE = 96  # pixels
LONGEST = 24


def contact_sheet(
    facts: Card, found: Answers, places: Sequence[int], *, key: str, per_page: int = 24
) -> None:
    """Draws the examples at `places` in the given order: pictures, or lines of a table."""
    page = _page(-(-len(places) // per_page), key)
    shown = places[page * per_page : (page + 1) * per_page]
    try:
        examples = x_test(facts.kind)[found.rows[shown]]
    except ProblemError as error:  # the data set is not on this machine any more
        sentences(error.problems, key=key, with_place=False)
        return
    if facts.modality == "image":
        _pictures(facts, found, shown, examples)
    else:
        _lines(facts, found, shown, examples)


def _page(pages: int, key: str) -> int:
    if pages <= 1:
        return 0
    return st.pagination(pages, max_visible_pages=5, key=key) - 1


def _pictures(facts: Card, found: Answers, places: Sequence[int], images: np.ndarray) -> None:
    with st.container(horizontal=True, gap="small"):
        said = marked(facts)
        for place, image in zip(places, images, strict=True):
            picture = _png(image, facts.largest or 255)
            words = caption(_words(facts, found, place), said, found.rows[place])
            st.image(picture, caption=words, output_format="PNG")


def _words(facts: Card, found: Answers, place: int) -> str:
    true, predicted = facts.classes[found.true[place]], facts.classes[found.predicted[place]]
    confidence = 0.0 if found.confidence is None else float(found.confidence[place])
    key = "results.right" if true == predicted else "results.wrong"
    return text(
        key,
        true=esc(true, longest=LONGEST),
        predicted=esc(predicted, longest=LONGEST),
        percent=percent(confidence),
    )


def percent(share: float) -> str:
    """A probability in percent; only certainty is written as 100 %."""
    return "> 99.9 %" if 0.9995 <= share < 1 else f"{share:.1%}".replace("%", " %")


def _lines(facts: Card, found: Answers, places: Sequence[int], rows: np.ndarray) -> None:
    table = pd.DataFrame(rows, columns=list(facts.columns))
    kind = "class" if facts.classes else "value"
    table.insert(0, text(f"results.true_{kind}"), _named(facts, found.true[places]))
    table.insert(1, text(f"results.predicted_{kind}"), _named(facts, found.predicted[places]))
    if found.confidence is not None:
        table.insert(2, text("results.confidence"), found.confidence[places])
    said = marked(facts)
    if any(badges := [badge(said, row) for row in found.rows[places]]):
        table.insert(0, text("gallery.columns.mark"), badges)
    numbers = table.select_dtypes("number").columns
    shown = {name: st.column_config.NumberColumn(format="%.4g") for name in numbers}
    st.dataframe(table, hide_index=True, column_config=shown)


def _named(facts: Card, values: np.ndarray) -> list:
    return [facts.classes[value] for value in values] if facts.classes else list(np.ravel(values))


def _png(image: np.ndarray, largest: int) -> bytes:
    """A PNG about SIDE pixels wide with pixels that stay visible."""
    zoom = max(1, round(SIDE / image.shape[1]))
    pixels = (image.astype("uint16") * 255 // largest).astype("uint8")
    pixels = pixels.repeat(zoom, axis=0).repeat(zoom, axis=1)
    file = io.BytesIO()
    Image.fromarray(pixels.squeeze(-1) if pixels.shape[-1] == 1 else pixels).save(file, "PNG")
    return file.getvalue()
