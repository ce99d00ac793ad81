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
    columns of inputs, image augmentation for tables, labels that the new set can't have. Where the
    set says what belongs together, whole groups are held out for validation; where its test part
    is the latest, the latest.
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
    _hold_out(changed["data"], facts)
    if former:
        _follow(changed, former, facts)
    return changed


def _hold_out(data: dict[str, Any], facts: Card) -> None:
    """Validation as the set is tested: by groups or the latest, else by chance."""
    validation = data.get("validation", {"kind": "holdout"})
    if not validation or validation.get("kind") != "holdout":
        return
    latest = facts.timing if facts.parting == "time" else None
    known = {"groups": facts.grouping, "time": None if facts.grouping else latest}
    told = {name: value for name, value in known.items() if value}
    former = validation.get("params", {})
    params = {name: value for name, value in former.items() if name not in known}
    if told or len(params) < len(former):
        data["validation"] = {"kind": "holdout", "params": {"fraction": 0.2, **params, **told}}


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
