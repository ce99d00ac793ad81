"""`python -m benchmarks [ROW...] [--rounds N] [--threads N]`: the figures of the README.

With `--threads` the runs of a document and the plain scripts beside them compute with so many; each
round then also has a plain script with TensorFlow's own, and says whether its weights are the same.

`python -m benchmarks diagnosis`: those of docs/diagnosis.md (see `benchmarks.diagnosis`).

Prints medians and keeps every single figure in build/benchmarks.json.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import (
    checking,
    diagnosis,
    loading,
    remembering,
    small_networks,
    storing,
    threads,
    training,
)

ROOT = Path(__file__).parents[1]
HEAD = {
    "format": "kt-experiment",
    "version": 1,
    "seed": 7,
    "loss": {"kind": "SparseCategoricalCrossentropy", "params": {}},
    "optimizer": {"kind": "Adam", "params": {}},
    "metrics": [{"kind": "SparseCategoricalAccuracy", "params": {}}],
}
CNN = [
    {"name": "input", "kind": "Input", "params": {"shape": [28, 28, 1]}},
    {"name": "conv_1", "kind": "Conv2D", "params": {"filters": 32, "kernel_size": 3}},
    {"name": "pool_1", "kind": "MaxPooling2D", "params": {"pool_size": 2}},
    {"name": "conv_2", "kind": "Conv2D", "params": {"filters": 64, "kernel_size": 3}},
    {"name": "pool_2", "kind": "MaxPooling2D", "params": {"pool_size": 2}},
    {"name": "flatten", "kind": "Flatten", "params": {}},
    {"name": "dense", "kind": "Dense", "params": {"units": 128, "activation": "relu"}},
    {"name": "output", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
]
for _layer in CNN:
    if _layer["kind"] == "Conv2D":
        _layer["params"]["activation"] = "relu"
DENSE = [CNN[0], CNN[5], CNN[6], CNN[7]]
DOCUMENTS = {
    "cnn": {
        **HEAD,
        "name": "Tutorial CNN, 60,000 images",
        "data": {"kind": "fashion_mnist", "scaling": "unit", "validation": None},
        "network": CNN,
        "fit": {"epochs": 1, "batch_size": 32},
    },
    "dense": {
        **HEAD,
        "name": "Small dense network, 60,000 images",
        "data": {"kind": "fashion_mnist", "scaling": "unit"},
        "network": DENSE,
        "fit": {"epochs": 5, "batch_size": 32},
    },
    "start": {
        **HEAD,
        "name": "Small CNN",
        "data": {"kind": "mnist_5k", "scaling": "unit"},
        "network": CNN,
        "fit": {"epochs": 1, "batch_size": 32},
    },
}


SHORT = {"data": {"kind": "fashion_mnist_12k", "scaling": "unit"}}
TWO_AT_ONCE = {
    "cnn": {**DOCUMENTS["cnn"], **SHORT, "fit": {"epochs": 2, "batch_size": 32}},
    "dense": {**DOCUMENTS["dense"], **SHORT, "fit": {"epochs": 15, "batch_size": 32}},
}
ALONE: dict[str, Callable[[Path, int], dict]] = {
    "load": lambda home, _rounds: loading.load(home),
    "store": lambda _home, rounds: storing.storing(rounds),
    "memory": lambda _home, _rounds: remembering.remembering(),
    "threads": lambda home, rounds: threads.threads(TWO_AT_ONCE, home, rounds),
    "small": lambda _home, rounds: small_networks.small(20 * rounds),
}
"""Rows that print what they find as it is, each in a home of its own."""
ROWS = ("check", "click", "results", *DOCUMENTS, *ALONE)


def main() -> None:
    """Runs the rows asked for (all without a choice) in a home of their own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], default=list(ROWS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int)
    chosen = parser.parse_args()
    if chosen.threads:
        for document in DOCUMENTS.values():
            document["fit"] = {**document["fit"], "threads": chosen.threads}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["KT_HOME"] = folder
        figures = _measured(Path(folder), chosen.rows or list(ROWS), chosen.rounds)
    file = ROOT / "build" / "benchmarks.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(figures, indent=1), "utf-8")


