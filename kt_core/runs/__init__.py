"""The run store (facts in a database) and the runs' folders (files)."""

from kt_core.runs.folder import folder, is_run_id, sweep, write_atomic
from kt_core.runs.record import AT_WORK, ENDED, LIVE, Draft, Group, Run, State, Wish
from kt_core.runs.store import Store

__all__ = [
    "AT_WORK",
    "ENDED",
    "LIVE",
    "Draft",
    "Group",
    "Run",
    "State",
    "Store",
    "Wish",
    "folder",
    "is_run_id",
    "sweep",
    "write_atomic",
]
