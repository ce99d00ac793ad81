"""Dividing the columns of a table among the Inputs of the network: what is, and what changes it.

An Input of which `data.inputs` says nothing gets the whole row. Each change also sets the shapes of
the Inputs it concerns, so that one step back takes both away.
"""

from collections.abc import Sequence
from typing import Any

from kt_core import edits

Document = dict[str, Any]
INPUTS = ("data", "inputs")


def inputs_of(document: Document) -> list[str]:
    """Names of the network's own Inputs, in order; those of nested networks are no part of it."""
    return [node["name"] for node in document["network"] if node.get("kind") == "Input"]


def columns_of(document: Document, name: str) -> list[str] | None:
    """The columns that the Input gets, None when it gets all of them."""
    found = edits.get(document, (*INPUTS, name))
    return list(found) if isinstance(found, (list, tuple)) else None


def unread(document: Document, columns: Sequence[str]) -> list[str]:
    """The columns that no Input gets."""
    given = [columns_of(document, name) for name in inputs_of(document)]
    read = set().union(*(columns if each is None else each for each in given))
    return [column for column in columns if column not in read]


def with_columns(
    document: Document, name: str, chosen: Sequence[str], *, columns: Sequence[str]
) -> Document:
    """The document in which the Input gets these columns, in the order of the table; all of them
    when none is chosen."""
    own = [column for column in columns if column in chosen]
    divided = dict(edits.get(document, INPUTS) or {})
    if own and own != list(columns):
        divided[name] = own
    else:
        divided.pop(name, None)
    return _shaped(_divided(document, divided), columns)


def dealt(document: Document, columns: Sequence[str]) -> Document:
    """The document in which each Input gets about as many columns, in the order of the table."""
    names = inputs_of(document)
    ends = [len(columns) * at // len(names) for at in range(len(names) + 1)]
    parts = {
        name: list(columns[ends[at] : ends[at + 1]] or columns) for at, name in enumerate(names)
    }
    return _shaped(_divided(document, parts), columns)


def undivided(document: Document, columns: Sequence[str]) -> Document:
    """The document in which every Input gets the whole row."""
    return _shaped(_divided(document, {}), columns)


def _divided(document: Document, inputs: dict[str, list[str]]) -> Document:
    return edits.put(document, INPUTS, inputs) if inputs else edits.drop(document, INPUTS)


def _shaped(document: Document, columns: Sequence[str]) -> Document:
    """The document in which each Input that takes rows is as wide as what it gets."""
    for name in inputs_of(document):
        where = ("network", name, "params", "shape")
        own = columns_of(document, name)
        wide, now = [len(columns if own is None else own)], edits.get(document, where)
        if now != wide and (now is None or (isinstance(now, list) and len(now) == 1)):
            document = edits.put(document, where, wide)
    return document
