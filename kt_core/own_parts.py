"""A server's own parts: the folder that whoever starts it names, as copied and as described.

Nothing here runs a file of it: `kt_core.engine.part_files` does, in processes of the engine.
"""

import hashlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from kt_core import catalog
from kt_core.home import home
from kt_core.problems import Problem, ProblemError
from kt_core.runs import write_atomic

VARIABLE = "KT_PARTS"
FACTS, ORIGIN = "facts.json", "origin.json"
KINDS = (".py", ".json")
UNKNOWN = ("unknown_kind", "unknown_kind_near")
DERIVING = ("derive.py", "docstrings.py", "fields.py", "part_entries.py", "part_forms.py")


def enter(given: str | None = None) -> None:
    """Take the folder `given`, else that of KT_PARTS, for this process and those it starts.

    Its files are copied to `KT_HOME/parts/<digest of their content>`, and all that follows reads
    the copy: what is edited meanwhile counts from the next start. Raises ProblemError.
    """
    named = given or os.environ.get(VARIABLE)
    if not named:
        return
    folder = Path(named).expanduser().absolute()
    if folder.parent != _place():
        os.environ[VARIABLE] = str(_copied(folder))


def current() -> Path | None:
    """The copy whose parts this process has, or None."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def digest() -> str:
    """The name of that copy, which changes with every byte in the folder; empty without one."""
    folder = current()
    return folder.name if folder else ""


def files() -> list[Path]:
    """The Python files of the copy, by name."""
    folder = current()
    return sorted(folder.glob("*.py")) if folder else []


def file(name: str) -> Path:
    """One of those files. Raises ProblemError when this server does not have it."""
    for path in files():
        if path.name == name:
            return path
    raise ProblemError(Problem("part_missing", values={"given": name, "file": name}))


def facts() -> dict[str, Any] | None:
    """What the files hold, as `gathered` said it; None as long as this program has not looked."""
    folder = current()
    found = _read(folder / FACTS) if folder else None
    return found if found and found["code"] == _program() else None


def gathered(answers: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What `part_files.derive_file` said of each file, as one: `{"code", "folder", "families":
    {family: {kind: raw entry}}, "problems"}`. A name that stands twice counts the first time."""
    families: dict[str, dict[str, Any]] = {}
    owners: dict[str, str] = {}
    origin = _origin(digest())
    problems = [Problem("parts_writable", values=origin, severity="warning").to_json()]
    problems = problems if origin["writable"] else []
    for answer in answers:
        problems += answer["problems"]
        for family, entries in answer["families"].items():
            for kind, raw in entries.items():
                if owners.setdefault(kind, raw["file"]) == raw["file"]:
                    families.setdefault(family, {})[kind] = raw
                else:
                    said = {"kind": kind, "file": raw["file"], "other": owners[kind]}
                    problems.append(Problem("part_twice", values=said).to_json())
    head = {"code": _program(), "folder": origin["folder"]}
    return {**head, "families": families, "problems": problems}


def keep(found: Mapping[str, Any]) -> None:
    """Leave what was gathered for the web process, the command line and later starts."""
    folder = current()
    if folder is not None:
        write_atomic(folder / FACTS, json.dumps(found, ensure_ascii=False, indent=1).encode())


def forget() -> None:
    """Have the files looked at again: their surroundings may have changed."""
    folder = current()
    if folder is not None:
        (folder / FACTS).unlink(missing_ok=True)


def folder_of(name: str) -> str:
    """The folder of which the copy with that name was made; empty for no name."""
    return _origin(name)["folder"] if name else ""


def include() -> bool:
    """Offer the parts in this process' catalog; returns whether they are known already."""
    found = facts()
    if found is not None:
        catalog.include(catalog.Own(found["families"], digest()))
    return found is not None


def problems() -> list[Problem]:
    """What is wrong with the files, for whoever runs the server."""
    return [Problem.from_json(each) for each in (facts() or {"problems": []})["problems"]]


def differing(theirs: str | None) -> list[Problem]:
    """What to say when the engine's parts (their name; None: not known yet) are not ours."""
    if theirs in (None, digest()):
        return []
    values = {"ours": folder_of(digest()) or "–", "theirs": folder_of(theirs or "") or "–"}
    return [Problem("parts_differ", values=values)]


def known_elsewhere(problem: Problem) -> Problem:
    """An unknown kind that a server on this home once had, as what it is: a missing part."""
    name = str(problem.values.get("given"))
    said = missing(name) if problem.code in UNKNOWN else None
    return Problem(said.code, problem.where, said.values) if said else problem


def missing(name: str) -> Problem | None:
    """The problem of a kind, or registered name, that is an own part, which is not here."""
    for file in sorted(_place().glob(f"*/{FACTS}")):
        for entries in (_read(file) or {"families": {}})["families"].values():
            for kind, raw in entries.items():
                if name in (kind, raw["registered"]):
                    return Problem("part_missing", values={"given": kind, "file": raw["file"]})
    return Problem("part_unknown", values={"given": name[:80]}) if ">" in name else None


@cache
def _program() -> str:
    """Changes with the code that describes parts: what another version said does not count."""
    package = Path(__file__).parent / "engine"
    said = b"".join((package / name).read_bytes() for name in DERIVING)
    return hashlib.sha256(said).hexdigest()[:16]


def _place() -> Path:
    return home() / "parts"


def _copied(folder: Path) -> Path:
    contents = _contents(folder)
    said = hashlib.sha256()
    for name, content in contents.items():
        said.update(f"{name} {len(content)}\n".encode() + content)
    copy = _place() / said.hexdigest()[:16]
    if not copy.is_dir():
        _write(copy, contents)
    origin = {"folder": str(folder), "writable": _writable(folder)}
    write_atomic(copy / ORIGIN, json.dumps(origin, ensure_ascii=False).encode())
    return copy


def _contents(folder: Path) -> dict[str, bytes]:
    try:
        names = sorted(path.name for path in folder.iterdir() if _counts(path))
        return {name: (folder / name).read_bytes() for name in names}
    except OSError as error:
        values = {"folder": str(folder), "detail": str(error)}
        raise ProblemError(Problem("parts_folder", values=values)) from error


def _counts(path: Path) -> bool:
    return path.suffix in KINDS and path.name[0] not in "._" and path.is_file()


def _write(copy: Path, contents: Mapping[str, bytes]) -> None:
    """All files at once: whoever sees the folder sees it whole."""
    copy.parent.mkdir(mode=0o700, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=copy.parent, prefix=".new-"))
    for name, content in contents.items():
        (aside / name).write_bytes(content)
    try:
        aside.rename(copy)
    except OSError:  # another process was faster
        shutil.rmtree(aside, ignore_errors=True)


def _writable(folder: Path) -> list[str]:
    """What anybody on this machine may change, and so run as this server."""
    if os.name == "nt":
        return []
    looked = [folder, *(path for path in sorted(folder.iterdir()) if _counts(path))]
    return [path.name for path in looked if path.stat().st_mode & stat.S_IWOTH]


def _origin(name: str) -> dict[str, Any]:
    return _read(_place() / name / ORIGIN) or {"folder": name, "writable": []}


def _read(file: Path) -> dict[str, Any] | None:
    with suppress(OSError, ValueError):
        return json.loads(file.read_text("utf-8"))
    return None
