"""The parts of a saved model's file, `.keras` or `.h5`, after all checks of its structure."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py

from kt_core.engine import archive, hdf5, sniff
from kt_core.limits import MODEL_CONFIG_BYTES
from kt_core.problems import Problem, ProblemError

KERAS_3 = 3


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A saved model as data: Keras' record of it, how it was compiled, where the numbers are."""

    form: sniff.Form
    record: dict[str, Any]
    compiled: Any
    weights: Path | bytes
    member: dict[str, Any] | None = None

    @contextmanager
    def numbers(self) -> Iterator[h5py.File]:
        """The checked HDF5 file with the weights. Raises ProblemError."""
        with hdf5.opened(self.weights) as file:
            yield file


def read(path: Path) -> SavedFile:
    """Recognises the file, checks its structure and reads its configuration.

    Raises ProblemError for anything that is not a whole model saved by Keras 3.
    """
    form = sniff.form(path)
    return _archived(path) if form == "keras" else _hdf5(path)


def _archived(path: Path) -> SavedFile:
    parts = archive.read(path)
    _check_version(parts.metadata.get("keras_version"))
    compiled = parts.config.get("compile_config")
    return SavedFile("keras", parts.config, compiled, parts.weights, parts.member)


def _hdf5(path: Path) -> SavedFile:
    with hdf5.opened(path) as file:
        config = hdf5.text(file, "model_config")
        if config is None:
            raise ProblemError(Problem(_without_config(file)))
        trained = hdf5.text(file, "training_config")
        version = hdf5.text(file, "keras_version")
        has_weights = isinstance(file.get("model_weights"), h5py.Group)
    if len(config) > MODEL_CONFIG_BYTES or len(trained or "") > MODEL_CONFIG_BYTES:
        raise ProblemError(Problem("model_config_broken", values={"name": "model_config"}))
    _check_version(version)
    if not has_weights:
        raise ProblemError(Problem("model_without_weights"))
    record = archive.json_object(config, "model_config")
    return SavedFile("h5", record, _optional(trained), path)


def _optional(text: str | None) -> Mapping[str, Any] | None:
    try:
        return archive.json_object(text, "training_config") if text else None
    except ProblemError:
        return None


def _without_config(file: h5py.File) -> str:
    """Weights alone have Keras' marks; other HDF5 files have none."""
    marks = {"layers", "model_weights", "_layer_checkpoint_dependencies", "top_level_model_weights"}
    if marks & set(file) or {"layer_names", "weight_names"} & set(file.attrs):
        return "model_is_weights"
    return "model_is_hdf5"


def _check_version(version: Any) -> None:
    """Keras 2 wrote other configurations; a file without a version is judged by what is in it."""
    first = str(version or KERAS_3).split(".")[0]
    if first.isdigit() and int(first) < KERAS_3:
        raise ProblemError(Problem("model_keras2", values={"version": str(version)[:20]}))
