"""How long the check of a network takes, against building the same network with Keras alone."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

CHAIN = 50
MODEL = "ResNet50"


def chain() -> dict:
    """Fifty layers: convolutions and dense ones with what stands around them."""
    nodes = [{"name": "input", "kind": "Input", "params": {"shape": [64, 64, 3]}}]
    block = (
        ("Conv2D", {"filters": 16, "kernel_size": 3, "padding": "same"}),
        ("BatchNormalization", {}),
        ("ReLU", {}),
        ("Dropout", {"rate": 0.1}),
    )
    ends = (("GlobalAveragePooling2D", {}), ("Dense", {"units": 10, "activation": "softmax"}))
    layers = [*block * ((CHAIN - len(ends)) // len(block)), *ends]
    nodes += [
        {"name": f"n{place}", "kind": kind, "params": params}
        for place, (kind, params) in enumerate(layers)
    ]
    return {"format": "kt-experiment", "version": 1, "network": nodes}


def architecture() -> dict:
    """ResNet50 as one node."""
    nodes = [
        {"name": "input", "kind": "Input", "params": {"shape": [224, 224, 3]}},
        {"name": "resnet", "kind": MODEL, "params": {"weights": None}},
    ]
    return {"format": "kt-experiment", "version": 1, "network": nodes}


def checks(home: Path, rounds: int) -> dict:
    """The figures of a fresh process, and milliseconds from an edit to its shapes on the screen."""
    from benchmarks.painting import edit_to_painted

    command = [sys.executable, "-m", "benchmarks.checking", str(rounds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    painted = edit_to_painted(chain(), home, node="n0", rounds=rounds)
    found[f"{CHAIN} layers"]["painted"] = statistics.median(painted)
    return found


def measured(rounds: int) -> dict:
    """Milliseconds of one check in a warm process, and of Keras' own building, as medians.

    `check` asks Keras about every layer, `edit` only about what the edit of the second node
    changes: the rest is remembered, as it is in the app.
    """
    import keras

    from kt_core.engine.build import build
    from kt_core.engine.check import check
    from kt_core.experiment import parse

    found = {}
    for name, document in ((f"{CHAIN} layers", chain()), (MODEL, architecture())):
        check(document)
        whole = parse(document)
        found[name] = {
            "check": _median(lambda edited: check(edited, None), document, rounds),
            "edit": _median(check, document, rounds),
            "keras": _median(lambda _edited, whole=whole: build(whole), document, rounds),
        }
        keras.backend.clear_session()
    return found


def _median(step: Callable[[dict], object], document: dict, rounds: int) -> float:
    times = []
    for number in range(rounds):
        edited = _edited(document, number)
        start = time.perf_counter()
        step(edited)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _edited(document: dict, number: int) -> dict:
    """The document with another number in its second node: filters, or the answers at the end."""
    first, second, *others = document["network"]
    name = "filters" if "filters" in second["params"] else "classes"
    params = {**second["params"], name: 20 + number}
    return {**document, "network": [first, {**second, "params": params}, *others]}


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
