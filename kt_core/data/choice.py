"""Choosing a data set: what else in the document follows from it."""

import copy
from typing import Any

from kt_core.data.cards import Card, card
from kt_core.dataset_names import dataset_of
from kt_core.problems import ProblemError

Document = dict[str, Any]


def label_kinds(facts: Card) -> tuple[str, ...]:
    """The ways in which the set can tell what is right: values of `data.labels`."""
    found = ("integer", "one_hot") if facts.classes else ("integer",)
    return (*found, "pixels", "input") if facts.has_ink else (*found, "input")


def choose(document: Document, kind: str) -> Document:
    """The document with that data set; the old one untouched.

    Scaling and validation stay as they are; a first choice gets `unit` scaling. Inputs that had
    the former set's shape get the new one. What makes no sense for the new set goes: parameters,
    columns of inputs, image augmentation for tables, labels that the new set can't have.
    """
    changed = copy.deepcopy(document)
    data = changed.get("data") or {"scaling": "unit"}
    former = _former(dataset_of(document))
    facts = card(kind)
    dropped = {"kind", "params", "inputs"}
    dropped |= {"augmentation"} if facts.modality == "table" else set()
    dropped |= set() if data.get("labels") in label_kinds(facts) else {"labels"}
    kept = {key: value for key, value in data.items() if key not in dropped}
    changed["data"] = {"kind": kind, **kept}
    if former:
        _follow(changed, former, facts)
    return changed


def _former(name: str) -> Card | None:
    try:
        return card(name)
    except ProblemError:
        return None


def _follow(document: Document, former: Card, facts: Card) -> None:
    for node in document["network"]:
        params = node.get("params", {})
        if node.get("kind") == "Input" and params.get("shape") == list(former.shape):
            params["shape"] = list(facts.shape)
