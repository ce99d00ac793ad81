"""A layer's weights, each laid out as it is best looked at: as filters, as heads, or as it is."""

import math
from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from kt_core.engine.explain_calls import Call

Laid = tuple[str, np.ndarray]


def weights(call: Call, calls: Sequence[Call]) -> list[tuple[dict[str, Any], np.ndarray]]:
    """What is said of each weight (`name`, `shape`, `form`), and its numbers.

    `form`: `filters` (..., in, out), `pictures` (rows, columns, channels, units) of a dense layer
    behind a flattened picture, `heads` (heads, rows, columns), or `plain`. `calls` are all of the
    model's for one example.
    """
    found = [each for each in getattr(call.layer, "weights", []) if "seed" not in each.path]
    made = []
    for weight, name in zip(found, _names(found), strict=True):
        array = np.asarray(keras.ops.convert_to_numpy(weight)).astype("float32")
        form, laid = _laid_out(call, name, array, _picture_of(call, calls))
        made.append(({"name": name, "shape": list(array.shape), "form": form}, laid))
    return made


def _names(found: Sequence[Any]) -> list[str]:
    """The last part of each path; all but the first one where that is not enough."""
    last = [each.path.split("/")[-1] for each in found]
    if len(set(last)) == len(last):
        return last
    return ["/".join(each.path.split("/")[1:]) or each.path for each in found]


def _laid_out(call: Call, name: str, array: np.ndarray, picture: tuple[int, ...] | None) -> Laid:
    kind, last = type(call.layer).__name__, name.rsplit("/", maxsplit=1)[-1]
    if kind == "Dense" and last == "kernel" and picture is not None:
        return "pictures", array.reshape(*picture, -1)
    if array.ndim < 3:
        return "plain", array
    if hasattr(call.layer, "_query_dense"):
        return "heads", array if "attention_output" in name else np.moveaxis(array, 1, 0)
    if last == "depthwise_kernel" or kind.startswith("Depthwise"):
        return _filters(array.reshape(*array.shape[:-2], 1, -1))
    if kind.endswith("Transpose"):
        return _filters(np.swapaxes(array, -1, -2))
    return _filters(array)


def _filters(kernel: np.ndarray) -> Laid:
    """A matrix where there is nothing to see but one line or one pixel of each filter."""
    *space, given, _ = kernel.shape
    if math.prod(space) == 1 or (len(space) == 1 and given == 1):
        return "plain", kernel.reshape(-1, kernel.shape[-1])
    return "filters", kernel


def _picture_of(call: Call, calls: Sequence[Call]) -> tuple[int, ...] | None:
    """(rows, columns, channels) of the picture that was flattened for this call."""
    own = next((each for each in calls if each.path == call.path), None)
    before = next(
        (each for each in calls if own and own.inputs and each.output is own.inputs[0]), None
    )
    if before is None or type(before.layer).__name__ != "Flatten":
        return None
    if before.layer.data_format == "channels_first" or before.inputs[0].shape.rank != 4:
        return None
    shape = tuple(int(size) for size in before.inputs[0].shape[1:])
    return shape if min(shape[:2]) > 1 else None
