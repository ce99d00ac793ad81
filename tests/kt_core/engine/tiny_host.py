"""The real host with the tiny jobs: `python tiny_host.py IDLE_SECONDS [MODULE...]`."""

import sys

from kt_core.engine.host import main
from tests.kt_core.engine import tiny_jobs

if __name__ == "__main__":
    idle = float(sys.argv[1])
    sys.exit(main(jobs=tiny_jobs.JOBS, train=tiny_jobs.CALL, modules=sys.argv[2:], idle=idle))
