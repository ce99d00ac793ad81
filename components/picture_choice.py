"""Pictures to try a model on: drawn, or files."""

from dataclasses import dataclass

import streamlit as st

from components.digit_pad import digit_pad
from components.segments import segments
from kt_core.limits import IMAGE_BYTES, IMAGE_PIXELS, IMAGES_AT_ONCE
from kt_core.texts import text
from kt_core.trial import Trial

WAYS = ("draw", "files")
MILLION = 1_000_000
DIGITS = ("mnist", "mnist_5k", "digits")
LIGHT, DARK = "#ffffff", "#000000"


@dataclass(frozen=True)
class Given:
    """What was given: pictures as bytes, their names, and how they should be framed at first."""

    pictures: tuple[bytes, ...]
    names: tuple[str, ...]
    frame: str = "fit"


def picture_choice(tried: Trial) -> Given:
    """Draws the pad or the upload field; returns what is on it (nothing: no pictures)."""
    target = tried.target
    if target is None or target.channels != 1:
        return _files()
    way = segments(
        text("predict.picture"),
        WAYS,
        words=lambda way: text(f"predict.picture_ways.{way}"),
        default=WAYS[0],
        key="predict.picture",
    )
    return _drawn(tried) if way == "draw" else _files()


def _drawn(tried: Trial) -> Given:
    ink, ground = (LIGHT, DARK) if tried.light_on_dark else (DARK, LIGHT)
    picture = digit_pad(key="predict.pad", ink=ink, ground=ground)
    st.caption(text("predict.draw_about"))
    kind = (tried.document.get("data") or {}).get("kind")
    frame = "centre" if kind in DIGITS or kind is None else "fit"
    return Given((picture,), (text("predict.drawing"),), frame) if picture else Given((), (), frame)


def _files() -> Given:
    limits = {"megabytes": IMAGE_BYTES // MILLION, "pixels": IMAGE_PIXELS // MILLION}
    files = st.file_uploader(
        text("predict.files"),
        accept_multiple_files=True,
        key="predict.pictures",
        max_upload_size=IMAGE_BYTES // MILLION,
        help=text("predict.files_help", **limits, count=IMAGES_AT_ONCE),
    )
    chosen = files[:IMAGES_AT_ONCE]
    if len(files) > len(chosen):
        st.caption(text("predict.files_many", count=IMAGES_AT_ONCE))
    names = tuple(file.name for file in chosen)
    return Given(tuple(file.getvalue() for file in chosen), names)
