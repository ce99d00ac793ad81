"""An .npz file with ready arrays as a data set; nothing in it is ever unpickled."""

import zipfile
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy

from kt_core.data.own import several
from kt_core.data.own.alike import NOTHING, alike, alike_report, small
from kt_core.data.own.arrays_beside import broken_explained, known_of, plain, suggested, ways
from kt_core.data.own.csv_text import printable
from kt_core.data.own.parting import group_report, rows_of_parts, way
from kt_core.data.own.shelf import Made
from kt_core.data.sets import Arrays
from kt_core.limits import DATA_CLASSES, DATA_UNPACKED_BYTES, DATA_VALUES
from kt_core.problems import Problem, ProblemError

GROUPS, TIME = "groups", "time"
NAMES = (("x_train", "y_train", "x_test", "y_test"), ("x", "y"))
LABELS = ("labels", "label_names", "classes", "class_names")
"""Arrays that may hold the names of several labels."""
LARGEST = float(np.finfo("float32").max)


def described(path: Path) -> dict[str, Any]:
    """What the arrays are: `arrays` with shape and dtype, `examples`, `suggested` options.

    Reads headers and labels. Raises ProblemError where they are no data set.
    """
    headers = _headers(path)
    names = _names(headers)
    y = headers[names[1]]
    classes = np.dtype(y["dtype"]).kind in "iubUS"
    task = "classification" if classes else "regression"
    labels = plain(path, names[1::2])
    if several.looks_several(labels[0]):
        task = several.TASK
    known, found = known_of(path, names, headers), {}
    if len(names) == 2 and (known.groups is not None or known.times is not None):
        targets, names_of_classes = (labels, ()) if task == several.TASK else _targets(labels, task)
        found = ways(known, targets[0], names_of_classes)
    return {
        "kind": "arrays",
        "arrays": {name: headers[name] for name in names},
        "examples": sum(headers[name]["shape"][0] for name in names[::2]),
        "ways": found,
        "suggested": {"task": task, "parting": suggested(found)},
    }


def taken(path: Path, options: Mapping[str, Any]) -> Made:
    """The set that comes of it. Raises ProblemError.

    Whole numbers from 0 to 255 of three or four axes are images (n, height, width, channels), as
    are fractions from 0 to 1 in steps of 1/255; two axes are a table (n, columns).
    """
    headers = _headers(path)
    names = _names(headers)
    raw = _numbers(path, names)
    for x, y in zip(raw[::2], raw[1::2], strict=True):
        if len(x) != len(y) or not len(x):
            values = {"examples": len(x), "labels": len(y)}
            raise ProblemError(Problem("own_arrays_lengths", values=values))
    task = str(options.get("task", "classification"))
    inputs, facts = _inputs(raw[::2])
    targets, answers = _answers(path, raw[1::2], task)
    classes = answers.get("classes", ())
    facts |= answers
    known = known_of(path, names, headers)
    x, y = np.concatenate(inputs), np.concatenate(targets)
    if len(inputs) == 2:
        if len(classes) != len(np.unique(targets[0])) and classes:
            raise ProblemError(
                Problem("own_class_untrained", values={"name": _absent(targets, classes)})
            )
        parting, train = "given", np.arange(len(targets[0]))
        test = np.arange(len(train), len(y))
    else:
        parting = way(options.get("parting"))
        train, test = rows_of_parts(parting, y, known, classes=classes)
    report = {"lost": 0, **group_report(known, (train, test))}
    near = NOTHING
    if facts["modality"] == "image":
        near = alike([small(x[at]) for at in np.concatenate([train, test])])
        report |= alike_report(near, len(train))
    found = Arrays(x[train], y[train], x[test], y[test])
    return Made(found, facts | known.facts(parting), report, known.beside(train, test), near)


def _answers(
    path: Path, raw: list[np.ndarray], task: str
) -> tuple[list[np.ndarray], dict[str, Any]]:
    """What is right in each part, and what the card says of it."""
    if task == several.TASK:
        y, names = several.from_arrays(raw, _names_of_labels(path))
        return y, {"task": task, "labels": names}
    y, classes = _targets(raw, task)
    return y, {"task": "classification" if classes else "regression", "classes": classes}


def _names_of_labels(path: Path) -> np.ndarray | None:
    """The array of words that names the labels, where there is one."""
    headers = _headers(path)
    for name in LABELS:
        if name in headers and np.dtype(headers[name]["dtype"]).kind in "US":
            return _numbers(path, (name,))[0]
    return None


def _numbers(path: Path, names: tuple[str, ...]) -> list[np.ndarray]:
    """The arrays themselves. Raises ProblemError where they end too early or hold no numbers."""
    raw = plain(path, names)
    for name, array in zip(names, raw, strict=True):
        decimals = array.dtype.kind == "f" and array.ndim < 3
        if decimals and (wrong := ~(np.abs(array.astype("float64")) <= LARGEST)).any():
            row = int(np.argwhere(wrong)[0][0])
            values = {"name": name, "row": row, "count": int(wrong.sum())}
            raise ProblemError(Problem("own_arrays_not_finite", values=values))
    return raw


