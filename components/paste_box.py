"""A picture from the clipboard, by Ctrl+V or a button; Python gets it once, and keeps it."""

import base64
import binascii

import streamlit as st

from components.browser import component
from kt_core.limits import IMAGE_BYTES
from kt_core.texts import section

LARGEST = 6_000_000  # bytes; larger ones are made smaller in the browser
LONGEST = 4 * LARGEST  # characters: base64 and a margin

_mount = component("paste_box", height=120)


def paste_box(*, key: str) -> bytes | None:
    """The picture that was pasted last, as the clipboard holds it, or None."""
    labels = section("paste_box")
    held = f"{key}.held"

    def keep() -> None:
        sent = st.session_state[key].get("picture")
        st.session_state[held] = pasted(sent) if sent else None

    has = st.session_state.get(held) is not None
    _mount(
        key=key,
        data={"labels": labels, "missing": labels["missing"], "largest": LARGEST, "has": has},
        on_picture_change=keep,
        on_clear_change=lambda: st.session_state.pop(held, None),
        width="stretch",
    )
    return st.session_state.get(held)


def pasted(sent: object) -> bytes | None:
    """The bytes in what a browser sent (base64), or None if there are none."""
    if not isinstance(sent, str) or len(sent) > LONGEST:
        return None
    try:
        found = base64.b64decode(sent, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if 0 < len(found) <= IMAGE_BYTES else None
