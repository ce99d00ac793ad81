"""What an uploaded file really is, by its first bytes and never by its name."""

import codecs
import zipfile
from pathlib import Path
from typing import Literal

from kt_core.limits import MODEL_BYTES
from kt_core.problems import Problem, ProblemError

Form = Literal["keras", "h5"]

ZIP = b"PK\x03\x04"
HDF5 = b"\x89HDF\r\n\x1a\n"
HEAD = 1024

FOREIGN = (
    (0, b"\x89PNG", "model_is_image"),
    (0, b"\xff\xd8\xff", "model_is_image"),
    (0, b"GIF8", "model_is_image"),
    (0, b"BM", "model_is_image"),
    (8, b"WEBP", "model_is_image"),
    (0, b"\x93NUMPY", "model_is_arrays"),
    (0, b"\x80\x02", "model_is_pickle"),
    (0, b"\x80\x03", "model_is_pickle"),
    (0, b"\x80\x04", "model_is_pickle"),
    (0, b"\x80\x05", "model_is_pickle"),
    (4, b"TFL3", "model_is_tflite"),
    (0, b"%PDF", "model_is_unknown"),
    (0, b"\x1f\x8b", "model_is_archive"),
    (0, b"7z\xbc\xaf", "model_is_archive"),
    (0, b"Rar!", "model_is_archive"),
    (0, b"PK\x05\x06", "model_is_archive"),
    (257, b"ustar", "model_is_archive"),
)


def form(path: Path) -> Form:
    """Whether the file is a `.keras` archive or an HDF5 file.

    Raises ProblemError when it is too large (`MODEL_BYTES`) or anything else, saying what it is.
    """
    size = path.stat().st_size
    if size > MODEL_BYTES:
        raise ProblemError(Problem("model_too_large", values=_megabytes(size, MODEL_BYTES)))
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(HDF5):
        return "h5"
    if head.startswith(ZIP):
        return _zip_form(path)
    raise ProblemError(Problem(_foreign(head)))


def _megabytes(size: int, limit: int) -> dict[str, int]:
    return {"megabytes": -(-size // 1_000_000), "limit": limit // 1_000_000}


def _foreign(head: bytes) -> str:
    if not head:
        return "model_is_empty"
    for place, magic, code in FOREIGN:
        if head[place : place + len(magic)] == magic:
            return code
    return _text(head)


def _text(head: bytes) -> str:
    if b"kt-experiment" in head:
        return "model_is_document"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the last letter may be cut
    except UnicodeDecodeError:
        return "model_is_unknown"
    return "model_is_unknown" if b"\0" in head else "model_is_text"


def _zip_form(path: Path) -> Form:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ProblemError(
            Problem("model_archive_broken", values={"detail": str(error)})
        ) from error
    if "config.json" in names:
        return "keras"
    raise ProblemError(Problem(_foreign_zip(names)))


def _foreign_zip(names: list[str]) -> str:
    last = {name.rsplit("/", 1)[-1] for name in names}
    if {"saved_model.pb", "keras_metadata.pb"} & last:
        return "model_is_saved_model"
    if "model.weights.h5" in last or "model.weights.npz" in last:
        return "model_without_config"
    if {"data.pkl", "constants.pkl"} & last:
        return "model_is_torch"
    if any(name.endswith(".keras") for name in last):
        return "model_inside_archive"
    if names and all(name.endswith(".npy") for name in names):
        return "model_is_arrays"
    return "model_is_archive"
