"""Test examples that people believe to be labelled wrongly, with their pictures, in a report."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

from kt_core import marks
from kt_core.data import Card, card
from kt_core.data.pictures import enlarged, grey
from kt_core.data.sets import x_test
from kt_core.dataset_names import dataset_of
from kt_core.problems import ProblemError
from kt_core.report.markup import Html, element, image, section, words
from kt_core.runs import Run, Store
from kt_core.texts import text

SIDE = 64  # pixels
MOST = 100
"""Marks that are listed; all are counted, and `marks` of the command line has all of them."""


def marks_section(run: Run, store: Store) -> Html:
    """How many are marked, and each with what was said of it; nothing where none is."""
    try:
        about = card(dataset_of(run.document))
        found = marks.of(store, about)
    except ProblemError:  # a set that somebody brought, and took away again
        return Html("")
    if not found:
        return Html("")
    lines = marks.table(about, chain.from_iterable(found[row] for row in sorted(found)))
    said = text("report.marks.about", n=f"{len(found):,}", of=f"{about.test:,}")
    parts = [element("p", words(said), of="quiet"), _list(about, lines[:MOST])]
    if len(lines) > MOST:
        parts.append(element("p", words(text("report.marks.more", n=f"{len(lines) - MOST:,}"))))
    return section(text("report.marks.title"), *parts)


def _list(about: Card, lines: Sequence[dict[str, Any]]) -> Html:
    """One line for each mark, with a picture where the set has some and is on this machine."""
    pictures = _pictures(about, [line["row"] for line in lines])
    heads = [
        *([""] if pictures else []),
        *(text(f"gallery.columns.{name}") for name in marks.COLUMNS),
    ]
    rows = [
        element(
            "tr",
            *([element("td", pictures[at])] if pictures else []),
            *(element("td", words(_cell(line[name])), of="name") for name in marks.COLUMNS),
        )
        for at, line in enumerate(lines)
    ]
    head = element("thead", element("tr", *(element("th", words(name)) for name in heads)))
    return element("div", element("table", head, element("tbody", *rows)), of="scroll")


def _pictures(about: Card, rows: Sequence[int]) -> list[Html]:
    if about.modality != "image":
        return []
    try:
        examples = x_test(about.kind)[np.asarray(rows)]
    except ProblemError:  # the data set is not on this machine any more
        return []
    drawn = grey(examples, largest=about.largest or 255)
    return [
        image(enlarged(each, side=SIDE), alt=text("report.marks.alt", row=row))
        for each, row in zip(drawn, rows, strict=True)
    ]


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:,.4g}" if isinstance(value, float) else str(value)
