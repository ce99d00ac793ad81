"""Where everything that must outlive a process is kept."""

import os
from pathlib import Path


def home() -> Path:
    """The folder for runs, data and the database: `KT_HOME`, else `~/.keras-trainer`.

    Made on first use, readable by its owner only: it holds what people have trained.
    """
    folder = Path(os.environ.get("KT_HOME") or Path.home() / ".keras-trainer").expanduser()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder.resolve()
