"""What only shows while a training runs, recognised in the words of Keras, TensorFlow or numpy."""

import math
import re
from collections.abc import Mapping, Sequence

from kt_core.problems import Problem

SAYS: Sequence[tuple[str, str]] = (
    (
        r"label value of (?P<label>-?\d+) which is outside the valid range"
        r" of \[0, (?P<units>\d+)\)",
        "labels_out_of_range",
    ),
    (r"indices\[[^\]]*\] = (?P<given>-?\d+) is not in \[0, (?P<size>\d+)\)", "index_out_of_range"),
    (
        r"NaN or Inf loss encountered at batch (?P<step>\d+)\. Loss value: (?P<given>\w+)",
        "step_not_finite",
    ),
    (r"Tensor had (?P<given>NaN|Inf)", "values_not_finite"),
    (
        r"Cast string to|Cast \w+ to string|could not convert string|StringToNumber"
        r"|Invalid dtype: (?:object|str)",
        "text_in_numbers",
    ),
    (
        r"Dimensions must be equal, but are (?P<one>\d+) and (?P<other>\d+)"
        r"|Incompatible shapes: \[(?P<first>[\d,?]*)\] vs\. \[(?P<second>[\d,?]*)\]",
        "shapes_at_run_time",
    ),
    (r"OOM when allocating|Unable to allocate|[Ff]ailed to allocate|bad_alloc", "out_of_memory"),
    (
        r"monitor=(?P<monitor>\w+), but Keras isn't able to automatically determine",
        "monitor_unclear",
    ),
    (r"created with a `?LearningRateSchedule", "rate_is_scheduled"),
    (r"[Tt]able not initialized", "vocabulary_never_filled"),
    (r"paddings must be (?:less|no greater) than the dimension", "input_too_short"),
)
NODE = re.compile(r"Detected at node \S*?(?P<node>\w+)/\w+ defined at")


def recognised(said: str, detail: str) -> Problem | None:
    """The problem in the full words of an exception; `detail` is what is kept of them."""
    for pattern, code in SAYS:
        if match := re.search(pattern, said):
            found = {key: each for key, each in match.groupdict().items() if each is not None}
            return Problem(code, values={**_told(code, found, said), "detail": detail})
    return None


def _told(code: str, found: Mapping[str, str], said: str) -> dict[str, object]:
    values: dict[str, object] = dict(found)
    node = NODE.search(said)
    values["node"] = node["node"].removesuffix("_1") if node else "a layer"
    if code == "shapes_at_run_time":
        values["one"] = found.get("one") or found.get("first", "")
        values["other"] = found.get("other") or found.get("second", "")
    return values


def not_finite(history: Mapping[str, Sequence[float]]) -> Problem | None:
    """The problem of a loss that became NaN or infinite; `history` has one value per epoch."""
    for epoch, loss in enumerate(history.get("loss", ()), start=1):
        if not math.isfinite(loss):
            given = "NaN" if math.isnan(loss) else "infinite"
            return Problem("loss_not_finite", values={"epoch": epoch, "given": given})
    return None
