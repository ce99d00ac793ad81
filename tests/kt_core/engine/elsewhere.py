"""A process that knows nothing of this project: it imports keras once, then runs scripts in forks.

Started with `python -I`; for each line `{"script", "cwd"}` it answers `{"code", "said"}`.
"""

import json
import os
import runpy
import sys
import traceback
from pathlib import Path


def main():
    import keras  # noqa: F401 - warm for the forks
    import sklearn.datasets  # noqa: F401

    for line in sys.stdin:
        wanted = json.loads(line)
        log = Path(wanted["cwd"]) / "log.txt"
        child = os.fork()
        if child == 0:
            run(wanted, log)
        _, status = os.waitpid(child, 0)
        said = log.read_text("utf-8", "replace")[-3000:]
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "said": said}), flush=True)


def run(wanted, log):
    """Runs the script as its own program, and leaves."""
    code = 1
    with log.open("w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        os.chdir(wanted["cwd"])
        try:
            runpy.run_path(wanted["script"], run_name="__main__")
            code = 0
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
