"""Runs trained in this process, and what they left."""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kt_core.runs import Run, Store, folder


@dataclass
class Beat:
    """A person's wish that changes to `then` after so many looks at it."""

    looks: int = 10**9
    then: str = "stop"

    @property
    def wish(self):
        self.looks -= 1
        return "run" if self.looks >= 0 else self.then

    def listens(self):
        """It hears from the first look on."""


@dataclass(frozen=True)
class Trained:
    run: Run
    place: Path
    rows: list
    epochs: list

    def of_kind(self, kind):
        return [row for row in self.rows if row["kind"] == kind]

    def json(self, name):
        return json.loads((self.place / name).read_text("utf-8"))


def trained(document, *, beat=None):
    """The run of this document, trained here and now."""
    from kt_core.engine.train import train

    store = Store()
    run = store.create_run(document, handle={"pid": 1})
    train(run, 1, None, beat)
    return Trained(store.run(run), folder(run), store.rows(run), store.epochs(run))


def weights(path):
    """All arrays of a `.keras` file by name, the optimizer's included."""
    import h5py

    with zipfile.ZipFile(path) as archive:
        content = io.BytesIO(archive.read("model.weights.h5"))
    found = {}
    with h5py.File(content, "r") as file:
        file.visititems(
            lambda name, item: found.update({name: item[()]}) if hasattr(item, "dtype") else None
        )
    return found


def same(one, other):
    """Whether two maps of arrays are equal to the last bit."""
    return one.keys() == other.keys() and all(
        one[name].tobytes() == other[name].tobytes() for name in one
    )


def arrays(model):
    """A model's weights and seed states by place."""
    return {str(at): np.array(each) for at, each in enumerate(model.variables)}
