"""The built files belong to the sources beside them. Needs no Node."""

import hashlib
import json
from pathlib import Path

FRONTEND = Path(__file__).parents[3] / "components" / "frontend"
ASSETS = FRONTEND.parent / "assets"


def test_the_built_files_are_those_of_the_sources():
    """Fails after a change of a source without `npm run build` in components/frontend."""
    built = json.loads((ASSETS / "built.json").read_text("utf-8"))
    sources = {
        path.relative_to(FRONTEND).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (FRONTEND / "src").rglob("*")
        if path.is_file()
    }
    assert built == sources


def test_the_lock_file_names_no_address_of_a_registry():
    lock = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]


def test_what_is_of_others_comes_with_its_licence():
    assert "MIT" in (ASSETS / "plotly-LICENSE.txt").read_text("utf-8")