def _measured(home: Path, rows: list[str], rounds: int) -> dict:
    found = {"machine": f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]}"}
    if "check" in rows:
        found["check"] = checking.checks(home, rounds)
        _print_checks("check", found["check"])
    if "click" in rows:
        from benchmarks.clicking import clicks

        found["click"] = {"50 layers": clicks(home, rounds)}
        _print_checks("click", found["click"])
    if "results" in rows:
        from benchmarks.resulting import results

        with tempfile.TemporaryDirectory() as folder:
            found["results"] = results(Path(folder), rounds)
        _print_checks("results", found["results"])
    for row in (row for row in rows if row in ALONE):
        found[row] = _alone(row, rounds)
        print(f"{row}: {json.dumps(found[row], indent=1)}", flush=True)
    runs = [row for row in rows if row in DOCUMENTS]
    if runs:
        training.make_sixty_thousand(home)
    for row in runs:
        found[row] = [_round(row, home) for _ in range(rounds)]
        _print(row, found[row])
    return found


def _alone(row: str, rounds: int) -> dict:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", folder)
        return ALONE[row](Path(folder), rounds)


def _round(row: str, home: Path) -> dict:
    """One plain run and one of ours, in turn, on an otherwise idle engine that is warm."""
    if row == "start":
        from benchmarks.start import click_to_chart

        plain = training.plain(DOCUMENTS[row], home, "--first")["first_batch"]
        return {"ours": click_to_chart(DOCUMENTS[row], home), "plain": plain}
    client = training.client
    plain = training.plain(DOCUMENTS[row], home)
    client.start_host()
    try:
        while client.state() != "ready":
            time.sleep(0.2)
        ours = training.ours(DOCUMENTS[row])
    finally:
        client.stop_host()
    same = training.same_weights(plain["model"], ours["model"])
    delivered = ours["delivered"] / ours["rows"]
    times = {"ours": ours["fit"], "plain": plain["fit"], "ratio": ours["fit"] / plain["fit"]}
    own = _with_own_threads(row, home, ours) if "threads" in DOCUMENTS[row]["fit"] else {}
    return {**times, "same_weights": same, "delivered": delivered, **own}


def _with_own_threads(row: str, home: Path, ours: dict) -> dict:
    """The plain script with TensorFlow's own threads, beside our run with the chosen number."""
    fit = {key: value for key, value in DOCUMENTS[row]["fit"].items() if key != "threads"}
    plain = training.plain({**DOCUMENTS[row], "fit": fit}, home)
    return {
        "plain_own_threads": plain["fit"],
        "ratio_own_threads": ours["fit"] / plain["fit"],
        "same_as_own_threads": training.same_weights(plain["model"], ours["model"]),
    }


def _print_checks(row: str, figures: dict) -> None:
    for name, times in figures.items():
        shown = ", ".join(f"{what} {milliseconds:.0f} ms" for what, milliseconds in times.items())
        print(f"{row}: {name}: {shown}", flush=True)


def _print(row: str, rounds: list[dict]) -> None:
    name = DOCUMENTS[row]["name"]
    medians = {
        key: statistics.median(one[key] for one in rounds)
        for key in rounds[0]
        if isinstance(rounds[0][key], float)
    }
    shown = ", ".join(f"{key} {value:.3g}" for key, value in medians.items())
    same = [one.get("same_weights") for one in rounds]
    own = [one["same_as_own_threads"] for one in rounds if "same_as_own_threads" in one]
    as_own = f"; as with own threads: {own}" if own else ""
    print(f"{row}: {name}: {shown}; same weights: {same}{as_own}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["diagnosis"]:
        diagnosis.main(sys.argv[2:])
    else:
        main()
