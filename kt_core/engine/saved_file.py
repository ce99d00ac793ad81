"""The parts of a saved model's file, `.keras` or `.h5`, after all checks of its structure."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py

from kt_core.engine import archive, hdf5, keras2, sniff
from kt_core.engine.keras2_operations import check_left
from kt_core.engine.operations import lowered
from kt_core.limits import MODEL_CONFIG_BYTES
from kt_core.problems import Problem, ProblemError

OLDEST = 2


@dataclass(frozen=True, slots=True)
class SavedFile:
    """A saved model as data: Keras' record of it, how it was compiled, where the numbers are.

    Both records are in Keras 3's words; `old` is true when Keras 2 wrote the file.
    """

    form: sniff.Form
    record: dict[str, Any]
    compiled: Any
    weights: Path | bytes
    member: dict[str, Any] | None = None
    old: bool = False

    @contextmanager
    def numbers(self) -> Iterator[h5py.File]:
        """The checked HDF5 file with the weights. Raises ProblemError."""
        with hdf5.opened(self.weights) as file:
            yield file


def read(path: Path) -> SavedFile:
    """Recognises the file, checks its structure and reads its configuration.

    Raises ProblemError for anything that is not a whole model saved by Keras 2 or 3.
    """
    form = sniff.form(path)
    return _archived(path) if form == "keras" else _hdf5(path)


def _archived(path: Path) -> SavedFile:
    parts = archive.read(path)
    version = _checked_version(parts.metadata.get("keras_version"))
    old = keras2.is_old(version, parts.config)
    compiled = parts.config.get("compile_config")
    record = _upgraded(parts.config) if old else lowered(parts.config)
    compiled = _upgraded_training(compiled) if old else compiled
    return SavedFile("keras", record, compiled, parts.weights, parts.member, old)


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
    version = _checked_version(version)
    if not has_weights:
        raise ProblemError(Problem("model_without_weights"))
    record = archive.json_object(config, "model_config")
    compiled = _optional(trained)
    if keras2.is_old(version, record):
        return SavedFile("h5", _upgraded(record), _upgraded_training(compiled), path, old=True)
    return SavedFile("h5", lowered(record), compiled, path)


def _upgraded(record: dict[str, Any]) -> Any:
    found = lowered(keras2.upgraded(record))
    check_left(found)
    return found


def _upgraded_training(compiled: Any) -> Any:
    """How the model was trained is welcome and not needed."""
    try:
        return keras2.upgraded(compiled)
    except ProblemError:
        return None


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


def _checked_version(version: Any) -> str | None:
    """The version, if the file names one. Raises ProblemError for Keras 1."""
    if version is None:
        return None
    first = str(version).split(".")[0]
    if first.isdigit() and int(first) < OLDEST:
        raise ProblemError(Problem("model_keras1", values={"version": str(version)[:20]}))
    return str(version)
