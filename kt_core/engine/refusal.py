"""What is known when Keras refuses a layer."""

import re
from dataclasses import dataclass
from typing import Any

from kt_core.experiment import Node
from kt_core.problems import Fix, Problem
from kt_core.sites import Site
from kt_core.texts import shape_text

ANSI = re.compile(r"\x1b\[[0-9;]*m")
DETAIL = 600


@dataclass(frozen=True)
class Refusal:
    """What is known when Keras refuses: the layer, shapes it read, the sizes on the way there."""

    said: str
    site: Site
    owner: Node
    shapes: tuple[tuple[int | None, ...], ...] = ()
    before: tuple[Node, Site] | None = None
    sizes: tuple[str, ...] = ()

    @property
    def given(self) -> str:
        """The shapes that came, for people."""
        return ", ".join(shape_text(shape[1:]) for shape in self.shapes)

    def problem(self, code: str, *keys: str, fix: Fix | None = None, **values: Any) -> Problem:
        """A problem at the refused node, or at the keys inside it."""
        shares = self.site.where[-1] != self.owner.name
        known = {"kind": self.owner.kind, "given": self.given, "detail": self.said, **values}
        known.setdefault("name", self.owner.name)
        where = self.site.where if shares else (*self.site.where, *keys)
        return Problem(code, where, known, fix=None if shares else fix)

    def drop(self, name: str) -> Fix | None:
        """The fix that leaves a parameter of the layer to its default."""
        return self.site.fix_drop("drop_param", name)


def cleaned(error: BaseException) -> str:
    """What Keras said, without colours and without its list of arguments."""
    text = ANSI.sub("", str(error)).split("Arguments received by")[0]
    text = re.sub(r"^Exception encountered when calling \S+\(\)\.", "", text.strip())
    return f"{type(error).__name__}: {text.strip()}"[:DETAIL]
