"""Trains planted cases by the ordinary way and gives back what the diagnosis sees of each."""

import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.planted import Planted
from kt_core.data import available
from kt_core.data.sets import file
from kt_core.diagnosis.evidence import Evidence
from kt_core.diagnosis.gather import gather
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.runs import Store

MEASURED = {"every": 1}


@contextmanager
def fresh_home() -> Iterator[Path]:
    """A home folder of its own, the environment as before afterwards."""
    before = os.environ.get("KT_HOME")
    with tempfile.TemporaryDirectory() as place:
        os.environ["KT_HOME"] = place
        try:
            yield Path(place)
        finally:
            os.environ.pop("KT_HOME") if before is None else os.environ.update(KT_HOME=before)


def trained(cases: Iterable[Planted], *, seed: int) -> Iterator[tuple[Planted, Evidence]]:
    """Each case with what is known of its finished run."""
    with fresh_home():
        for case in cases:
            yield case, evidence_of(case, seed=seed)


def evidence_of(case: Planted, *, seed: int) -> Evidence:
    """Trains one case in this process. The home folder is the caller's."""
    with planted_data(case, seed=seed):
        run = train_here(measured({**case.document, "name": case.name, "seed": seed}))
        store = Store()
        found = store.run(run)
        if found is None:
            raise RuntimeError(f"the run of {case.name} is gone")
        return gather(found, store)


def train_here(document: dict[str, Any], **more: Any) -> str:
    """The id of the run of this document, trained to its end in this process."""
    from kt_core.engine.train import train

    store = Store()
    run = store.create_run(document, handle={"pid": os.getpid()}, **more)
    train(run, 1)
    return run


def measured(document: dict[str, Any]) -> dict[str, Any]:
    """The document with figures per layer after each epoch, where this version has them."""
    changed = {**document, "fit": {**document["fit"], "layer_figures": MEASURED}}
    try:
        parse(changed)
    except ProblemError:
        return document
    return changed


@contextmanager
def planted_data(case: Planted, *, seed: int) -> Iterator[None]:
    """The case's data set with its fault in the stored file, sound again afterwards."""
    kind = case.document["data"]["kind"]
    if not available(kind):
        from kt_core.engine.fetch import fetch

        fetch(kind)
    if case.plant is None:
        yield
        return
    kept = shutil.copy(file(kind), file(kind).with_suffix(".kept"))
    try:
        with np.load(file(kind)) as arrays:
            raw = {name: arrays[name].copy() for name in arrays.files}
        case.plant(raw, np.random.RandomState(seed + zlib.crc32(case.name.encode()) % 1000), seed)
        np.savez(file(kind), **raw)
        yield
    finally:
        shutil.move(kept, file(kind))


def compact(evidence: Evidence) -> str:
    """The evidence as JSON with six significant digits, one epoch a line."""
    return json.dumps(_rounded(evidence.to_json()), ensure_ascii=False, separators=(",", ":"))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value
