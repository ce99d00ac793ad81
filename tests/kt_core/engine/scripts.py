"""Exported scripts, run as their owner would: in a fresh process, far from this project."""

import json
import os
import subprocess
import sys
from pathlib import Path


def run_elsewhere(script, place):
    """Runs the script to its end with `place` as the current folder."""
    strange = ("KT_", "TF_", "COV", "PYTHON")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(strange)}
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]


class Elsewhere:
    """The warm process that runs scripts."""

    def __init__(self):
        strange = ("PYTHON", "KT_", "TF_", "COV")
        environment = {k: v for k, v in os.environ.items() if not k.startswith(strange)}
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("elsewhere.py"))],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, script, place):
        """Runs the script with `place` as the current folder, to its end."""
        place.mkdir(exist_ok=True)
        self._process.stdin.write(json.dumps({"script": str(script), "cwd": str(place)}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert answer["code"] == 0, answer["said"]

    def close(self):
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()
