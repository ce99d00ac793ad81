"""A network's answers all over the plane, and those of its units, taken while it trains.

Who looks must not change what is seen: see `kt_core.engine.undisturbed`.
"""

import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from kt_core import snapshots, surfaces
from kt_core.data import load
from kt_core.data.preparation import scale
from kt_core.engine.answers import label_probabilities
from kt_core.engine.evaluate import losses, probabilities, with_loss
from kt_core.engine.layer_figures import layers_of
from kt_core.engine.rebuilt import Rebuilt
from kt_core.engine.session import Session
from kt_core.engine.undisturbed import undisturbed
from kt_core.problems import ProblemError
from kt_core.runs import write_atomic
from kt_core.several import USUAL

SIZE = 61
"""Places on each side of the grid."""
UNIT_STEP = 2
"""Of a unit's surface each second row and column is kept."""
LAYERS, UNITS = 8, 16
"""No more layers, and no more units of one, have surfaces."""
MARGIN = 0.08
SECONDS = 1.0
"""So much later another surface is taken, whatever was planned."""
PARTS = {"train": 1000, "validation": 500, "test": 1000}
"""Points that are drawn of each part, at most."""
SHOWING = (
    keras.layers.Dense,
    keras.layers.Activation,
    keras.layers.ReLU,
    keras.layers.LeakyReLU,
    keras.layers.PReLU,
    keras.layers.ELU,
    keras.layers.Softmax,
)


class Plane:
    """The grid over all examples of a run, and the network's answers on it: those of the output
    that learns, or of the `output`-th of several.

    Rows of the grid go up, columns to the right, both from the lowest value to the highest of
    training and test part, and 8 % beyond.
    """

    def __init__(self, session: Session | Rebuilt, *, output: int = 0):
        raw = load(session.card.kind)
        every = np.concatenate([raw.x_train, raw.x_test]).astype("float64")
        low, high = every.min(axis=0), every.max(axis=0)
        free = MARGIN * np.where(high > low, high - low, 1)
        self.low, self.high = low - free, high + free
        across, up = np.linspace(self.low, self.high, SIZE).T
        grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2).astype("float32")
        statistics = session.data.statistics
        self.parts = _parts(session)
        shown = np.concatenate([part["x"] for part in self.parts.values()])
        self._grid = session.x(scale(grid, statistics))
        self._shown = session.x(scale(shown, statistics))
        self._model, self._card = session.model, session.card
        self._place = with_loss(session.model)[output]
        layers = _layers(session)
        inputs = session.model.inputs
        self._probe = keras.Model(
            inputs if len(inputs) > 1 else inputs[0],
            [session.model.outputs[self._place], *(layer.output for layer in layers.values())],
            name="surfaces",  # a name of its own: else the models that follow would count on
        )
        self._names = list(layers)

    def answers(self) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Of the network: probabilities (classes or labels, SIZE, SIZE) or values (1, SIZE, SIZE);
        and of each layer that is shown all units (units, SIZE, SIZE). The model stays as it was."""
        output, *units = self._called(self._grid)
        return _pictures(output), dict(zip(self._names, map(_pictures, units), strict=True))

    def wrong(self) -> dict[str, list[Any]]:
        """Of each part the places of the points that get another class than theirs; or for each
        label those of the points that get it and have it not, or the other way round."""
        if not self._card.names:
            return {}
        given = self._called(self._shown)[0]
        given = given > USUAL if self._card.labels else given.argmax(axis=1)
        ends = np.cumsum([len(part["y"]) for part in self.parts.values()])
        return {
            name: _places(answers != part["y"])
            for (name, part), answers in zip(
                self.parts.items(), np.split(given, ends[:-1]), strict=True
            )
        }

    def _called(self, x: Any) -> list[np.ndarray]:
        """The network's answers (n, classes or labels) or (n, 1), then those of each layer."""
        with undisturbed(self._model):
            found = self._probe(x, training=False)
        self._model._clear_losses()
        output, *units = (_plain(one) for one in keras.tree.flatten(found))
        loss = losses(self._model)[self._place]
        if self._card.classes:
            output = probabilities(loss, output)
        elif self._card.labels:
            output = label_probabilities(loss, output)
        return [output, *units]


class SurfaceRecorder(keras.callbacks.Callback):
    """Stands behind the Recorder, so that only epochs that count are written.

    A surface that fails is no reason to end a training: the log says why, and no more are taken.
    """

    def __init__(self, session: Session, *, clock: Callable[[], float] = time.monotonic):
        super().__init__()
        self._session, self._clock = session, clock
        self._folder = session.place / surfaces.FOLDER
        self._planned = surfaces.planned(session.epochs)
        self._plane: Plane | None = None
        self._taken = clock()

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002
        self._safely(self._begin)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
        plane = self._plane
        if plane and self._due(epoch + 1):
            self._safely(lambda: self._keep(plane, epoch + 1))

    def _begin(self) -> None:
        """What an earlier attempt has written of epochs that are trained again is removed."""
        first = self._session.start.epoch
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for epoch, path in surfaces.files(self._session.place).items():
            if epoch > first:
                path.unlink(missing_ok=True)
        plane = self._plane = Plane(self._session)
        found = surfaces.written(points(self._session, plane))
        write_atomic(self._folder / surfaces.POINTS, found)
        if first == 0:
            self._keep(plane, 0)

    def _due(self, epoch: int) -> bool:
        fit = self._session.experiment.fit
        every = fit.snapshots.every if fit and fit.snapshots else 0
        last = self._session.start.end
        kept = every and snapshots.is_due(epoch - 1, every=every, last=last - 1)
        late = self._clock() - self._taken >= SECONDS
        return bool(kept or late or epoch in self._planned or epoch == last)

    def _keep(self, plane: Plane, epoch: int) -> None:
        write(self._folder / surfaces.name(epoch), plane, epoch)
        found = surfaces.files(self._session.place)
        for each in found.keys() - set(surfaces.thinned(found)):
            found[each].unlink(missing_ok=True)
        self._taken = self._clock()

    def _safely(self, deed: Callable[[], None]) -> None:
        if not _done(deed):
            self._plane = None


