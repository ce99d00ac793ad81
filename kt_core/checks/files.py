"""The files that callbacks write: names that can be filled in, and that nothing else writes."""

import re
from collections.abc import Iterable, Iterator

from kt_core.checks.callbacks import callbacks, log_names
from kt_core.checks.view import View
from kt_core.experiment import Component
from kt_core.problems import Fix, Problem, nearest
from kt_core.sites import Site

WRITING = {"ModelCheckpoint": "filepath", "CSVLogger": "filename", "TensorBoard": "log_dir"}
USUAL = {"ModelCheckpoint": "best.keras", "CSVLogger": "log.csv", "TensorBoard": "logs"}
TAKEN = (
    *("checkpoints", "experiment.json", "machine.json", "preparation.json", "weights.json"),
    *("facts.json", "model.keras", "model.weights.h5", "results.json", "log.txt", "saved.json"),
    *("validation.npz", "looking_back", "maps", "snapshots", "surfaces", "why"),
)
"""What a run itself writes into its folder."""
TAKEN_AT_THE_START = ("predictions", "figures")
SLOT = re.compile(r"\{(\w+)(?::[^}]*)?\}")
WHOLE = ("epoch", "batch")
CHANGING = ("LearningRateScheduler", "ReduceLROnPlateau")
"""Callbacks that log the learning rate."""


def file_problems(view: View) -> Iterable[Problem]:
    """Names that the run itself writes, that two callbacks write, or that cannot be filled in."""
    if view.experiment.is_network_only:
        return
    seen: set[tuple[str, str]] = set()
    for number, (callback, place) in enumerate(callbacks(view)):
        param = WRITING.get(callback.kind)
        name = view.param("callback", callback, param) if param else None
        if not isinstance(name, str) or param is None:
            continue
        where, values = (*place.where, "params", param), {"callback": callback.kind, "file": name}
        if name in TAKEN or name.startswith(TAKEN_AT_THE_START):
            fix = place.fix_param("set_param", param, USUAL[callback.kind])
            yield Problem("file_taken", where, values, fix=fix)
        if (callback.kind, name) in seen:
            fix = place.fix_param("set_param", param, f"{number + 1}_{name}")
            yield Problem("same_file", where, values, "warning", fix)
        seen.add((callback.kind, name))
        if callback.kind == "ModelCheckpoint":
            yield from _pattern_problems(view, callback, place)


def _pattern_problems(view: View, callback: Component, place: Site) -> Iterator[Problem]:
    """What stands in braces must be logged, and be written in a way that fits a number."""
    pattern = str(view.param("callback", callback, "filepath"))
    by_batch = view.param("callback", callback, "save_freq") != "epoch"
    known = ["epoch", *(["batch"] if by_batch else []), *_logged(view, by_batch)]
    where = (*place.where, "params", "filepath")
    for name in SLOT.findall(pattern):
        if name in known or not view.levels:
            continue
        near = nearest(name, known)
        mended = _replaced(pattern, name, near or "epoch")
        values = {"name": name, "known": known, "file": pattern}
        fix = Fix("use_value", (place.set_param("filepath", mended),), {"value": mended})
        yield Problem("file_name_unknown", where, values, fix=fix)
        return
    if not _fits(pattern):
        usual = re.sub(r"\{(\w+)[^}]*\}", _usually_written, pattern)
        plain = usual if _fits(usual) else USUAL["ModelCheckpoint"]
        fix = Fix("use_value", (place.set_param("filepath", plain),), {"value": plain})
        yield Problem("file_name_format", where, {"file": pattern}, fix=fix)


def _logged(view: View, by_batch: bool) -> list[str]:
    """After a batch nothing has been validated yet."""
    names = [name for name in log_names(view) if not (by_batch and name.startswith("val_"))]
    kinds = [callback.kind for callback, _ in callbacks(view)]
    changed = not by_batch and any(kind in kinds for kind in CHANGING)
    return [*names, *(["learning_rate"] if changed else [])]


def _replaced(pattern: str, name: str, other: str) -> str:
    """The pattern with another name in braces; the epoch is a whole number."""
    shape = r"{\g<1>:02d}" if other in WHOLE else r"{\g<1>\g<2>}"
    found = re.sub(r"\{(" + re.escape(name) + r")(:[^}]*)?\}", shape, pattern)
    return found.replace(f"{{{name}", f"{{{other}")


def _usually_written(slot: re.Match[str]) -> str:
    return f"{{{slot[1]}:02d}}" if slot[1] in WHOLE else f"{{{slot[1]}:.2f}}"


def _fits(pattern: str) -> bool:
    whole = dict.fromkeys(WHOLE, 1)
    try:
        pattern.format(**{name: whole.get(name, 0.5) for name in SLOT.findall(pattern)})
    except (ValueError, KeyError, IndexError):
        return False
    return True
