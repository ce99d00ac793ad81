"""Opens a saved model from anywhere: as an experiment document, and rebuilt with its weights.

The file never meets Keras' own deserializer: its configuration is translated through the catalog,
the network is built by `build`, and only numbers are taken from the file.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import h5py
import keras

from kt_core import weights as kept_weights
from kt_core.checks import structure_problems
from kt_core.engine import beginning, saved_file, saved_member, stand_ins, weights
from kt_core.engine.allocation import nothing_allocated
from kt_core.engine.answers import outputs
from kt_core.engine.assemble import Built, assemble, model_of
from kt_core.engine.build import build
from kt_core.engine.sameness import same
from kt_core.engine.saved_file import SavedFile
from kt_core.engine.saved_training import training
from kt_core.engine.translate import Network, translate
from kt_core.experiment import FORMAT, VERSION, Experiment, parse
from kt_core.limits import MODEL_OUTPUT_VALUES, MODEL_WEIGHTS
from kt_core.names import model_name
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError


@dataclass(frozen=True, slots=True)
class Opened:
    """A saved model, rebuilt: `model` has its weights, `document` is what a person can edit.

    `classes` and `preparation` are there when the file is one of our own; `finite` is false when
    weights are NaN or infinite.
    """

    model: keras.Model
    document: dict[str, Any]
    experiment: Experiment
    classes: tuple[str, ...] | None
    preparation: dict[str, Any] | None
    notes: tuple[str, ...]
    finite: bool


def open_model(path: str, name: str, keep: bool = False) -> dict[str, Any]:
    """What is in the model file at `path`, uploaded as `name`, as JSON values.

    With `keep` its weights are kept (`kt_core.weights`) and the document begins with them, unless
    they are not numbers.

    `{"ok": True, "experiment", "notes", "problems", "classes", "preparation", "shape", "outputs",
    "output_sizes", "weights"}`, or `"ok": False` with the problems only. `shape` is that of the
    first input for one example, `outputs` the last size of the first output, `output_sizes` that of
    each by its name, `weights` the count of numbers.
    """
    try:
        found = opened(Path(path), name)
    except ProblemError as error:
        return {"ok": False, "problems": [problem.to_json() for problem in error.problems]}
    return {
        "ok": True,
        "experiment": _beginning(found, name) if keep and found.finite else found.document,
        "notes": list(found.notes),
        "problems": [],
        "classes": list(found.classes) if found.classes else None,
        "preparation": found.preparation,
        "shape": list(found.model.inputs[0].shape[1:]),
        "outputs": found.model.outputs[0].shape[-1],
        "output_sizes": _output_sizes(found),
        "weights": found.model.count_params(),
    }


def _output_sizes(found: Opened) -> dict[str, int | None]:
    """For each output, by its node's name, how many numbers it gives last."""
    names = outputs(parse(found.document))
    return dict(zip(names, (each.shape[-1] for each in found.model.outputs), strict=True))


def _beginning(found: Opened, name: str) -> dict[str, Any]:
    """The document with the model's numbers as its starting weights."""
    digest = beginning.keep(found.model, parse(found.document), kept_weights.folder())
    return {**found.document, "weights": {"file": digest, "from": name[:200]}}


def opened(path: Path, name: str = "") -> Opened:
    """The model in the file, rebuilt. Raises ProblemError with what is wrong with the file, without
    fixes: those would mend a document that nobody is editing."""
    try:
        return _opened(_read(path), name)
    except ProblemError as error:
        raise ProblemError(*(replace(each, fix=None) for each in error.problems)) from error


def _read(path: Path) -> SavedFile:
    try:
        return saved_file.read(path)
    except RecursionError as error:
        raise ProblemError(Problem("model_too_deep", values={"limit": "?"})) from error


