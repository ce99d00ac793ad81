"""An HDF5 file from a stranger: walked link by link before a number of it is read.

HDF5 can point into other files, declare a terabyte in a few bytes, or go in circles; a saved
model needs none of that.
"""

import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import h5py
import numpy as np

from kt_core.limits import MODEL_LAYERS, MODEL_NESTING, MODEL_UNPACKED_BYTES
from kt_core.problems import Problem, ProblemError

OBJECTS = 40 * MODEL_LAYERS
HOLLOW = 4  # declared bytes per stored byte
HOLLOW_FLOOR = 65_536  # bytes below which nobody is harmed
NAMES = 5_000  # attributes of one object, or names in one attribute
# What h5py raises for broken files and for types that numpy does not have.
BROKEN = (OSError, RuntimeError, LookupError, ValueError, TypeError, AttributeError)
FILTERS = {h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_FLETCHER32}


@contextmanager
def opened(source: Path | bytes) -> Iterator[h5py.File]:
    """The file, checked as a whole: hard links only, numbers only, no more declared than stored.

    Raises ProblemError; whatever HDF5 itself finds broken inside the block becomes one too.
    """
    with _refusing(*BROKEN):
        file = h5py.File(io.BytesIO(source) if isinstance(source, bytes) else source, "r")
    with file:
        with _refusing(*BROKEN):
            _check(file)
        with _refusing(OSError, RuntimeError):
            yield file


@contextmanager
def _refusing(*errors: type[Exception]) -> Iterator[None]:
    try:
        yield
    except errors as error:
        values = {"detail": str(error)[:300]}
        raise ProblemError(Problem("model_data_broken", values=values)) from error


def datasets(group: h5py.Group) -> dict[str, h5py.Dataset]:
    """All arrays below `group` by their path."""
    found: dict[str, h5py.Dataset] = {}

    def keep(name: str, item: object) -> None:
        if isinstance(item, h5py.Dataset):
            found[name] = item

    group.visititems(keep)
    return found


def datasets_at(group: h5py.Group, path: str) -> dict[str, h5py.Dataset]:
    """All arrays below the group at `path`, none when there is no such group."""
    found = group.get(path)
    return datasets(found) if isinstance(found, h5py.Group) else {}


def array(holder: h5py.Group, path: str) -> np.ndarray:
    """The array at `path`. Raises ProblemError when there is none."""
    with _refusing(*BROKEN):
        found = holder[path]
        if not isinstance(found, h5py.Dataset):
            raise TypeError(path)
        return np.asarray(found)


def text(holder: h5py.Group, name: str) -> str | None:
    """The text attribute `name`, or None when there is no such text."""
    with _refusing(*BROKEN):
        found = holder.attrs.get(name)
    if isinstance(found, bytes):
        return found.decode("utf-8", "replace")
    return found if isinstance(found, str) else None


def names(holder: h5py.Group, name: str) -> list[str]:
    """The names in attribute `name`, which Keras cuts into `name0`, `name1`... when there are many.

    Raises ProblemError for more than `NAMES`.
    """
    if name in holder.attrs:
        return _names(holder, name)
    found: list[str] = []
    for chunk in count():
        if f"{name}{chunk}" not in holder.attrs or len(found) > NAMES:
            return found
        found += _names(holder, f"{name}{chunk}")
    return found


def _names(holder: h5py.Group, name: str) -> list[str]:
    with _refusing(*BROKEN):
        count = math.prod(holder.attrs.get_id(name).shape or ())
        if count > NAMES:
            raise _too_many(count, NAMES)
        found = np.atleast_1d(holder.attrs[name])
        return [one.decode() if isinstance(one, bytes) else str(one) for one in found]


def _check(file: h5py.File) -> None:
    seen: set[int] = set()
    declared = 0
    level: list[h5py.Group] = [file]
    for _ in range(MODEL_NESTING):
        groups: list[h5py.Group] = []
        for group in level:
            for item in _members(group, seen):
                if isinstance(item, h5py.Dataset):
                    declared += _declared_bytes(item)
                else:
                    groups.append(item)
        if declared > MODEL_UNPACKED_BYTES:
            values = {"megabytes": declared // 10**6, "limit": MODEL_UNPACKED_BYTES // 10**6}
            raise ProblemError(Problem("model_unpacks_too_large", values=values))
        if not groups:
            return
        level = groups
    raise ProblemError(Problem("model_too_deep", values={"limit": MODEL_NESTING}))


def _members(group: h5py.Group, seen: set[int]) -> Iterator[h5py.Group | h5py.Dataset]:
    """What the group holds, after a look at each link, and each thing only once."""
    if len(group.attrs) > NAMES:
        raise _too_many(len(group.attrs), NAMES)
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise _links("a link to another place or file")
        if group.get(name, getclass=True) not in (h5py.Group, h5py.Dataset):
            raise _links("a named type")
        item = group[name]
        address = h5py.h5o.get_info(item.id).addr
        if address in seen:
            raise _links("two names for one thing")
        seen.add(address)
        if len(seen) > OBJECTS:
            raise _too_many(len(seen), OBJECTS)
        yield item


def _declared_bytes(data: h5py.Dataset) -> int:
    """How many bytes the array takes in memory; refuses what a saved weight never is."""
    if data.is_virtual or data.external:
        raise _links("numbers kept in another file")
    if data.dtype.kind not in "fiub" or data.dtype.subdtype is not None:
        raise ProblemError(Problem("model_data_types", values={"type": str(data.dtype)[:60]}))
    plist = data.id.get_create_plist()
    if any(plist.get_filter(i)[0] not in FILTERS for i in range(plist.get_nfilters())):
        raise ProblemError(Problem("model_data_types", values={"type": "unknown compression"}))
    declared = (data.size or 0) * data.dtype.itemsize
    if declared > max(HOLLOW_FLOOR, HOLLOW * data.id.get_storage_size()):
        raise ProblemError(Problem("model_data_hollow", values={"megabytes": declared // 10**6}))
    return declared


def _links(detail: str) -> ProblemError:
    return ProblemError(Problem("model_data_links", values={"detail": detail}))


def _too_many(found: int, limit: int) -> ProblemError:
    return ProblemError(Problem("model_data_many", values={"count": found, "limit": limit}))
