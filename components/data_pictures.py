"""Strips of real examples, made once for everybody."""

import numpy as np
import streamlit as st

from kt_core.data import example_images, example_rows
from kt_core.data.pictures import strip

MANY = 60  # strips kept; one is about 20 KB


def class_strips(kind: str, *, count: int, skip: int = 0) -> list[bytes]:
    """One PNG per class of an image set: `count` examples of its training part after `skip`."""
    return _class_strips(kind, count, skip)


def preview_strip(kind: str, *, count: int) -> bytes:
    """One PNG with an example of each of the first `count` classes of an image set."""
    return _preview_strip(kind, count)


@st.cache_data(max_entries=MANY, show_spinner=False)
def _class_strips(kind: str, count: int, skip: int) -> list[bytes]:
    rows = list(example_rows(kind, per_class=count, skip=skip).values())
    images = example_images(kind, [row for group in rows for row in group])
    ends = np.cumsum([len(group) for group in rows])
    return [strip(part) for part in np.split(images, ends[:-1])]


@st.cache_data(max_entries=MANY, show_spinner=False)
def _preview_strip(kind: str, count: int) -> bytes:
    rows = list(example_rows(kind, per_class=1).values())[:count]
    return strip(example_images(kind, [row for group in rows for row in group]))