def _headers(path: Path) -> dict[str, dict[str, Any]]:
    """Shape and dtype of each array, without reading the numbers."""
    found = {}
    with broken_explained(), zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > DATA_UNPACKED_BYTES or len(infos) > 100:
            values = {"limit": DATA_UNPACKED_BYTES // 10**6}
            raise ProblemError(Problem("own_arrays_large", values=values))
        for info in infos:
            with archive.open(info) as stream:
                found[info.filename.removesuffix(".npy")] = _header(stream, info.filename)
    return found


def _header(stream: Any, name: str) -> dict[str, Any]:
    version = npy.read_magic(stream)
    read = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
    shape, _, dtype = read(stream)
    if dtype.hasobject:
        raise ProblemError(Problem("own_arrays_objects", values={"name": name}))
    return {"shape": list(shape), "dtype": str(dtype)}


def _names(headers: Mapping[str, dict[str, Any]]) -> tuple[str, ...]:
    names = next((each for each in NAMES if set(each) <= set(headers)), None)
    if names is None:
        values = {"found": sorted(headers)[:10]}
        raise ProblemError(Problem("own_arrays_names", values=values))
    for name in names[::2]:
        shape, dtype = headers[name]["shape"], np.dtype(headers[name]["dtype"])
        if len(shape) not in (2, 3, 4) or dtype.kind not in "biuf" or min(shape) < 1:
            told = {"name": name, "shape": str(tuple(shape)), "dtype": str(dtype)}
            raise ProblemError(Problem("own_arrays_shape", values=told))
        if prod(shape) > DATA_VALUES:
            volume = {"count": shape[0], "millions": prod(shape) // 10**6}
            volume["limit"] = DATA_VALUES // 10**6
            raise ProblemError(Problem("own_too_many_values", values=volume))
    return names


def _targets(raw: list[np.ndarray], task: str) -> tuple[list[np.ndarray], tuple[str, ...]]:
    flat = [y.argmax(axis=1) if _is_one_hot(y) else y.reshape(-1) for y in raw]
    if any(len(y) != len(given) for y, given in zip(flat, raw, strict=True)):
        raise ProblemError(Problem("own_arrays_targets", values={"shape": str(raw[0].shape)}))
    if task == "regression":
        if flat[0].dtype.kind not in "biuf":
            raise ProblemError(Problem("own_target_words", values={"name": "y"}))
        return [y.reshape(-1, 1).astype("float32") for y in flat], ()
    found, inverse = np.unique(np.concatenate(flat), return_inverse=True)
    if not 2 <= len(found) <= DATA_CLASSES:
        values = {"name": "y", "count": len(found), "limit": DATA_CLASSES}
        code = "own_target_single" if len(found) < 2 else "own_many_classes"
        raise ProblemError(Problem(code, values=values))
    if (counts := np.bincount(inverse)).min() < 2:
        name = str(found[counts.argmin()])
        raise ProblemError(Problem("own_class_single", values={"name": name, "names": [name]}))
    parts = np.split(inverse.astype("int64"), np.cumsum([len(y) for y in flat])[:-1])
    return parts, tuple(printable(str(value))[:100] for value in found.tolist())


def _is_one_hot(y: np.ndarray) -> bool:
    if y.ndim != 2 or y.shape[1] < 2 or y.dtype.kind not in "biuf":
        return False
    return bool(((y == 0) | (y == 1)).all() and (y.sum(axis=1) == 1).all())


def _absent(targets: list[np.ndarray], classes: tuple[str, ...]) -> str:
    return classes[min(set(range(len(classes))) - set(targets[0].tolist()))]


def _inputs(raw: list[np.ndarray]) -> tuple[list[np.ndarray], dict[str, Any]]:
    if len({x.shape[1:] for x in raw}) > 1:
        shapes = [str(x.shape[1:]) for x in raw]
        raise ProblemError(
            Problem("own_arrays_differ", values={"one": shapes[0], "other": shapes[1]})
        )
    if raw[0].ndim == 2:
        columns = tuple(f"x{number}" for number in range(raw[0].shape[1]))
        return [x.astype("float32") for x in raw], {"modality": "table", "columns": columns}
    pixels = [_pixels(x) for x in raw]
    return pixels, {"modality": "image", "largest": 255}


def _pixels(x: np.ndarray) -> np.ndarray:
    """uint8 (n, height, width, channels), if that loses nothing. Raises ProblemError."""
    x = x[..., np.newaxis] if x.ndim == 3 else x
    scaled = x * 255 if x.dtype.kind == "f" and x.size and float(np.max(x)) <= 1 else x
    whole = np.round(scaled)
    exact = np.isfinite(scaled).all() and np.abs(scaled - whole).max() < 1e-3
    if x.shape[-1] not in (1, 3) or not exact or whole.min() < 0 or whole.max() > 255:
        values = {"shape": str(x.shape), "low": str(x.min()), "high": str(x.max())}
        raise ProblemError(Problem("own_arrays_pixels", values=values))
    return whole.astype("uint8")
