"""The files in a zip from anywhere or in a folder of the server, read one by one, not unpacked."""

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kt_core.limits import DATA_FILES, IMAGE_BYTES, PICTURES_BYTES, PICTURES_RATIO, PICTURES_SMALL
from kt_core.problems import Problem, ProblemError

NOISE = ("__MACOSX", "Thumbs.db", "desktop.ini")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Member:
    """One file: its folders and name as text, its size in bytes, and how to read it."""

    parts: tuple[str, ...]
    size: int
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        """Folders and name, for a person to find it."""
        return "/".join(self.parts)


@contextmanager
def members(path: Path) -> Iterator[list[Member]]:
    """The files in a zip or folder, in the order of their names, without what systems leave there.

    Raises ProblemError: no zip, broken, encrypted, links, names that lead outside, more files or
    bytes than `kt_core.limits` allows.
    """
    if path.is_dir():
        yield _checked(_in_folder(path))
        return
    try:
        with zipfile.ZipFile(path) as archive:
            infos = _files(archive)
            _refuse_bomb(infos, path.stat().st_size)
            yield _checked([_of_zip(archive, info) for info in infos])
    except BROKEN as error:
        raise ProblemError(
            Problem("own_zip_broken", values={"detail": str(error)[:200]})
        ) from error


def is_zip(content: bytes) -> bool:
    """Whether the first bytes are those of a zip, the empty one included."""
    return content[:4] in (b"PK\x03\x04", b"PK\x05\x06")


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    infos = archive.infolist()
    if len(infos) > 2 * DATA_FILES:
        raise _too_many(len(infos))
    return [info for info in infos if not info.is_dir()]


def _refuse_bomb(infos: list[zipfile.ZipInfo], stored: int) -> None:
    """Pictures are packed already: a zip hardly makes them smaller, as it may with arrays."""
    total = sum(info.file_size for info in infos if not info.filename.endswith(".npy"))
    if total > max(PICTURES_SMALL, PICTURES_RATIO * stored):
        values = {"megabytes": total // 10**6, "stored": max(1, stored // 1000)}
        raise ProblemError(Problem("own_zip_ratio", values=values))


def _of_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member:
    name = _name(info)
    if info.flag_bits & 1:
        raise ProblemError(Problem("own_zip_locked", values={"name": name}))
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ProblemError(Problem("own_zip_link", values={"name": name}))
    parts = tuple(part for part in name.replace("\\", "/").split("/") if part != ".")
    if name.startswith(("/", "\\")) or ".." in parts or any(":" in part for part in parts[:1]):
        raise ProblemError(Problem("own_zip_path", values={"name": name[:200]}))

    def read() -> bytes:
        with archive.open(info) as stream:
            return stream.read(IMAGE_BYTES + 1)

    return Member(tuple(part for part in parts if part), info.file_size, read)


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: without its mark for UTF-8, Chinese systems write GBK."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            found = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "utf-8" or _is_one_script(found):
            return found
    return info.filename


def _is_one_script(name: str) -> bool:
    """Whether the letters beyond ASCII belong together; GBK read as UTF-8 mixes two scripts."""
    foreign = [char for char in name if char > "\x7f"]
    scripts = {unicodedata.name(char, "?").split()[0] for char in foreign}
    return len(scripts) <= 1 or any(char >= "\u0800" for char in foreign)


def _in_folder(place: Path) -> list[Member]:
    """Files below a folder; links are not followed out of it."""
    root, found = place.resolve(), []
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.resolve().is_relative_to(root):
            found.append(
                Member(path.relative_to(place).parts, path.stat().st_size, path.read_bytes)
            )
            if len(found) > 2 * DATA_FILES:
                raise _too_many(len(found))
    return found


def _checked(found: list[Member]) -> list[Member]:
    kept = [each for each in found if not _is_noise(each.parts)]
    if len(kept) > DATA_FILES:
        raise _too_many(len(kept))
    total = sum(each.size for each in kept)
    if total > PICTURES_BYTES:
        values = {"megabytes": total // 10**6, "limit": PICTURES_BYTES // 10**6}
        raise ProblemError(Problem("own_zip_large", values=values))
    if not kept:
        raise ProblemError(Problem("own_zip_empty"))
    return sorted(kept, key=lambda each: each.parts)


def _is_noise(parts: tuple[str, ...]) -> bool:
    return any(part.startswith(".") or part in NOISE for part in parts)


def _too_many(count: int) -> ProblemError:
    return ProblemError(Problem("own_zip_files", values={"count": count, "limit": DATA_FILES}))
