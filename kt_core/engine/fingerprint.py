"""Whether a host runs the code that is on the disk: after an update the old one is replaced."""

import hashlib
import sys
from pathlib import Path


def fingerprint() -> str:
    """Changes with every Python file and text of this package, and with the interpreter."""
    package = Path(__file__).resolve().parents[1]
    said = hashlib.sha256(f"{sys.executable} {sys.version}".encode())
    for pattern in ("*.py", "*.json"):
        for path in sorted(package.rglob(pattern)):
            stat = path.stat()
            said.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return said.hexdigest()[:16]
