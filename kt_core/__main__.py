"""`python -m kt_core VERB`: everything the pages do, on the same documents."""

import sys

from kt_core.commands import main

if __name__ == "__main__":
    sys.exit(main())
