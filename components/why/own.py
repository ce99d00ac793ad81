"""Why a model answers as it does for something of one's own, behind a switch."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components.why.asked import Asked
from components.why.explanation import explained
from kt_core import explanations
from kt_core.dataset_names import dataset_of
from kt_core.texts import text
from kt_core.trial import Trial


def why_own(
    tried: Trial,
    known: Mapping[str, Any],
    choices: Mapping[str, Any],
    *,
    picture: bytes | None = None,
    row: Sequence[float] = (),
) -> None:
    """Draws the switch and, when it is on, all about the answer to a picture or a table row.

    `known` and `choices` are what the engine's `predict` was told.
    """
    if not st.toggle(text("why.own"), key="why.own", help=text("why.own_help")):
        return
    example: dict[str, Any] = {"values": list(row)}
    if picture is not None:
        example = {"image": explanations.digest(picture)}
    example["choices"] = {key: value for key, value in choices.items() if value is not None}
    asked = Asked(
        model=dict(tried.model),
        example=example,
        known={key: value for key, value in known.items() if value is not None},
        kind=dataset_of(tried.document) if tried.model.get("run") else "",
        picture=picture,
        title="own",
        key=f"why.own.{explanations.digest(repr(example).encode())[:12]}",
    )
    explained(asked, section_key="why.own.section")
