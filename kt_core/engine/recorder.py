"""The Keras callback that writes down how a training goes, while it goes."""

import math
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import keras

from kt_core.changes import Turn
from kt_core.engine.footprint import memory
from kt_core.engine.layer_figures import LayerFigures
from kt_core.engine.points import POINT_SECONDS, Points
from kt_core.engine.room import Room, Stopped, Superseded, Wishes
from kt_core.engine.snapshots import Snapshots
from kt_core.engine.trouble import log_exception
from kt_core.problems import ProblemError
from kt_core.runs import State, Store

PAUSE_SECONDS = 0.25
LONG_SECONDS = 1.0
"""Keeping an epoch takes longer than this only when it waits for room on the disk."""


class Rebuild(Exception):
    """Leaves `fit` between two epochs, because the model of the next one is another."""

    def __init__(self, epoch: int):
        super().__init__(epoch)
        self.epoch = epoch


@dataclass(frozen=True)
class Plan:
    """What is recorded: epochs, steps per epoch, examples per epoch, batch size, first epoch."""

    run: str
    attempt: int
    epochs: int
    steps: int
    examples: int
    batch_size: int
    start: int = 0


class Recorder(keras.callbacks.Callback):
    """Writes batch values, epochs and checkpoints; stands last among the callbacks.

    `remeasure(model)` gives the training figures measured again; `history` is what was logged
    before. `turn(epoch)` says what the next epoch begins with, None that the run is somebody
    else's. What belongs to one model comes with `go_on_with`.
    """

    def __init__(
        self,
        store: Store,
        plan: Plan,
        *,
        wishes: Wishes | None = None,
        remeasure: Callable[[keras.Model], Mapping[str, float]] | None = None,
        history: Mapping[str, list[float]] | None = None,
        turn: Callable[[int], Turn | None] | None = None,
    ):
        super().__init__()
        self._store, self._plan, self._wishes = store, plan, wishes
        self._room = Room(store, plan.run, plan.attempt, wishes)
        self._remeasure, self._turn, self._has_begun = remeasure, turn, False
        self._keep: Callable[..., object] | None = None
        self._restore: Callable[[], None] | None = None
        self._layers: LayerFigures | None = None
        self._snapshots: Snapshots | None = None
        self.history: dict[str, list[float]] = dict(history or {})
        self._means: tuple[str, ...] | None = None
        self._began = self._epoch_began = self._trained = time.perf_counter()
        self._point_time, self._epoch, self._seen = self._began, 0, 0
        self._points = Points(self._began)
        self._before: Mapping[str, Any] = {}
        self._rate, self._first = math.nan, 0

    def on_train_begin(self, logs: Any = None) -> None:  # noqa: ARG002
        if self._restore:
            self._restore()
        if found := self._snapshots:
            self._room.keep(lambda: found.begin(self._first))
        if not self._has_begun:
            self._began, self._has_begun = time.perf_counter(), True

    def go_on_with(
        self,
        *,
        keep: Callable[..., object] | None = None,
        restore: Callable[[], None] | None = None,
        layers: LayerFigures | None = None,
        snapshots: Snapshots | None = None,
        first: int = 0,
    ) -> None:
        """What belongs to the model of the next `fit`; the training and its clocks go on.

        `keep(epoch, history, figures)` keeps the state at the end of an epoch (0-based) before its
        row, which will say `figures`, tells that it is finished. `restore()` puts everything into
        the state of the first epoch when that is not 0; `layers` gives the figures of each layer
        in the epochs that are due; `snapshots` keeps the weights. `first` is the next epoch.
        """
        self._keep, self._restore, self._layers, self._means = keep, restore, layers, None
        self._snapshots, self._first = snapshots, first

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._epoch, self._epoch_began = epoch, time.perf_counter()
        self._point_time, self._seen, self._before = self._epoch_began, 0, {}
        if self._layers and self._layers.due(epoch):
            watch = {"look": self._layers.update_begins, "before": self._layers.steps}
            self.model.train_function.begin_epoch(**watch)
        else:
            self.model.train_function.begin_epoch()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        self.hear()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        """A long validation hears the person's wish as well."""
        self.hear()

    def hear(self) -> None:
        """Do what the person wishes: wait, or leave by Stopped or Superseded."""
        if self._wishes is not None and self._wishes.wish != "run":
            self._obey(self._wishes.wish)

    def group_done(self, steps: int, means: Mapping[str, Any], last: bool) -> None:
        """After a group of steps: `means` are the epoch's running means after `steps` steps."""
        if self._wishes is not None:
            self._wishes.listens()
        now = time.perf_counter()
        if last:
            self._trained, self._rate = now, _learning_rate(self.model)
            if self._layers and self._layers.due(self._epoch):
                self._layers.update_ended()
        if not last and now - self._point_time < POINT_SECONDS:
            return
        seen = min(steps * self._plan.batch_size, self._plan.examples)
        values = self._true_values(means, seen)
        self._point_time, self._seen, self._before = now, seen, dict(means)
        place = self._epoch + steps / self._plan.steps
        step, seconds = self._epoch * self._plan.steps + steps, now - self._began
        self._points.add(place, step=step, seconds=seconds, values=values)
        if last or self._points.due(now, seconds):
            self._obey(self._write_points() or "run")

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        ended = time.perf_counter()
        values = {name: value for name, value in (logs or {}).items() if name != "learning_rate"}
        for name, value in values.items():
            self.history.setdefault(name, []).append(value)
        remeasured = self._remeasure(self.model) if self._remeasure else {}
        figures: dict[str, Any] = {
            "values": values,
            "remeasured": remeasured,
            **self._times(epoch, ended),
            "memory": memory(),
        }
        if self._layers and self._layers.due(epoch):
            figures["layers"] = self._layers.safely()
        wish = self._kept(epoch, figures)
        if wish not in (None, "gone"):
            self._keep_weights(epoch)
        self._obey("gone" if wish is None else wish)
        turn = self._turn
        if turn and epoch + 1 < self.params["epochs"] and not self.model.stop_training:
            self._take(self._room.keep(lambda: turn(epoch + 1)), epoch + 1)

    def _take(self, turn: Turn | None, epoch: int) -> None:
        """Begin the next epoch as the person wishes it."""
        if turn is None:
            raise Superseded
        if turn.rebuild:
            raise Rebuild(epoch)
        if turn.rate is not None:
            self.model.optimizer.learning_rate = turn.rate

    def _kept(self, epoch: int, figures: Mapping[str, Any]) -> str | None:
        """Keeps checkpoint and row, when there is room for them; the clocks stand meanwhile."""
        began, (run, attempt) = time.perf_counter(), (self._plan.run, self._plan.attempt)
        if keep := self._keep:
            self._room.keep(lambda: keep(epoch=epoch, history=self.history, figures=figures))
        wish = self._room.keep(lambda: self._store.record_epoch(run, attempt, epoch, **figures))
        if (waited := time.perf_counter() - began) > LONG_SECONDS:
            self._began += waited
        return wish

    def _keep_weights(self, epoch: int) -> None:
        """A snapshot comes behind the epoch's row: who was superseded has left before it."""
        found = self._snapshots
        if found and found.is_due(epoch):
            self._room.keep(lambda: found.keep(epoch))

    def _times(self, epoch: int, ended: float) -> dict[str, float]:
        """Seconds of the epoch and of the attempt so far, how fast it was, how long it will be."""
        elapsed = time.perf_counter() - self._began
        here = epoch + 1 - self._plan.start
        return {
            "seconds": ended - self._epoch_began,
            "elapsed": elapsed,
            "learning_rate": self._rate,
            "examples_per_second": self._plan.examples
            / max(self._trained - self._epoch_began, 1e-9),
            "eta": elapsed / here * (self._plan.epochs - epoch - 1),
        }

    def _true_values(self, means: Mapping[str, Any], seen: int) -> dict[str, float]:
        """Values of the examples since the last point, from running means before and after.

        With n examples seen: (n2*m2 - n1*m1) / (n2 - n1). Only means can be taken apart so.
        """
        if self._means is None:
            self._means = mean_names(self.model)
        new = max(seen - self._seen, 1)
        return {
            name: (seen * means[name] - self._seen * self._before.get(name, 0.0)) / new
            for name in self._means
            if name in means
        }

    def _write_points(self) -> str | None:
        """Writes the points that wait; what the person wishes ("gone": nothing may be written),
        None when nothing was written."""
        if (points := self._points.take(time.perf_counter())) is None:
            return None
        run, attempt = self._plan.run, self._plan.attempt
        try:
            return self._store.record_batch(run, attempt, epoch=self._epoch, **points) or "gone"
        except ProblemError:  # a missing point on the chart is no reason to end a training
            log_exception()
            return None

    def _obey(self, wish: str) -> None:
        if wish in ("pause", "stop"):
            self._write_points()
        if wish == "pause":
            self._paused()
        if wish == "stop":
            raise Stopped
        if wish == "gone":
            raise Superseded

    def _paused(self) -> None:
        """Waits while the person wishes it; the clocks stand."""
        began, found = time.perf_counter(), self._store.run(self._plan.run)
        if found is None or (found.wish, found.state) == ("run", "running"):
            return  # heard late: it would be a second pause
        while self._room.heard() == "pause":
            with suppress(ProblemError):
                self._say("paused", of="running")
            time.sleep(PAUSE_SECONDS)
        self._room.keep(lambda: self._say("running", of="paused", goes_on=True))
        if self._wishes is not None:
            self._wishes.wish = "run"
        pause = time.perf_counter() - began
        self._began += pause
        self._epoch_began += pause
        self._point_time += pause
        self._trained += pause

    def _say(self, state: State, *, of: State, **more: Any) -> bool:
        run, attempt = self._plan.run, self._plan.attempt
        return self._store.change(run, states=of, attempt=attempt, state=state, **more)


def mean_names(model: keras.Model) -> tuple[str, ...]:
    """Log names of the metrics that are plain means over examples, in the model's order."""
    found = ["loss"]
    for container in model.metrics:
        metrics = getattr(container, "metrics", None) or [container]
        found += [each.name for each in metrics if _is_mean(each)]
    names = model.get_metrics_result()
    ends = tuple(f"_{name}" for name in found)
    return tuple(name for name in names if name in found or name.endswith(ends))


def _is_mean(metric: Any) -> bool:
    return (
        isinstance(metric, keras.metrics.Mean) and type(metric).result is keras.metrics.Mean.result
    )


def _learning_rate(model: keras.Model) -> float:
    return float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))
