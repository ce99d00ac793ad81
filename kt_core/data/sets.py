"""Where the arrays of a data set are, and reading them with every promise of the card checked.

The embedded sets come with this package, generated ones are made when they are asked for; the
others are one file each, which the engine writes, or for pictures of one's own a folder.
"""

import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kt_core.data.cards import HERE, Card, card, own_folder
from kt_core.data.preparation import read_npz
from kt_core.data.sizes import streams
from kt_core.data.stored import open_folder, read_folder
from kt_core.data.toys import MAKERS
from kt_core.home import home
from kt_core.problems import Fix, Problem, ProblemError
from kt_core.texts import text


class Arrays(NamedTuple):
    """A data set as it came, unscaled.

    x: images uint8 (n, height, width, channels), tables float32 (n, columns); `Pictures` stand in
    for images that stay on disk, and give arrays by their rows. y: class numbers int64 (n,), for
    regression float32 (n, 1), for several labels 0 and 1 as float32 (n, labels).
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray


def file(kind: str) -> Path:
    """The .npz file of a data set, or the largest of its .npy files, there yet or not; generated
    ones have none."""
    facts = card(kind)
    if facts.laid_out:
        return place(kind) / "x_train.npy"
    if facts.origin == "own":
        return own_folder() / f"{facts.kind}.npz"
    if facts.origin == "embedded":
        return HERE / "embedded" / f"{facts.kind}.npz"
    return home() / "data" / f"{facts.kind}.npz"


def place(kind: str) -> Path:
    """The folder of a set that is laid out, an array in each of its files."""
    return own_folder() / kind


def available(kind: str) -> bool:
    """Whether `load` will find the data set on this machine."""
    return card(kind).origin == "generated" or file(kind).is_file()


def stamp(kind: str) -> tuple[str | int, ...]:
    """What changes when the stored set does: its file, that file's time (ns) and size (bytes)."""
    facts = card(kind)
    path = file(kind)
    if facts.origin == "generated" or not path.exists():
        return (facts.kind,)
    state = path.stat()
    return str(path), state.st_mtime_ns, state.st_size


def load(kind: str) -> Arrays:
    """All arrays of a data set; pictures too many for the memory of a run stay on disk.

    Raises ProblemError when the kind is unknown, the file is not there yet (`data_not_stored`,
    `data_not_downloaded`), or is not what the card promises (`data_file_damaged`, of own data
    `data_own_damaged`).
    """
    facts = card(kind)
    if facts.origin == "generated":
        return Arrays(**MAKERS[facts.family](**dict(facts.values)))
    if not available(kind):
        raise ProblemError(missing(facts))
    try:
        arrays = Arrays(**_read(facts))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ProblemError(_damaged(facts, f"{type(error).__name__}: {error}")) from error
    if fault := _fault(facts, arrays):
        raise ProblemError(_damaged(facts, fault))
    if problem := _not_finite(facts, arrays):
        raise ProblemError(problem)
    return arrays


def _read(facts: Card) -> dict[str, Any]:
    if facts.laid_out:
        return (open_folder if streams(facts) else read_folder)(place(facts.kind))
    with file(facts.kind).open("rb") as stream:  # numpy leaves a broken file open
        return read_npz(stream)


def labels(kind: str, *, part: str = "train") -> np.ndarray:
    """The labels of one part alone, without reading the examples; raises as `load` does."""
    return _one(kind, f"y_{part}")


def beside(kind: str, name: str) -> np.ndarray:
    """What a set says of its examples: "groups_train", "groups_test" (int64), "times_train" or
    "times_test" (float64), each (n,); raises as `load` does, also where it says no such thing."""
    return _one(kind, name)


def x_test(kind: str) -> np.ndarray:
    """The test part's examples alone, as in `Arrays`, read-only; raises as `load` does.

    Those looked at last are remembered: a page draws some of them after every click.
    """
    if not available(kind):
        raise ProblemError(missing(card(kind)))
    return _x_test(kind, stamp(kind))


@lru_cache(maxsize=2)
def _x_test(kind: str, _stamp: tuple[str | int, ...]) -> np.ndarray:
    found, facts = _one(kind, "x_test"), card(kind)
    found = found[..., np.newaxis] if found.ndim == 3 else found
    if fault := _example_fault(facts, "test", found, facts.test):
        raise ProblemError(_damaged(facts, fault))
    found.setflags(write=False)
    return found


