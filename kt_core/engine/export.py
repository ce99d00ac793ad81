"""A run's model as a file for elsewhere."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from kt_core.engine.build import compile_model
from kt_core.engine.open import opened
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError
from kt_core.runs import folder, write_atomic

FORMATS = {"keras": ".keras", "h5": ".h5", "weights": ".weights.h5"}


def export(run: str, format: str, to: str) -> dict[str, Any]:
    """Write the run's model to the file `to`, whole or not at all: `{"file": path}`.

    "keras" is the model as it was saved, with classes and preparation; "h5" the whole model in
    Keras' older form, compiled but without the optimizer's state; "weights" the numbers alone.
    Raises ProblemError.
    """
    if format not in FORMATS:
        values = {"given": format, "choices": list(FORMATS)}
        raise ProblemError(Problem("export_format_unknown", values=values))
    source = folder(run) / "model.keras"
    if not source.is_file():
        raise ProblemError(Problem("run_without_model", values={"run": run}))
    if format == "keras":
        _copy(source, Path(to))
    else:
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as place:
            made = Path(place) / f"model{FORMATS[format]}"
            _convert(source, made, format)
            _copy(made, Path(to))
    return {"file": to}


def _convert(source: Path, made: Path, format: str) -> None:
    found = opened(source)
    if format == "weights":
        found.model.save_weights(made)
        return
    experiment = parse(found.document)
    if experiment.loss is not None and experiment.optimizer is not None:
        compile_model(found.model, experiment)
    found.model.save(made)


def _copy(source: Path, to: Path) -> None:
    if not to.parent.is_dir():
        raise ProblemError(Problem("folder_missing", values={"folder": str(to.parent)}))
    write_atomic(to, lambda aside: shutil.copyfile(source, aside))
