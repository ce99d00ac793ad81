"""How many planted faults the diagnosis names rightly, and how many false alarms it raises.

The rules were tuned on the runs of `TUNED` seeds; the figures of the docs are those of `REPORTED`
seeds: other start weights, other splits, other draws of what is planted. `--record` keeps the
runs of the first tuned seed as test cases. `--placebo` tries remedies that change nothing that
matters, and counts how often the comparison claims that they helped or hurt.
"""

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.planted import FAULTS, HEALTHY, LATER, Planted
from benchmarks.planted_runs import compact, fresh_home, planted_data, train_here, trained
from kt_core.diagnosis import Finding, diagnose
from kt_core.diagnosis.comparing import Comparison, compare, row_errors

TUNED, REPORTED = (1, 2), (301, 302)
RECORDED = Path(__file__).parents[1] / "tests" / "kt_core" / "diagnosis" / "runs.jsonl"
PLACEBOS = {
    "digits_dense": {"learning_rate": 0.00301},
    "wine_dropout": {"learning_rate": 0.00301},
    "breast_cancer": {"learning_rate": 0.00301},
    "tanh_sgd": {"learning_rate": 0.0502, "momentum": 0.9},
    "diabetes_stopped": {"learning_rate": 0.01003},
    "digits_conv": {"learning_rate": 0.00301},
}
"""Healthy cases with another learning rate in the third digit: as good, but other weights."""


def main(arguments: list[str]) -> None:
    """`python -m benchmarks diagnosis [--seeds 301 302] [--record] [--placebo]`."""
    os.environ.update(TF_CPP_MIN_LOG_LEVEL="3", KERAS_BACKEND="tensorflow")
    parser = argparse.ArgumentParser(prog="python -m benchmarks diagnosis", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(REPORTED))
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--placebo", action="store_true")
    chosen = parser.parse_args(arguments)
    if chosen.record:
        record()
    elif chosen.placebo:
        print(json.dumps(placebos(chosen.seeds), indent=1))
    else:
        print(json.dumps(measure(chosen.seeds), indent=1))


def measure(seeds: list[int]) -> dict[str, Any]:
    """Counts over all cases and seeds, with and without figures per layer."""
    lines = []
    for seed in seeds:
        for case, evidence in trained((*FAULTS, *HEALTHY, *LATER), seed=seed):
            for layers in (True, False):
                seen = diagnose(evidence if layers else replace(evidence, layers=()))
                lines.append({"seed": seed, "layers": layers, **_judged(case, seen)})
                _print(lines[-1])
    later = {case.name for case in LATER}
    parts = {
        "tuned on, other seeds": [line for line in lines if line["case"] not in later],
        "never looked at": [line for line in lines if line["case"] in later],
    }
    return {
        f"{name}, {'with' if layers else 'without'} figures per layer": _counts(
            [line for line in part if line["layers"] is layers]
        )
        for name, part in parts.items()
        for layers in (True, False)
    }


def _judged(case: Planted, seen: list[Finding]) -> dict[str, Any]:
    codes = [one.code for one in seen]
    alarms = [one.code for one in seen if one.severity != "info"]
    beside = [code for code in alarms if code != case.code]
    return {
        "case": case.name,
        "code": case.code,
        "cards": codes,
        "first": codes[:1] == [case.code],
        "named": case.code in codes,
        "alarms": beside,
        "errors": [one.code for one in seen if one.severity == "error"],
    }


def _counts(lines: list[dict[str, Any]]) -> dict[str, Any]:
    faults = [line for line in lines if line["code"]]
    healthy = [line for line in lines if not line["code"]]
    return {
        "faults": len(faults),
        "named first": sum(line["first"] for line in faults),
        "named at all": sum(line["named"] for line in faults),
        "missed": [f"{line['case']} ({line['seed']})" for line in faults if not line["named"]],
        "other alarms beside": sum(bool(line["alarms"]) for line in faults),
        "healthy": len(healthy),
        "healthy with an alarm": [
            f"{line['case']} ({line['seed']}): {line['alarms']}"
            for line in healthy
            if line["alarms"]
        ],
        "healthy with an error": sum(bool(line["errors"]) for line in healthy),
    }


def _print(line: dict[str, Any]) -> None:
    good = line["first"] if line["code"] else not line["alarms"]
    shown = f"{line['case']:24s} {line['code'] or 'healthy':22s} {', '.join(line['cards']) or '-'}"
    measured = "layers" if line["layers"] else "      "
    print(f"{'ok ' if good else '-- '} {line['seed']:3d} {measured} {shown}", flush=True)


def record() -> None:
    """Writes the runs of the first tuned seed where the tests find them."""
    with RECORDED.open("w", encoding="utf-8") as file:
        for case, evidence in trained((*FAULTS, *HEALTHY), seed=TUNED[0]):
            head = json.dumps({"name": case.name, "code": case.code})
            file.write(f'{head[:-1]}, "evidence": {compact(evidence)}}}\n')
            print(case.name, flush=True)


def placebos(seeds: list[int]) -> dict[str, Any]:
    """How often equals are called better or worse, on one pair of runs each."""
    found = list(_placebo_pairs(seeds))
    claims = [f"{name} ({seed}): {one.verdict}, p {one.p:.2g}" for name, seed, one in found
              if one.verdict in ("helped", "hurt")]  # fmt: skip
    return {"pairs": len(found), "claims": claims}


def _placebo_pairs(seeds: list[int]) -> Iterator[tuple[str, int, Comparison]]:
    for seed in seeds:
        with fresh_home():
            for case in (each for each in HEALTHY if each.name in PLACEBOS):
                yield case.name, seed, _placebo(case, seed)


def _placebo(case: Planted, seed: int) -> Comparison:
    first = {**case.document, "seed": seed}
    kind = first["optimizer"]["kind"]
    second = {**first, "optimizer": {"kind": kind, "params": PLACEBOS[case.name]}}
    with planted_data(case, seed=seed):
        errors = [row_errors(train_here(document)) for document in (first, second)]
    if errors[0] is None or errors[1] is None:
        raise RuntimeError(f"{case.name} left no errors of its rows")
    found = compare(errors[0], errors[1])
    print(case.name, seed, found, flush=True)
    return found
