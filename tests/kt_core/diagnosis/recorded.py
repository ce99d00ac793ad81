"""Recorded runs: what the diagnosis saw of trainings that really took place.

Made by `python -m benchmarks diagnosis --record`, one JSON object a line in runs.jsonl.
"""

import json
from functools import lru_cache
from pathlib import Path

from kt_core.diagnosis import Evidence

FILE = Path(__file__).parent / "runs.jsonl"


@lru_cache
def recorded():
    """Name -> (the fault's code or None, the evidence)."""
    lines = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
    return {line["name"]: (line["code"], Evidence(**line["evidence"])) for line in lines}
