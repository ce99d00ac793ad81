"""Pictures to try a model on: drawn, from files, folders and zips, pasted, or from the camera."""

from dataclasses import dataclass

import streamlit as st

from components.camera import camera
from components.digit_pad import digit_pad
from components.paste_box import paste_box
from components.segments import segments
from kt_core.data.own.members import is_zip
from kt_core.limits import (
    IMAGE_BYTES,
    IMAGE_PIXELS,
    IMAGES_AT_ONCE,
    PICTURES_ZIP_BYTES,
    PIXELS_AT_ONCE,
)
from kt_core.texts import text
from kt_core.trial import Trial

WAYS = ("draw", "files", "paste", "camera")
MILLION = 1_000_000
DIGITS = ("mnist", "mnist_5k", "digits")
LIGHT, DARK = "#ffffff", "#000000"


@dataclass(frozen=True)
class Given:
    """What was given: files as bytes (pictures, or zips of them), their names, and how pictures
    should be framed at first."""

    files: tuple[bytes, ...]
    names: tuple[str, ...]
    frame: str = "fit"

    @property
    def is_one(self) -> bool:
        """Whether it is a single picture."""
        return len(self.files) == 1 and not is_zip(self.files[0])


def picture_choice(tried: Trial) -> Given:
    """Draws the ways to give pictures; returns what came (nothing: no files)."""
    grey = tried.target is not None and tried.target.channels == 1
    ways = WAYS if grey else WAYS[1:]
    way = segments(
        text("predict.picture"),
        ways,
        words=lambda way: text(f"predict.picture_ways.{way}"),
        default=ways[0],
        key="predict.picture" if grey else "predict.picture_in_colour",
    )
    frame = tried.frame
    if way == "draw":
        return _drawn(tried)
    if way == "paste":
        return _single(paste_box(key="predict.paste"), text("predict.pasted"), frame)
    if way == "camera":
        return _single(camera(key="predict.camera"), text("predict.photo"), frame)
    return _files(frame)


def _single(content: bytes | None, name: str, frame: str) -> Given:
    return Given((content,), (name,), frame) if content else Given((), (), frame)


def _drawn(tried: Trial) -> Given:
    ink, ground = (LIGHT, DARK) if tried.light_on_dark else (DARK, LIGHT)
    picture = digit_pad(key="predict.pad", ink=ink, ground=ground)
    st.caption(text("predict.draw_about"))
    kind = (tried.document.get("data") or {}).get("kind")
    frame = "centre" if kind in DIGITS or kind is None else tried.frame
    return _single(picture, text("predict.drawing"), frame)


def _files(frame: str) -> Given:
    limits = {"megabytes": IMAGE_BYTES // MILLION, "pixels": IMAGE_PIXELS // MILLION}
    limits |= {
        "together": f"{PIXELS_AT_ONCE // MILLION:,}",
        "count": IMAGES_AT_ONCE,
        "zip": PICTURES_ZIP_BYTES // MILLION,
    }
    whole = st.toggle(text("predict.folder"), key="predict.folder")
    files = st.file_uploader(
        text("predict.folder_files" if whole else "predict.files"),
        accept_multiple_files="directory" if whole else True,
        key="predict.pictures_folder" if whole else "predict.pictures",
        max_upload_size=PICTURES_ZIP_BYTES // MILLION,
    )
    st.caption(text("predict.files_about", **limits))
    chosen = sorted(files, key=lambda file: file.name)[:IMAGES_AT_ONCE] if whole else files
    chosen = chosen[:IMAGES_AT_ONCE]
    if len(files) > len(chosen):
        st.caption(text("predict.files_many", count=IMAGES_AT_ONCE))
    names = tuple(file.name for file in chosen)
    return Given(tuple(file.getvalue() for file in chosen), names, frame)
