"""Starting weights in the script: read from a file beside it, by the engine's own functions."""

import inspect
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kt_core import loading, weights
from kt_core.code.expressions import Call, Code, assigned
from kt_core.code.sections import NOTEBOOK_FOLDER, SCRIPT_FOLDER, Section
from kt_core.experiment import Experiment
from kt_core.starting import exceptions
from kt_core.texts import text

FILE = "starting_weights.npz"
IMPORTS = ("import json", "from pathlib import Path", "", "import keras", "import numpy as np")
FUNCTIONS = (loading.read_weights, loading.layers_with_weights, loading.load_by_name)


def with_starting_weights(
    sections: Sequence[Section], experiment: Experiment, *, in_notebook: bool = False
) -> list[Section]:
    """The script's sections, the first of which are its imports, with what loads the starting
    weights behind the network.

    Raises ProblemError when the file is gone or damaged.
    """
    first, *others = sections
    if experiment.weights is None:
        return [first, *others]
    folder = NOTEBOOK_FOLDER if in_notebook else SCRIPT_FOLDER
    network = text("code.network.title")
    at = next(at for at, section in enumerate(others) if section.title == network) + 1
    imports = replace(first, code=_imports(first.code.splitlines(), folder))
    return [imports, *others[:at], _functions(), _loading(experiment), *others[at:]]


def copy_starting_weights(experiment: Experiment, folder: Path) -> None:
    """Put the file that the script reads into `folder`. Raises ProblemError."""
    if experiment.weights is not None:
        shutil.copyfile(weights.checked(experiment.weights.file), folder / FILE)


def _imports(lines: list[str], folder: str) -> str:
    """The imports with those that loading needs, each once."""
    rest = [line for line in lines if line not in (*IMPORTS, folder)]
    while rest and not rest[0]:
        rest.pop(0)
    at = next((at for at, line in enumerate(rest) if line.startswith("from keras")), -1) + 1
    return "\n".join([*IMPORTS, *rest[:at], "", folder, *rest[at:]])


def _functions() -> Section:
    sources = "\n\n\n".join(inspect.getsource(each).rstrip() for each in FUNCTIONS)
    return _section("weights_functions", sources)


def _loading(experiment: Experiment) -> Section:
    assert experiment.weights is not None
    saved = weights.kept(experiment.weights.file)
    lines = [
        assigned("sources", exceptions(experiment, saved)),
        assigned("saved", Call("read_weights", (Code(f'FOLDER / "{FILE}"'),))),
        assigned("loaded", Call("load_by_name", (Code("model"), Code("saved"), Code("sources")))),
        'print("Starting weights:", ", ".join(loaded))',
    ]
    return _section("weights", "\n".join(lines))


def _section(key: str, code: str) -> Section:
    return Section(text(f"code.{key}.title"), text(f"code.{key}.about"), code)
