"""Files from a browser, kept on disk under random names while somebody works with them.

Streamlit holds an upload in memory as long as the session lives; what must last goes here.
"""

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kt_core.home import home
from kt_core.problems import Problem, ProblemError
from kt_core.runs import write_atomic

KEPT_SECONDS = 24 * 3600.0
TOTAL_BYTES = 4_000_000_000


def keep(content: bytes) -> Path:
    """The file with that content, readable by its owner only; it is there for at least some hours.

    Older ones go when they have been here for a day. Raises ProblemError when there is no room.
    """
    folder = _folder()
    _sweep(folder)
    if sum(_size(file) for file in folder.iterdir()) + len(content) > TOTAL_BYTES:
        raise ProblemError(Problem("uploads_full", values={"limit": TOTAL_BYTES // 10**9}))
    path = folder / secrets.token_hex(16)
    write_atomic(path, content)
    path.chmod(0o600)
    return path


def drop(path: str | Path) -> None:
    """Removes a file that `keep` made; anything else stays."""
    if Path(path).parent == _folder():
        Path(path).unlink(missing_ok=True)


@contextmanager
def kept(contents: Sequence[bytes]) -> Iterator[list[Path]]:
    """The files with these contents, as long as the block lasts."""
    paths: list[Path] = []
    try:
        for content in contents:
            paths.append(keep(content))
        yield paths
    finally:
        for path in paths:
            drop(path)


@contextmanager
def spoken() -> Iterator[Path]:
    """A file in which the engine says how far it is, as long as the block lasts."""
    path = _folder() / f"{secrets.token_hex(16)}.told"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def progress(path: Path) -> tuple[int, int]:
    """How many are done, and of how many; 0 and 0 where nothing is said yet."""
    try:
        done, of = path.read_text().split()
        return int(done), int(of)
    except (OSError, ValueError):
        return 0, 0


def _folder() -> Path:
    folder = home() / "uploads"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _sweep(folder: Path) -> None:
    latest = time.time() - KEPT_SECONDS
    for file in folder.iterdir():
        if _changed(file) < latest:
            file.unlink(missing_ok=True)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # another session has just dropped it
        return 0


def _changed(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return time.time()
