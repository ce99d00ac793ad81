"""A data set is named by one text, its parameters included: what is asked for, kept and
remembered by name needs no second argument."""

import json
from collections.abc import Mapping
from typing import Any


def dataset_name(kind: str, params: Mapping[str, Any]) -> str:
    """`moons` and {"noise": 0.2} -> `moons{"noise": 0.2}`; the kind alone without parameters."""
    return kind + json.dumps(params, sort_keys=True, default=str) if params else kind


def kind_and_params(name: str) -> tuple[str, dict[str, Any]]:
    """What `dataset_name` put together; a text that nobody made so is all kind."""
    kind, brace, inside = name.partition("{")
    try:
        return kind, json.loads(brace + inside) if brace else {}
    except ValueError:
        return name, {}


def dataset_of(document: Mapping[str, Any]) -> str:
    """The name of the set in a document, "" when there is none."""
    data = document.get("data") or {}
    return dataset_name(str(data.get("kind", "")), data.get("params") or {})
