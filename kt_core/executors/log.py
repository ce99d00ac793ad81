"""The end of a run's log, for the panel that says why a run failed."""

from kt_core.home import home
from kt_core.runs.folder import is_run_id

LONGEST = 64 * 1024  # bytes


def log_tail(run: str, most: int = LONGEST) -> str:
    """The last `most` bytes of what the run's processes printed; empty when there is nothing."""
    if not is_run_id(run):
        return ""
    try:
        with (home() / run / "log.txt").open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - most))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
