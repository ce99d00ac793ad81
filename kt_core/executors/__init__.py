"""Where a run runs: an executor only places, finds and ends a process."""

from kt_core.executors.inline import Inline
from kt_core.executors.job import Executor, Handle, Job, Life
from kt_core.executors.local import Local, slots_of

__all__ = ["Executor", "Handle", "Inline", "Job", "Life", "Local", "slots_of"]
