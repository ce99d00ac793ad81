"""Complete experiments to start from, each of them ready to train.

A new one is a JSON document in this folder, its name in its group, and its words in the texts.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kt_core.texts import text

FOLDER = Path(__file__).parent
START = "start"
GROUPS = {
    "first": ("digit_cnn", "dense_net", "regression"),
    "plane": ("xor", "spiral"),
    "labels": ("shapes", "venn"),
    "images": ("cifar_cnn", "residual_cnn", "inception"),
    "sequences": ("lstm", "transformer"),
    "more": ("unet", "autoencoder", "two_inputs"),
}
NAMES = tuple(name for names in GROUPS.values() for name in names)


@dataclass(frozen=True, slots=True)
class Template:
    """One experiment to start from."""

    name: str

    @property
    def title(self) -> str:
        return text(f"templates.{self.name}.title")

    @property
    def about(self) -> str:
        """What can be learned with it, in a sentence."""
        return text(f"templates.{self.name}.about")

    def document(self) -> dict[str, Any]:
        """The experiment's document, a fresh copy each time."""
        return json.loads((FOLDER / f"{self.name}.json").read_text("utf-8"))


def templates() -> tuple[Template, ...]:
    """All templates in the order in which they are offered."""
    return tuple(Template(name) for name in NAMES)


def template(name: str) -> Template:
    """The template of that name. Raises KeyError."""
    if name not in NAMES:
        raise KeyError(name)
    return Template(name)


def start_document() -> dict[str, Any]:
    """What a new experiment begins with: a data set, its Input, and no layers yet."""
    return Template(START).document()
