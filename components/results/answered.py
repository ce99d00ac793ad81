"""One example and an answer as large as it, after one epoch: classes of its pixels, or itself
given back."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from components.contact_sheet import percent
from components.results.looked_at import examples_of
from components.results.shown import Shown
from components.results.whole import legend
from kt_core.data.pictures import enlarged, grey, overlaid, side_by_side
from kt_core.texts import text
from kt_core.whole_moments import WholeMoment, in_full

OFFERED = 50
SIDE = 168  # pixels


def chosen_example(found: Sequence[WholeMoment], key: str) -> int:
    """Draws the choice of an example, those that changed most first; its place among the rows."""
    kept, name = found[0].kept, f"{key}.picture"
    off = np.stack([np.nan_to_num(each.off[kept]) for each in found])
    moved = np.abs(np.diff(off, axis=0)).sum(axis=0)
    offered = kept[np.argsort(-moved, kind="stable")][:OFFERED].tolist()
    chosen = st.session_state.get(name)
    return st.selectbox(
        text("through_time.example"),
        offered if chosen in (None, *offered) or chosen not in kept else [chosen, *offered],
        key=name,
        format_func=lambda place: text("through_time.row", n=int(found[0].rows[place])),
        width=320,
    )


def answered(
    shown: Shown, now: WholeMoment, before: WholeMoment | None, place: int, *, part: str
) -> None:
    """Draws what the example at `place` is, and what the network made of it after this epoch."""
    examples = examples_of(shown.facts, part, [int(now.rows[place])])
    given = given_to(now, [place])
    if given is None:
        st.caption(text("through_time.epoch_gone"))
    if examples is None or given is None:
        return
    if shown.facts.modality == "image":
        pixels = strip(shown, examples[0], *(each[0] for each in given))
        st.image(enlarged(pixels, side=SIDE), output_format="PNG", alt=in_short(shown, now, place))
        st.caption(text(f"through_time.strip.{shown.task}"))
    else:
        _columns(shown, examples[0], given[0][0])
    st.markdown(_told(shown, now, before, place))
    if shown.task == "pixels":
        legend([text("results.background"), *shown.facts.classes])


def given_to(now: WholeMoment, places: Sequence[int]) -> tuple[np.ndarray, ...] | None:
    """The answers to examples that are kept in full, and what is true where that is more than the
    example; None where the file is gone."""
    found, at = in_full(now), np.searchsorted(now.kept, places)
    return tuple(found[name][at] for name in ("given", "true") if name in found) or None


def strip(
    shown: Shown, example: np.ndarray, given: np.ndarray, true: np.ndarray | None = None
) -> np.ndarray:
    """The picture, then what is true and what is answered of its pixels; or what is given back and
    where that differs: uint8 (height, width, 4)."""
    raw = grey(example, largest=shown.facts.largest or 255)
    if true is not None:
        return side_by_side(raw, overlaid(raw, true), overlaid(raw, given))
    return side_by_side(raw, given, np.abs(raw.astype("int16") - given).astype("uint8"))


def in_short(shown: Shown, now: WholeMoment, place: int) -> str:
    """How far off the answer to one example is."""
    off = float(now.off[place])
    value = percent(1 - off) if shown.task == "pixels" else f"{off:.3g}"
    return text(f"through_time.off.{shown.task}", value=value)


def _told(shown: Shown, now: WholeMoment, before: WholeMoment | None, place: int) -> str:
    words = {"epoch": now.epoch + 1, "now": in_short(shown, now, place)}
    if before is None:
        return text("through_time.answered", **words)
    return text("through_time.answered_since", before=in_short(shown, before, place), **words)


def _columns(shown: Shown, example: np.ndarray, given: np.ndarray) -> None:
    names = ("column", "is", "given", "apart")
    head = {name: text(f"through_time.columns.{name}") for name in names}
    values = (list(shown.facts.columns), np.ravel(example), given, given - np.ravel(example))
    table = pd.DataFrame(dict(zip(head.values(), values, strict=True)))
    shapes = {head[name]: st.column_config.NumberColumn(format="%.4g") for name in names[1:]}
    st.dataframe(table, hide_index=True, column_config=shapes, placeholder="")
