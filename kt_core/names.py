"""Names that Keras can work with, for names that people type.

Keras builds and saves a layer called `手写数字识别` and then fails in `predict`; so a name that is
not plain ASCII stays on the screen, and the layer gets another one.
"""

import re
from collections.abc import Iterable

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def internal_names(names: Iterable[str]) -> dict[str, str]:
    """Keras' name for each name typed, in order: plain ones stay, others become `layer_<n>`.

    `n` is the place in the network, counted from 1, or the next number that is free.
    """
    typed = list(names)
    taken = {name for name in typed if is_plain(name)}
    found: dict[str, str] = {}
    for place, name in enumerate(typed, start=1):
        if is_plain(name):
            found[name] = name
        elif name not in found:
            found[name] = _free(place, taken)
            taken.add(found[name])
    return found


def is_plain(name: str) -> bool:
    """Whether Keras can use the name as it is."""
    return PLAIN.fullmatch(name) is not None


def model_name(title: str) -> str:
    """Keras' name for a model with this title."""
    return title if is_plain(title) else "model"


def snake_case(kind: str) -> str:
    """A class name as Keras writes it in automatic names: `MeanIoU` -> `mean_io_u`."""
    spaced = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()


def _free(place: int, taken: set[str]) -> str:
    while f"layer_{place}" in taken:
        place += 1
    return f"layer_{place}"
