"""A server's own parts in the catalog: what is beside Keras' for this process, as one frozen value.

Whoever starts a process includes them once (`kt_core.own_parts`); the catalog only looks here.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

GROUP = "own"
LEVEL = "beginner"


@dataclass(frozen=True, eq=False)
class Own:
    """Own kinds by family, each as `kt_core.engine.part_files` derived it; `name` is the folder's.

    Equal only to itself, so that whatever was remembered for one is never taken for another.
    """

    families: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    name: str = ""

    def kinds(self, family: str) -> tuple[str, ...]:
        """The kinds of one family, by name."""
        return tuple(sorted(self.families.get(family, ())))

    def raw(self, family: str, kind: str) -> Mapping[str, Any] | None:
        """What was derived for a kind, or None."""
        return self.families.get(family, {}).get(kind)


_included = Own()


def included() -> Own:
    """The own parts that the catalog offers in this process."""
    return _included


def include(own: Own) -> None:
    """Offer these own parts from now on, and no others."""
    global _included
    _included = own


@contextmanager
def including(own: Own) -> Iterator[None]:
    """Offer these own parts meanwhile."""
    before = included()
    include(own)
    try:
        yield
    finally:
        include(before)
