"""The memory that a run will need, for the host, which has no keras to ask for shapes."""

from collections.abc import Mapping
from typing import Any

from kt_core import memory
from kt_core.engine.check import check
from kt_core.experiment import parse


def need(document: Mapping[str, Any]) -> dict[str, Any]:
    """`{"need": bytes, "parts": {...}}` of a run of the document (`kt_core.memory.Need`)."""
    return memory.need(parse(document), check(document)["nodes"]).to_json()
