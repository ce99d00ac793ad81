"""A photo from the browser's camera, or why this browser gives none."""

from urllib.parse import urlsplit

import streamlit as st

from kt_core.texts import text

HERE = ("localhost", "127.0.0.1", "::1")


def camera(*, key: str) -> bytes | None:
    """Draws the camera; the photo (JPEG or PNG), or None while none was taken."""
    if not is_allowed(st.context.url):
        st.caption(text("predict.camera_refused"))
        return None
    taken = st.camera_input(text("predict.camera"), key=key, resolution="720p")
    st.caption(text("predict.camera_about"))
    return taken.getvalue() if taken else None


def is_allowed(url: str | None) -> bool:
    """Whether browsers give a page at this address the camera: over https, or on this machine."""
    if not url:
        return True
    found = urlsplit(url)
    host = found.hostname or ""
    return found.scheme == "https" or host in HERE or host.endswith(".localhost")
