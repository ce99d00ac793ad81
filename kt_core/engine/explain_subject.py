"""The model and the one example that somebody asks why about, and what its answer is."""

import math
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import keras
import numpy as np
import tensorflow as tf

from kt_core.data import Arrays, load
from kt_core.data.preparation import scale, unscale
from kt_core.engine.answers import Meaning, answers, meaning, outputs
from kt_core.engine.explain_calls import Call, Way, compute_in_float32, without_activation
from kt_core.engine.subject import Subject
from kt_core.experiment import Experiment
from kt_core.images import Order, Target, target_of
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError

VALUES = 16_000_000
"""Numbers that all layers together may hand on for the examples that are computed at once."""
MOST = 64
BRIGHT = 0.5
SQUASHING = ("softmax", "sigmoid")
Modality = Literal["image", "table"]


@dataclass(eq=False)
class Looked:
    """`x` is the example as the model takes it, float32, without the batch axis; `order` that of
    its colours. `narrow`: the model computes in half precision, here in float32."""

    subject: Subject
    x: np.ndarray
    order: Order = "rgb"

    def __post_init__(self) -> None:
        self.model = self.subject.opened.model
        self.narrow = compute_in_float32(self.model)
        self._way = Way(self.model, self.subject.experiment.network)
        self.place = self.subject.output

    @property
    def modality(self) -> Modality:
        """Whether the example is a picture or a row of numbers."""
        return "image" if self.subject.columns is None else "table"

    @cached_property
    def target(self) -> Target:
        """How a picture is laid out for the model."""
        return target_of(self.x.shape, order=self.order)

    @property
    def size(self) -> tuple[int, int, int]:
        """Height, width and channels of a picture."""
        return self.target.height, self.target.width, self.target.channels

    def as_given(self, picture: np.ndarray) -> np.ndarray:
        """What `target.as_picture` makes a picture of, (height, width, channels), as it was."""
        moved = np.moveaxis(picture, -1, 0) if self.target.channels_first else picture
        return moved.reshape(self.x.shape)

    def in_units(self, x: np.ndarray) -> np.ndarray:
        """Numbers for the model in the units of the data: a row, or a picture (height, width,
        channels) with its colours as red, green, blue."""
        if self.modality == "table":
            return unscale(x, self.subject.statistics)
        picture = self.target.as_picture(x)
        picture = picture[..., ::-1] if self.order == "bgr" else picture
        return unscale(picture, self.subject.statistics)

    @property
    def means(self) -> Meaning:
        """What the numbers of the output mean."""
        return meaning(self.subject.experiment, self.place)

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of what the output answers; empty for values."""
        return tuple(self.subject.classes or ())

    @property
    def by_pixel(self) -> bool:
        """Whether the output has classes for every pixel."""
        return self.subject.labels == "pixels"

    def calls(self, x: Any) -> tuple[list[Any], list[Call]]:
        """Outputs and all calls for a batch (n, ...)."""
        return self._way.calls(self._given(x))

    def until(self, x: Any, path: str) -> Call:
        """The call of a layer for a batch (n, ...). Raises ProblemError without such a layer."""
        try:
            return self._way.until(self._given(x), path)
        except KeyError as error:
            raise ProblemError(Problem("why_layer_unknown", values={"layer": path})) from error

    @cached_property
    def traced(self) -> tuple[list[Any], list[Call]]:
        """Outputs and all calls for the example itself."""
        return self.calls(tf.constant(self.x[np.newaxis]))

    @cached_property
    def batch(self) -> int:
        """How many examples are computed at once."""
        total = sum(math.prod(each.shape) for call in self.traced[1] for each in call.outputs)
        return int(max(1, min(MOST, VALUES // max(1, total))))

    @cached_property
    def numbers(self) -> np.ndarray:
        """What the model answers to the example: probabilities of all classes, or values."""
        return self.answered(self.x[np.newaxis])[0]

    @cached_property
    def are_classes(self) -> bool:
        """Whether the numbers are probabilities."""
        return self._answers(self.traced[0][self.place].numpy()).are_classes

    def answered(self, x: np.ndarray) -> np.ndarray:
        """The answers (n, classes or values) to examples (n, ...), a batch at a time.

        For classes of pixels: the mean over the pixels that the example has of each class.
        """
        found = []
        for at in range(0, len(x), self.batch):
            raw = self.calls(tf.constant(x[at : at + self.batch]))[0][self.place].numpy()
            found.append(self._by_class(self._answers(raw).numbers, len(raw)))
        return np.concatenate(found)

    def score(self, x: Any, target: int) -> tuple[Any, list[Call]]:
        """What gradients are taken of, for each of a batch (n,), and the calls on the way.

        The number behind class or value `target` before softmax or sigmoid, where the network
        ends in one; else the answer itself.
        """
        with ExitStack() as stack:
            if self._last is not None and _activation(self._last.layer) in SQUASHING:
                stack.enter_context(without_activation(self._last.layer))
            outputs, calls = self.calls(x)
        raw = outputs[self.place]
        if self._squasher is not None:
            raw = next(call for call in calls if call.path == self._squasher.path).inputs[0]
        if self.by_pixel:
            where = tf.constant(self._pixels(target))
            return tf.reduce_mean(tf.boolean_mask(raw[..., target], where, axis=1), axis=1), calls
        flat = tf.reshape(raw, (len(raw), -1))
        if flat.shape[1] > 1 or not self.are_classes:
            return flat[:, target], calls
        value = flat[:, 0]
        if self.quantity == "probability":
            return (value if target else 1 - value), calls
        return (value if target else -value), calls

    @property
    def quantity(self) -> str:
        """What `score` is: `score` before softmax or sigmoid, `probability`, or `value`."""
        if not self.are_classes:
            return "value"
        before = self._last is not None or self._squasher is not None
        return "score" if before or self.means == "logits" else "probability"

    @cached_property
    def ground(self) -> np.ndarray:
        """What stands for "nothing there": black, or white where pictures are dark on white; in a
        table the middle (see `middle`). As the model takes it, of the example's shape."""
        if self.modality == "table":
            return self.middle
        known = self.subject.opened.preparation or {}
        bright = known.get("brightness", 0.0) >= BRIGHT
        return self._plain((known.get("largest") or 255) if bright else 0)

    @cached_property
    def middle(self) -> np.ndarray:
        """Each column's median in the training part; where that is not here, the middle that the
        scaling tells."""
        known = self.subject.statistics
        arrays = self.data
        if arrays is not None:
            return scale(np.median(arrays.x_train, axis=0), known)
        return np.full(self.x.shape, 0.5 if known["scaling"] == "unit" else 0.0, "float32")

    @cached_property
    def data(self) -> Arrays | None:
        """The set the model was trained on, if it is here and its examples fit."""
        data = self.subject.experiment.data
        try:
            arrays = load(data.dataset) if data and self.subject.opened.preparation else None
        except (ProblemError, OSError):
            return None
        return arrays if arrays and arrays.x_test.shape[1:] == self.x.shape else None

    @cached_property
    def range(self) -> tuple[np.ndarray, np.ndarray]:
        """The smallest and largest values the model may be given, as it takes them."""
        known = self.subject.opened.preparation or {}
        if self.modality == "image":
            return self._plain(0), self._plain(known.get("largest") or 255)
        if self.data is not None:
            x = self.data.x_train
            low, high = (scale(end, self.subject.statistics) for end in (x.min(0), x.max(0)))
            return low, high
        usual = (0.0, 1.0) if self.subject.statistics["scaling"] == "unit" else (-3.0, 3.0)
        low, high = (np.full(self.x.shape, end, "float32") for end in usual)
        return low, high

    def _plain(self, value: float) -> np.ndarray:
        """A picture of one brightness, as the model takes it."""
        return self.target.laid_out(scale(np.full(self.size, value), self.subject.statistics))

    def _given(self, x: Any) -> Any:
        columns = self.subject.columns_of_inputs
        if columns is not None:
            parts = [tf.gather(x, places, axis=1) for places in columns]
            return parts[0] if len(parts) == 1 else parts
        count = len(self.model.inputs)
        return x if count == 1 else [x] * count

    def _answers(self, raw: np.ndarray) -> Any:
        named = bool(self.classes)
        return answers(raw.reshape(-1, raw.shape[-1]), self.means, named=named)

    def _by_class(self, numbers: np.ndarray, count: int) -> np.ndarray:
        if not self.by_pixel:
            return numbers
        maps = numbers.reshape(count, -1, numbers.shape[-1])
        columns = [
            maps[:, self._pixels(target).ravel(), target].mean(axis=1)
            for target in range(maps.shape[-1])
        ]
        return np.stack(columns, axis=1)

    def _pixels(self, target: int) -> np.ndarray:
        """The pixels the model takes for a class; all of them where it finds none."""
        where = self.traced[0][self.place].numpy()[0].argmax(axis=-1) == target
        return where if where.any() else np.ones_like(where)

    @cached_property
    def _ending(self) -> Call | None:
        """The call whose value the output is."""
        outputs, calls = self.traced
        return next((c for c in calls if any(o is outputs[self.place] for o in c.outputs)), None)

    @cached_property
    def _last(self) -> Call | None:
        """That call, where its layer has softmax or sigmoid built in and is called but once."""
        call = self._ending
        if call is None or isinstance(call.layer, keras.layers.Activation):
            return None
        once = sum(other.layer is call.layer for other in self.traced[1]) == 1
        return call if once and _activation(call.layer) in SQUASHING else None

    @cached_property
    def _squasher(self) -> Call | None:
        """That call, where it is nothing but softmax or sigmoid."""
        call = self._ending
        if call is None:
            return None
        if isinstance(call.layer, keras.layers.Softmax) and call.layer.axis == -1:
            return call
        alone = isinstance(call.layer, keras.layers.Activation)
        return call if alone and _activation(call.layer) in SQUASHING else None


def learning_output(experiment: Experiment, number: int) -> str | None:
    """The name of the `number`-th output that has a loss, as the results count them."""
    loss, names = normalize(experiment).loss, outputs(experiment)
    learning = [name for name in names if not isinstance(loss, Mapping) or name in loss]
    if number < len(learning):
        return learning[number]
    raise ProblemError(Problem("why_output_unknown", values={"place": number}))


def _activation(layer: Any) -> str:
    return getattr(getattr(layer, "activation", None), "__name__", "")
