"""`python -m kt_core.engine` is the engine's host."""

import sys

from kt_core.engine.host import main

if __name__ == "__main__":
    sys.exit(main())