def _one(kind: str, name: str) -> np.ndarray:
    """One array of a data set."""
    if card(kind).origin == "generated":
        return load(kind)._asdict()[name]
    if not available(kind):
        raise ProblemError(missing(card(kind)))
    try:
        if card(kind).laid_out:
            return np.load(place(kind) / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        with file(kind).open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return arrays[name]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ProblemError(_damaged(card(kind), f"{type(error).__name__}: {error}")) from error


def missing(facts: Card, *, detail: str | None = None) -> Problem:
    """The problem of a set that is not on this machine; `detail` is why a download failed."""
    values = {"title": facts.title, "kind": facts.kind, "megabytes": facts.size_bytes / 1e6}
    if facts.origin == "own":
        return Problem("own_data_unknown", ("data", "kind"), {"kind": facts.kind})
    if facts.offline:
        return Problem("data_not_stored", ("data", "kind"), values)
    code = "data_download_failed" if detail else "data_not_downloaded"
    values |= {
        "files": _by_hand(facts),
        "folder": str(facts.cache_files[0].parent),
        "nearest": card(facts.nearest).title if facts.nearest else "",
    }
    if detail:
        values["detail"] = detail
    patch = ({"op": "replace", "path": "/data/kind", "value": facts.nearest},)
    fix = Fix("data_use_nearest", patch, {"title": values["nearest"]})
    return Problem(code, ("data", "kind"), values, fix=fix)


def _by_hand(facts: Card) -> list[str]:
    """The files to put into Keras' cache by hand, with the name they must have there."""
    names = [path.name for path in facts.cache_files]
    if facts.download is None:
        return names
    return [text("data.renamed", download=facts.download, name=name) for name in names]


def _damaged(facts: Card, detail: str) -> Problem:
    values = {"title": facts.title, "file": str(file(facts.kind)), "detail": detail}
    if facts.origin != "own":
        return Problem("data_file_damaged", ("data", "kind"), values)
    kept = file(facts.kind)
    values["kept"] = str(kept.parent if facts.laid_out else kept)
    return Problem("data_own_damaged", ("data", "kind"), values)


def _fault(facts: Card, arrays: Arrays) -> str | None:
    """What in the arrays is not as the card says, for the details of the problem."""
    for part, x, y, count in (
        ("train", arrays.x_train, arrays.y_train, facts.train),
        ("test", arrays.x_test, arrays.y_test, facts.test),
    ):
        if fault := _example_fault(facts, part, x, count):
            return fault
        if fault := _label_fault(facts, y, count):
            return f"y_{part}: {fault}"
    return None


def _example_fault(facts: Card, part: str, x: np.ndarray, count: int) -> str | None:
    dtype = "uint8" if facts.modality == "image" else "float32"
    wanted = (count, *facts.shape)
    if x.shape != wanted or x.dtype != dtype:
        return f"x_{part}: {x.dtype} {x.shape} instead of {dtype} {wanted}"
    return None


def _not_finite(facts: Card, arrays: Arrays) -> Problem | None:
    """NaN or an infinity in the examples or targets, with its row (counted from 0) and column."""
    for name, values in arrays._asdict().items():
        if values.dtype.kind != "f" or np.isfinite(values).all():
            continue
        wrong = np.argwhere(~np.isfinite(values))
        row, column = int(wrong[0][0]), int(wrong[0][-1])
        told: dict[str, Any] = {
            "title": facts.title,
            "part": name.removeprefix("x_").removeprefix("y_"),
        }
        told |= {"row": row, "count": len(wrong), "given": str(values[tuple(wrong[0])])}
        named = name.startswith("x_") and column < len(facts.columns)
        told["column"] = facts.columns[column] if named else facts.target
        return Problem("data_not_finite", ("data", "kind"), told)
    return None


def _label_fault(facts: Card, y: np.ndarray, count: int) -> str | None:
    if facts.task == "regression":
        fits = y.shape == (count, 1) and y.dtype == "float32"
        return None if fits else f"{y.dtype} {y.shape} instead of numbers ({count}, 1)"
    if facts.task == "multi_label":
        return _several_fault(facts, y, count)
    if y.shape != (count,) or y.dtype != "int64":
        return f"{y.dtype} {y.shape} instead of class numbers ({count},)"
    if y.min() < 0 or y.max() >= len(facts.classes):
        return f"class numbers {y.min()} to {y.max()} for {len(facts.classes)} classes"
    return None


def _several_fault(facts: Card, y: np.ndarray, count: int) -> str | None:
    wanted = (count, len(facts.labels))
    if y.shape != wanted or y.dtype != "float32":
        return f"{y.dtype} {y.shape} instead of 0 and 1 for each label {wanted}"
    return None if ((y == 0) | (y == 1)).all() else "labels are 0 or 1"
