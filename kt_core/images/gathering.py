"""The pictures in what a person names: files, folders and zips, one after the other.

A zip is read member by member with the care of `kt_core.data.own.members`, nothing is unpacked, and
what is wrong with one file or member does not keep the others from being read.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kt_core.data.own.members import BROKEN, Member, is_zip, members
from kt_core.images.reading import size
from kt_core.limits import IMAGE_BYTES, IMAGES_AT_ONCE, PIXELS_AT_ONCE
from kt_core.problems import Problem, ProblemError


@dataclass(frozen=True, slots=True)
class Given:
    """One picture, or why there is none: `file` as named, `member` within a folder or zip."""

    file: str
    member: str | None
    content: bytes | ProblemError


def pictures(files: Sequence[str]) -> Iterator[Given]:
    """What is in the files, in order; those of a folder or zip in the order of their names.

    Those beyond PIXELS_AT_ONCE are named, but not given: decoding them would take longer than a
    question may. Raises ProblemError as soon as there are more than IMAGES_AT_ONCE.
    """
    count, taken = 0, 0
    for file in files:
        for found in _within(file):
            count += 1
            if count > IMAGES_AT_ONCE:
                raise ProblemError(Problem("images_too_many", values={"limit": IMAGES_AT_ONCE}))
            taken += pixels(found.content)
            yield found if taken <= PIXELS_AT_ONCE else _beyond(found)


def pixels(content: bytes | ProblemError) -> int:
    """How many pixels a picture says it has, by its header; 0 for what is none."""
    if isinstance(content, ProblemError):
        return 0
    try:
        width, height, _ = size(content)
    except ProblemError:
        return 0
    return width * height


def portions(contents: Sequence[bytes]) -> list[range]:
    """Places of files that can be asked about together: at most PIXELS_AT_ONCE in each portion; a
    zip, in which nobody has looked yet, is a portion of its own."""
    found, start, taken = [], 0, 0
    for at, content in enumerate(contents):
        more = PIXELS_AT_ONCE if is_zip(content) else pixels(content)
        if at > start and taken + more > PIXELS_AT_ONCE:
            found.append(range(start, at))
            start, taken = at, 0
        taken += more
    return [*found, range(start, len(contents))]


def _beyond(found: Given) -> Given:
    values = {"limit": PIXELS_AT_ONCE // 10**6}
    return replace(found, content=ProblemError(Problem("images_pixels", values=values)))


def one_of(path: Path, member: str) -> bytes:
    """The picture with that name in a folder or zip. Raises ProblemError."""
    with members(path) as found:
        chosen = [each for each in found if each.name == member]
        if not chosen:
            raise ProblemError(Problem("image_missing", values={"file": member[:200]}))
        content = _content(chosen[0])
    if isinstance(content, ProblemError):
        raise content
    return content


def _within(file: str) -> Iterator[Given]:
    path = Path(file)
    try:
        if not _holds_several(path):
            yield Given(file, None, _read(path))
            return
        with _members(path) as found:
            for each in found:
                yield Given(file, each.name, _content(each))
    except OSError as error:
        values = {"file": path.name[:200], "detail": str(error)}
        yield Given(file, None, ProblemError(Problem("image_missing", values=values)))
    except ProblemError as error:
        yield Given(file, None, error)


def _holds_several(path: Path) -> bool:
    if path.is_dir():
        return True
    with path.open("rb") as stream:
        return is_zip(stream.read(4))


@contextmanager
def _members(path: Path) -> Iterator[list[Member]]:
    with members(path) as found:
        if len(found) > IMAGES_AT_ONCE:
            values = {"count": len(found), "limit": IMAGES_AT_ONCE}
            raise ProblemError(Problem("images_too_many", values=values))
        yield found


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(IMAGE_BYTES + 1)


def _content(member: Member) -> bytes | ProblemError:
    if member.size > IMAGE_BYTES:
        values = {"megabytes": -(-member.size // 10**6), "limit": IMAGE_BYTES // 10**6}
        return ProblemError(Problem("image_too_large", values=values))
    try:
        content = member.read()
    except BROKEN as error:
        return ProblemError(Problem("image_broken", values={"detail": str(error)[:200]}))
    if is_zip(content):
        return ProblemError(Problem("image_in_second_zip"))
    return content
