"""A test example and what the model made of it: as a picture or numbers, and in a few words."""

from typing import Any

import numpy as np
import pandas as pd

from components.contact_sheet import percent
from components.label_words import joined, label_words, mistake_words
from components.results.shown import Shown
from kt_core.data import x_test
from kt_core.data.pictures import coloured, grey, side_by_side
from kt_core.gallery import Examples
from kt_core.several import Several
from kt_core.texts import text
from kt_core.whole import Pixels, Reconstructions

Words = tuple[str, str, str, bool | None]


def picture(shown: Shown, place: int) -> np.ndarray:
    """The example at that place of the answers as uint8 (height, width, 1, 3 or 4): with truth and
    prediction, or what was given back and the difference, beside it where that is the answer."""
    facts, found = shown.facts, shown.answers
    largest = facts.largest or 255
    raw = grey(x_test(facts.kind)[found.rows[place]], largest=largest)
    if isinstance(found, Pixels):
        return side_by_side(raw, coloured(found.true[place]), coloured(found.predicted[place]))
    if isinstance(found, Reconstructions):
        given = grey(found.given[place], largest=largest)
        return side_by_side(raw, given, np.abs(raw.astype("int16") - given).astype("uint8"))
    return raw


def words(shown: Shown, about: Examples, place: int) -> Words:
    """What it is, what it is taken for (or ""), the figure, and whether that is a mistake; plain
    text. None for "mistake" where the picture is a strip."""
    figure, found = float(about.figure[place]), shown.answers
    if isinstance(found, Pixels):
        assert about.true is not None
        name = shown.facts.classes[max(int(about.true[place]), 0)]
        return name, "", text("gallery.ink", percent=percent(figure)), None
    if isinstance(found, Reconstructions):
        return text("gallery.row", row=int(about.rows[place])), "", _error(figure), None
    if isinstance(found, Several):
        names, said = shown.facts.labels, text("labels.farthest", percent=percent(figure))
        wrong = mistake_words(names, found, place)
        return joined(names, found.true[place]), wrong, said, bool(wrong)
    if about.true is None or about.predicted is None:
        true, predicted = (float(side[place][0]) for side in (found.true, found.predicted))
        is_and_said = {"true": f"{true:,.4g}", "predicted": f"{predicted:,.4g}"}
        return text("gallery.values", **is_and_said), "", _off(about, place), False
    true, predicted = int(about.true[place]), int(about.predicted[place])
    names = shown.facts.classes
    wrong = true != predicted
    return names[true], names[predicted] if wrong else "", percent(figure), wrong


def lines(shown: Shown, about: Examples, places: np.ndarray) -> pd.DataFrame:
    """The examples of a table, one a line: row, what it is and is taken for, figure, columns."""
    facts, found = shown.facts, shown.answers
    rows = about.rows[places]
    head: dict[str, Any] = {text("gallery.columns.row"): rows}
    if about.true is not None and about.predicted is not None:
        for side, values in (("true", about.true), ("predicted", about.predicted)):
            head[text(f"gallery.columns.{side}")] = [facts.classes[at] for at in values[places]]
    elif isinstance(found, Several):
        both = [label_words(facts.labels, found, at) for at in places]
        head[text("gallery.columns.true")] = [true for true, _ in both]
        head[text("labels.given")] = [said or true for true, said in both]
    elif about.signed is not None:
        head[text("gallery.columns.true_value")] = found.true[places, 0]
        head[text("gallery.columns.predicted_value")] = found.predicted[places, 0]
    head[text(f"gallery.figures.{shown.task}")] = about.figure[places]
    columns = pd.DataFrame(x_test(facts.kind)[rows], columns=list(facts.columns))
    return pd.concat([pd.DataFrame(head), columns], axis=1)


def _error(figure: float) -> str:
    return text("gallery.error", value=f"{figure:.3g}")


def _off(about: Examples, place: int) -> str:
    assert about.signed is not None
    return text("gallery.off", value=f"{float(about.signed[place]):+,.3g}".replace("-", "−"))
