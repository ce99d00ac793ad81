"""Changes of a run while it trains: which are possible, and what is trained in which epoch.

The run's document stays what was started. A change is a patch of it that holds from the beginning
of an epoch on; until a worker has taken it up it waits.
"""

from kt_core.changes.change import Change, as_of, patched, read, waiting, wished
from kt_core.changes.differences import RATE, Difference, differences, possible
from kt_core.changes.patches import possible_part, refuse, setting
from kt_core.changes.plan import Stage, Turn, parts_of, said, stages, turn

__all__ = [
    "RATE",
    "Change",
    "Difference",
    "Stage",
    "Turn",
    "as_of",
    "differences",
    "parts_of",
    "patched",
    "possible",
    "possible_part",
    "read",
    "refuse",
    "said",
    "setting",
    "stages",
    "turn",
    "waiting",
    "wished",
]