def recorders(session: Session) -> list[SurfaceRecorder]:
    """One, where there is a plane to look at."""
    return [SurfaceRecorder(session)] if surfaces.fits(session.experiment, session.card) else []


def keep_final(session: Session) -> None:
    """Writes the surface of the model as it is saved, where epochs have left theirs."""
    path = session.place / surfaces.FOLDER / surfaces.FINAL
    if (path.parent / surfaces.POINTS).is_file():
        _done(lambda: write(path, Plane(session), None))


def write(path: Path, plane: Plane, epoch: int | None) -> None:
    """Writes the surface of the weights that the model has now, at the end of an epoch (1-based) or
    as they are saved."""
    output, units = plane.answers()
    layers = [
        {"name": name, "units": len(found)}
        | surfaces.coarse(found[:UNITS, ::UNIT_STEP, ::UNIT_STEP])
        for name, found in units.items()
    ]
    told = {"epoch": epoch, "output": surfaces.exact(output), "layers": layers}
    told["wrong"] = plane.wrong()
    write_atomic(path, surfaces.written(told))


def _done(deed: Callable[[], None]) -> bool:
    """Whether it could be done, or only a full disk was in the way; the run's log says why not."""
    try:
        deed()
    except ProblemError:
        traceback.print_exc()
    except Exception:  # noqa: BLE001 - layers of anybody's making are called here
        traceback.print_exc()
        return False
    return True


def _parts(session: Session | Rebuilt) -> dict[str, dict[str, np.ndarray]]:
    """Of each part the examples to draw, as they came: `x` float32 (n, 2), `y` (n,) class numbers
    or values, or (n, labels), and `rows`, their places in the set's training or test part."""
    raw, data = load(session.card.kind), session.data
    rows = {"train": data.train_rows, "validation": data.val_rows, "test": data.test_rows}
    parts = {}
    for part, most in PARTS.items():
        if (found := rows[part]) is not None:
            drawn = np.sort(np.random.RandomState(0).permutation(found)[:most])
            x, y = (raw.x_test, raw.y_test) if part == "test" else (raw.x_train, raw.y_train)
            parts[part] = {"x": x[drawn], "y": _flat(y[drawn]), "rows": drawn}
    return parts


def _flat(y: np.ndarray) -> np.ndarray:
    """One number for each example, but for labels, of which there are several."""
    return y.reshape(-1) if y.ndim < 2 or y.shape[1] == 1 else y


def _places(wrong: np.ndarray) -> list[Any]:
    """Where it is true; for (n, labels) a list for each label."""
    if wrong.ndim == 1:
        return np.flatnonzero(wrong).tolist()
    return [np.flatnonzero(one).tolist() for one in wrong.T]


def points(session: Session | Rebuilt, plane: Plane) -> dict[str, Any]:
    """What a browser must know to draw the points, and the axes; `all` counts the examples that
    a part has, drawn or not."""
    facts, values, data = session.card, plane.parts["train"]["y"], session.data
    held = 0 if data.x_val is None else len(data.x_val)
    sizes = {"train": len(data.x_train), "validation": held, "test": len(data.x_test)}
    return {
        "columns": list(facts.columns),
        "classes": list(facts.classes),
        "labels": list(facts.labels),
        "low": plane.low.tolist(),
        "high": plane.high.tolist(),
        "values": [float(values.min()), float(values.max())],
        "parts": {
            name: {"all": sizes[name]} | {what: array.tolist() for what, array in part.items()}
            for name, part in plane.parts.items()
        },
    }


def _layers(session: Session | Rebuilt) -> dict[str, keras.Layer]:
    """The layers whose units are shown: dense ones and activations of the network itself, but not
    an output of one unit, which is the decision surface."""
    found: dict[str, keras.Layer] = {}
    last = {id(one) for one in session.model.outputs}
    for name, layer in layers_of(session.experiment.network, session.model).items():
        if "/" in name or not isinstance(layer, SHOWING) or len(found) == LAYERS:
            continue
        shape = layer.output.shape
        if len(shape) == 2 and not (id(layer.output) in last and shape[1] == 1):
            found[name] = layer
    return found


def _plain(values: Any) -> np.ndarray:
    return keras.ops.convert_to_numpy(keras.ops.cast(values, "float32"))


def _pictures(answers: np.ndarray) -> np.ndarray:
    """Answers on the grid (SIZE * SIZE, n) as n pictures (n, SIZE, SIZE)."""
    return answers.reshape(SIZE, SIZE, -1).transpose(2, 0, 1)
