"""Exported scripts, run as their owner would: in a fresh process, far from this project."""

import os
import subprocess
import sys


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
