"""Who runs the server may allow larger models; nonsense leaves the limits as they are."""

import os
import subprocess
import sys

import pytest

PROGRAM = "from kt_core.limits import MODEL_BYTES, MODEL_WEIGHTS; print(MODEL_BYTES, MODEL_WEIGHTS)"


@pytest.mark.parametrize(
    ("given", "times"), [("", 1), ("4", 4), ("0", 1), ("-3", 1), ("many", 1), ("1000", 100)]
)
def test_the_limits_are_so_many_times_as_large(given, times):
    environment = {**os.environ, "KT_LARGE_MODELS": given}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True)
    assert done.stdout.split() == [
        str(200_000_000 * times).encode(),
        str(50_000_000 * times).encode(),
    ]
