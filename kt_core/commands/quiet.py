"""Importing the engine without the dozen lines that TensorFlow's native code prints meanwhile."""

import importlib
import os
import sys
import tempfile
from types import ModuleType


def engine_module(name: str) -> ModuleType:
    """Import `kt_core.engine.<name>`; what native code wrote to stderr is shown only on failure."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            return importlib.import_module(f"kt_core.engine.{name}")
        except BaseException:
            said.seek(0)
            os.write(kept, said.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
