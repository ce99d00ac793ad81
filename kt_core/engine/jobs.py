"""What the engine can be asked to do: one table of questions and where they are answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kt_core.limits import PICTURES_BYTES, TIMES

GIB = 2**30


@dataclass(frozen=True, slots=True)
class Limits:
    """What one throw-away process may use.

    `memory` is in bytes beyond the imports, `cpu` and `wall` in seconds, `files` counts open
    descriptors, `file_size` is in bytes.
    """

    memory: int = 2 * GIB
    cpu: int = 60
    wall: int = 60
    files: int = 64
    file_size: int = GIB


@dataclass(frozen=True, slots=True)
class Job:
    """A function `module:name` that takes JSON values by keyword and returns a JSON object.

    `answerer`: one long-lived process answers in turn. `throwaway`: a confined process for this
    one question, whose environment holds little more than the names in `keeps`. `warm` holds the
    arguments of a first question that makes later ones fast.
    """

    call: str
    where: Literal["answerer", "throwaway"]
    limits: Limits = Limits()
    keeps: tuple[str, ...] = ()
    warm: Mapping[str, Any] | None = field(default=None)


TRAIN = "kt_core.engine.train:train"
PART = Job("kt_core.engine.part_files:derive_file", "throwaway", Limits(cpu=30, wall=30))
"""The host's own question about a file of own parts; nobody else can ask it."""

_NETWORK = ("https_proxy", "http_proxy", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR")
_WARM_DOCUMENT = {
    "format": "kt-experiment",
    "version": 1,
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [8, 8, 1]}},
        {"name": "conv", "kind": "Conv2D", "params": {"filters": 2, "kernel_size": 3}},
        {"name": "flatten", "kind": "Flatten"},
        {"name": "output", "kind": "Dense", "params": {"units": 2}},
    ],
}


def _of_models(seconds: int) -> Limits:
    """For questions about a saved model, as large as models may be here."""
    memory = 2 * GIB * TIMES
    return Limits(memory, cpu=seconds * TIMES, wall=seconds * TIMES, file_size=GIB * TIMES)


LOOKING = Limits(memory=8 * GIB, cpu=600, wall=300)
"""For questions about a run's model and its whole data set."""
CACHE = ("HOME", "KERAS_HOME")

JOBS: dict[str, Job] = {
    "check": Job("kt_core.engine.check:check", "answerer", warm={"document": _WARM_DOCUMENT}),
    "need": Job("kt_core.engine.need:need", "answerer"),
    "open": Job("kt_core.engine.open:open_model", "throwaway", _of_models(60)),
    "predict": Job("kt_core.engine.predict:predict", "throwaway", _of_models(120)),
    "measure": Job("kt_core.engine.measures:measure", "throwaway", Limits(cpu=120, wall=120)),
    "explain": Job(
        "kt_core.engine.explain:explain",
        "throwaway",
        _of_models(300),
        keeps=("HOME", "KERAS_HOME"),
    ),
    "find_rate": Job(
        "kt_core.engine.find_rate:find_rate",
        "throwaway",
        Limits(memory=8 * GIB, cpu=600, wall=300),
        keeps=("HOME", "KERAS_HOME"),
    ),
    "inspect": Job(
        "kt_core.data.own.taking:inspect", "throwaway", Limits(cpu=120, wall=120, file_size=1)
    ),
    "take_in": Job(
        "kt_core.data.own.taking:take_in",
        "throwaway",
        Limits(memory=4 * GIB, cpu=3600, wall=3600, file_size=PICTURES_BYTES),
    ),
    "divide_again": Job(
        "kt_core.data.own.redividing:divide_again",
        "throwaway",
        Limits(memory=4 * GIB, cpu=3600, wall=3600, file_size=PICTURES_BYTES),
    ),
    "augmented": Job(
        "kt_core.engine.augmenting:augmented",
        "throwaway",
        Limits(memory=8 * GIB, cpu=120, wall=60),
        keeps=("HOME", "KERAS_HOME"),
    ),
    "measure_precision": Job(
        "kt_core.engine.precision:measure_precision",
        "throwaway",
        Limits(memory=8 * GIB, cpu=600, wall=120),
        keeps=("HOME", "KERAS_HOME"),
    ),
    "look_back": Job("kt_core.engine.looking_back:look_back", "throwaway", LOOKING, keeps=CACHE),
    "look_back_at_activations": Job(
        "kt_core.engine.looking_back:look_back_at_activations", "throwaway", LOOKING, keeps=CACHE
    ),
    "draw_surfaces": Job(
        "kt_core.engine.drawn_surfaces:draw_surfaces", "throwaway", LOOKING, keeps=CACHE
    ),
    "map_layer": Job("kt_core.engine.layer_map:map_layer", "throwaway", LOOKING, keeps=CACHE),
    "export": Job("kt_core.engine.export:export", "throwaway", Limits(file_size=4 * GIB)),
    "fetch": Job(
        "kt_core.engine.fetch:fetch",
        "throwaway",
        Limits(memory=8 * GIB, cpu=600, wall=3600, file_size=4 * GIB),
        keeps=(*_NETWORK, *(name.upper() for name in _NETWORK), "HOME", "KERAS_HOME"),
    ),
}
