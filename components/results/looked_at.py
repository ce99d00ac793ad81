"""Single examples of any part on the screen: pictures side by side, or a row of a table."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.problem_list import sentences
from kt_core.data import Card
from kt_core.data.looking import training_examples
from kt_core.data.pictures import enlarged, grey
from kt_core.data.sets import x_test
from kt_core.problems import ProblemError
from kt_core.texts import text

KEPT = 200


def examples_of(facts: Card, part: str, rows: Sequence[int]) -> np.ndarray | None:
    """The examples at these rows of the training or the test part, as the set has them; None, and
    a sentence, when the set is not on this machine any more."""
    try:
        if part == "test":
            return x_test(facts.kind)[list(rows)]
        return _of_training(facts.kind, tuple(int(row) for row in rows))
    except ProblemError as error:
        sentences(error.problems, key="results.examples", with_place=False)
        return None


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _of_training(kind: str, rows: tuple[int, ...]) -> np.ndarray:
    return training_examples(kind, rows)


def picture(facts: Card, image: np.ndarray, *, side: int) -> bytes:
    """A PNG of an image, about `side` pixels high, with pixels that stay visible."""
    return enlarged(grey(image, largest=facts.largest or 255), side=side)


def headed(head: Mapping[str, Any], columns: Sequence[str], rows: np.ndarray) -> pd.DataFrame:
    """A table of what is said of rows (n, columns) and, behind it, of the rows themselves; a head
    that a column has as well gets a mark."""
    told = {f"{name} ′" if name in columns else name: values for name, values in head.items()}
    return pd.DataFrame(told | dict(zip(columns, rows.T, strict=True)))


def whole_example(facts: Card, example: np.ndarray, *, words: str) -> None:
    """Draws one example large: its picture, or its columns as a table."""
    if facts.modality == "image":
        st.image(picture(facts, example, side=224), output_format="PNG", alt=words)
        return
    names, numbers = text("layer_map.column"), text("layer_map.number")
    table = pd.DataFrame({names: list(facts.columns), numbers: np.ravel(example)})
    shown = {numbers: st.column_config.NumberColumn(format="%.4g")}
    st.dataframe(table, hide_index=True, column_config=shown)