def _opened(file: SavedFile, name: str) -> Opened:
    try:
        network = translate(file.record)
        experiment = _experiment(network, Path(name).stem)
        with file.numbers() as numbers:
            _check_sizes(experiment, weights.count(numbers, file.form))
            model = build(experiment)
            stand_ins.check(model, file.record, network)
            finite = _load(model, numbers, file, network)
    except RecursionError as error:
        raise ProblemError(Problem("model_too_deep", values={"limit": "?"})) from error
    if not same(network, translate(_comparable(_record(model), file))):
        raise ProblemError(Problem("model_not_reproduced"))
    inputs, outputs = model.inputs[0].shape[-1], model.outputs[0].shape[-1]
    member = saved_member.believed(file.member, inputs=inputs, outputs=outputs)
    document, notes = _document(experiment, network, file.compiled, member)
    if not finite:
        notes.append("weights_not_finite")
    preparation = member.preparation
    notes += member.notes
    return Opened(model, document, experiment, member.classes, preparation, tuple(notes), finite)


def _load(model: keras.Model, numbers: h5py.File, file: SavedFile, network: Network) -> bool:
    if file.form == "keras":
        return weights.load_archived(model, numbers, file.record, network, old=file.old)
    return weights.load_hdf5(model, numbers, file.record, network)


def _experiment(network: Network, title: str) -> Experiment:
    document = {"format": FORMAT, "version": VERSION, "name": title[:200], **network.parts()}
    experiment = parse(document)
    errors = [each for each in structure_problems(experiment) if each.severity == "error"]
    if errors:
        raise ProblemError(*errors)
    return experiment


def _check_sizes(experiment: Experiment, stored: int) -> None:
    """Builds without allocating: the network must not need more numbers than are stored, and no
    layer may hand on more than `MODEL_OUTPUT_VALUES` for one example."""
    if stored > MODEL_WEIGHTS:
        values = {"count": stored, "limit": MODEL_WEIGHTS}
        raise ProblemError(Problem("model_too_many_weights", values=values))
    whole = normalize(experiment)
    assembly = assemble(whole.network, whole.outputs, document=experiment.to_json())
    with nothing_allocated():
        model, built = model_of(assembly, model_name(whole.name))
        needed = model.count_params()
    if needed > stored:
        values = {"needed": needed, "stored": stored}
        raise ProblemError(Problem("model_size_mismatch", values=values))
    for each in _all(built):
        for tensor in each.tensors:
            if _values(tensor.shape) > MODEL_OUTPUT_VALUES:
                said = {"layer": each.node.name, "limit": MODEL_OUTPUT_VALUES}
                raise ProblemError(Problem("model_output_too_large", values=said))


def _document(
    experiment: Experiment, network: Network, compiled: Any, member: saved_member.Member
) -> tuple[dict[str, Any], list[str]]:
    """The document for a person: the file's own where it describes this very model, else what the
    model's configuration says."""
    if member.experiment is not None:
        if _describes(member.experiment, network):
            return member.experiment.to_json(), []
        return experiment.to_json(), ["document_ignored"]
    parts, notes = training(compiled)
    document = {**experiment.to_json(), **parts}
    try:
        return parse(document).to_json(), notes
    except ProblemError:
        return experiment.to_json(), ["training_dropped"]


def _describes(experiment: Experiment, network: Network) -> bool:
    if any(problem.severity == "error" for problem in structure_problems(experiment)):
        return False
    try:
        with nothing_allocated():
            record = _record(build(experiment))
        return same(network, translate(record))
    except ProblemError:
        return False


def _record(model: keras.Model) -> dict[str, Any]:
    return json.loads(json.dumps(keras.saving.serialize_keras_object(model)))


def _comparable(record: dict[str, Any], file: SavedFile) -> dict[str, Any]:
    """The record as such a file holds it: an .h5 of Keras 3 does not tell any built shapes."""
    return _without_shapes(record) if file.form == "h5" and not file.old else record


def _without_shapes(record: Any) -> Any:
    if isinstance(record, list):
        return [_without_shapes(item) for item in record]
    if not isinstance(record, dict):
        return record
    return {key: _without_shapes(item) for key, item in record.items() if key != "build_config"}


def _all(built: Iterable[Built]) -> Iterator[Built]:
    for each in built:
        yield each
        yield from _all(each.inner)


def _values(shape: Iterable[int | None]) -> int:
    product = 1
    for size in shape:
        product *= size or 1
    return product
