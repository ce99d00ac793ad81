"""Folders of own parts for tests: written, entered, left."""

import sys
from pathlib import Path

from kt_core import catalog, own_parts

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "parts"

WARM = {
    "module": "warm",
    "file": "warm.py",
    "registered": "mine>Warm",
    "source": "warm",
    "identifiers": [],
    "doc": "An optimizer that begins slowly.",
    "params": [
        {"name": "learning_rate", "field": "float", "family": "schedule", "default": 0.01},
        {"name": "steps", "field": "integer", "required": True, "start": 1},
    ],
    "overlay": {"gloss": "Begins slowly.", "params": {"steps": {"minimum": 1, "start": 50}}},
}
LAYER = {
    "module": "halved",
    "file": "halved.py",
    "registered": "mine>Halved",
    "source": "halved",
    "identifiers": [],
    "arguments": ["inputs"],
    "doc": "Half of its input.",
    "params": [{"name": "rate", "field": "float", "default": 0.5}],
    "overlay": {"call": "tensor", "params": {}},
}
FACTS = {"code": "x", "folder": "parts", "families": {"optimizer": {"Warm": WARM}}, "problems": []}


def folder_of(place, **files):
    """A folder with these files: `warm="..."` becomes `warm.py`, `warm_json` `warm.json`."""
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        beside = name.endswith("_json")
        file = f"{name.removesuffix('_json')}.json" if beside else f"{name}.py"
        (place / file).write_text(content, "utf-8")
    return place


def entered(patch, home, folder):
    """Enter the folder on this home, as a process does when it starts."""
    patch.setenv("KT_HOME", str(home))
    patch.setenv("KT_PARTS", "")
    own_parts.enter(str(folder))


def left():
    """What a process that ends would forget."""
    for name, module in list(sys.modules.items()):
        if "parts" in Path(getattr(module, "__file__", None) or "-").parts[-3:-2]:
            del sys.modules[name]
    catalog.include(catalog.Own())
