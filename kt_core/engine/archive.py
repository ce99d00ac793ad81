"""A `.keras` file is a zip from a stranger: nothing in it is read before its structure is checked.

Members are read by allowed name into memory; nothing is ever unpacked to disk.
"""

import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kt_core.engine import kt_member
from kt_core.limits import (
    MODEL_CONFIG_BYTES,
    MODEL_MEMBERS,
    MODEL_NESTING,
    MODEL_RATIO,
    MODEL_UNPACKED_BYTES,
)
from kt_core.problems import Problem, ProblemError

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"
ALLOWED = {
    CONFIG: MODEL_CONFIG_BYTES,
    METADATA: 100_000,
    WEIGHTS: MODEL_UNPACKED_BYTES,
    kt_member.NAME: kt_member.SIZE,
}
SMALL = 100_000  # bytes to which any member may unfold
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
DESCRIPTOR_SIZES = (0, 12, 16, 20, 24)
END_SIZE = 22


@dataclass(frozen=True, slots=True)
class Parts:
    """What a checked `.keras` file holds; `member` is its kt.json, of form but not yet of trust."""

    config: dict[str, Any]
    metadata: dict[str, Any]
    weights: bytes
    member: dict[str, Any] | None


def read(path: Path) -> Parts:
    """The members of a `.keras` file, once its structure is what Keras writes and no more.

    Raises ProblemError: broken, encrypted or manipulated archives, members Keras would not write,
    more bytes than `kt_core.limits` allows, a configuration that is not JSON.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, path)
            contents = {info.filename: archive.read(info) for info in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise _broken(error) from error
    member = contents.get(kt_member.NAME)
    return Parts(
        config=json_object(contents[CONFIG], CONFIG),
        metadata=json_object(contents.get(METADATA, b"{}"), METADATA),
        weights=contents[WEIGHTS],
        member=_optional_object(member),
    )


def json_object(text: bytes | str, name: str) -> dict[str, Any]:
    """The JSON object in `text`, not nested deeper than `MODEL_NESTING`. Raises ProblemError."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        values = {"name": name, "detail": str(error)}
        raise ProblemError(Problem("model_config_broken", values=values)) from error
    if not isinstance(found, dict):
        raise ProblemError(Problem("model_config_broken", values={"name": name}))
    if _deeper(found, 4 * MODEL_NESTING):
        raise ProblemError(Problem("model_too_deep", values={"limit": MODEL_NESTING}))
    return found


def _optional_object(text: bytes | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        return json_object(text, kt_member.NAME)
    except ProblemError:
        return {}


def _deeper(found: Any, limit: int) -> bool:
    level: list[Any] = [found]
    for _ in range(limit):
        level = [
            inner
            for item in level
            for inner in (item.values() if isinstance(item, dict) else item)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True


def _check(archive: zipfile.ZipFile, path: Path) -> None:
    infos = archive.infolist()
    for problem in _problems(infos):
        raise ProblemError(problem)
    _check_layout(archive, infos, path.stat().st_size)


def _problems(infos: Sequence[zipfile.ZipInfo]) -> Iterator[Problem]:
    """What the archive's own list of members already shows to be wrong."""
    names = [info.filename for info in infos]
    if len(names) > MODEL_MEMBERS:
        values = {"count": len(names), "limit": MODEL_MEMBERS}
        yield Problem("model_archive_many", values=values)
    if len({name.casefold() for name in names}) < len(names):
        yield Problem("model_archive_manipulated", values={"detail": "duplicate names"})
    if any(info.flag_bits & 0x2041 for info in infos):
        yield Problem("model_archive_locked")
    if any(stat.S_ISLNK(info.external_attr >> 16) for info in infos):
        yield Problem("model_archive_manipulated", values={"detail": "symbolic link"})
    yield from _member_problems(infos)
    if WEIGHTS not in names:
        yield Problem("model_without_weights")


def _member_problems(infos: Sequence[zipfile.ZipInfo]) -> Iterator[Problem]:
    foreign = [info.filename for info in infos if info.filename not in ALLOWED]
    assets = [name for name in foreign if name.startswith("assets/")]
    if assets:
        yield Problem("model_assets", values={"names": [_short(name) for name in assets[:5]]})
    if foreign:
        names = [_short(name) for name in foreign[:5]]
        yield Problem("model_archive_members", values={"names": names})
    for info in infos:
        limit = ALLOWED.get(info.filename, 0)
        if info.file_size > limit:
            sizes = {"megabytes": -(-info.file_size // 10**6), "limit": -(-limit // 10**6)}
            yield Problem("model_member_too_large", values={"name": info.filename, **sizes})
        if info.file_size > MODEL_RATIO * info.compress_size + SMALL:
            yield Problem("model_archive_hollow", values={"name": info.filename})


def _check_layout(archive: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Members must follow each other without gap, overlap, foreign head or tail."""
    file = archive.fp
    place = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if not 0 <= info.header_offset - place <= DESCRIPTOR_SIZES[-1]:
            raise _manipulated("gap or overlap between members")
        if info.header_offset - place not in (DESCRIPTOR_SIZES if place else (0,)):
            raise _manipulated("foreign bytes between members")
        place = _end_of_member(file, info)
    if archive.start_dir - place not in DESCRIPTOR_SIZES:
        raise _manipulated("foreign bytes before the list of members")
    if archive.comment or not _ends_here(file, size):
        raise _manipulated("foreign bytes after the list of members")


def _end_of_member(file: Any, info: zipfile.ZipInfo) -> int:
    file.seek(info.header_offset)
    head = file.read(LOCAL_HEADER.size)
    if len(head) < LOCAL_HEADER.size:
        raise _manipulated("member outside the file")
    signature, *_, name_size, extra_size = LOCAL_HEADER.unpack(head)
    if signature != b"PK\x03\x04" or file.read(name_size) != info.orig_filename.encode():
        raise _manipulated("list of members and members differ")
    return info.header_offset + LOCAL_HEADER.size + name_size + extra_size + info.compress_size


def _ends_here(file: Any, size: int) -> bool:
    file.seek(size - END_SIZE)
    return file.read(4) == b"PK\x05\x06"


def _manipulated(detail: str) -> ProblemError:
    return ProblemError(Problem("model_archive_manipulated", values={"detail": detail}))


def _broken(error: Exception) -> ProblemError:
    return ProblemError(Problem("model_archive_broken", values={"detail": str(error)}))


def _short(name: str) -> str:
    return name if len(name) <= 60 else name[:57] + "..."
