"""What the store gives out: runs and drafts as frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

State = Literal["queued", "running", "paused", "stopped", "interrupted", "failed", "finished"]
Wish = Literal["run", "stop", "pause"]

LIVE: tuple[State, ...] = ("queued", "running", "paused")
AT_WORK: tuple[State, ...] = ("running", "paused")
ENDED: tuple[State, ...] = ("stopped", "interrupted", "failed", "finished")


@dataclass(frozen=True, slots=True)
class Run:
    """One training and what became of it.

    Times are seconds since 1970. `document` is empty in lists. `why` is a Problem as JSON.
    `handle` says which process works on it; `heartbeat` when that process was last heard.
    The attempt began with epoch `start_epoch` (0-based); `retries` counts the attempts that
    nobody asked for, since somebody last did. `priority` puts a waiting run before others.
    `memory` holds bytes: `need` (estimated) of its `parts`, `peak` (measured), and `free` while
    it waits for more than that. `group` are runs asked for together, `place` is this one's there.
    `changes` are those made while it trains (`kt_core.changes` reads them), None for none.
    `parent` is the run it was forked from to try `remedy`.
    """

    id: str
    draft: str | None
    name: str
    owner: str
    document: Mapping[str, Any]
    state: State
    attempt: int
    wish: Wish
    wished: float | None
    handle: Mapping[str, Any] | None
    heartbeat: float | None
    created: float
    started: float | None
    finished: float | None
    why: Mapping[str, Any] | None
    result: Mapping[str, Any] | None
    epochs_done: int
    epochs_planned: int | None
    retries: int = 0
    start_epoch: int = 0
    priority: int = 0
    memory: Mapping[str, Any] | None = None
    group: str | None = None
    place: Mapping[str, Any] | None = None
    changes: Sequence[Mapping[str, Any]] | None = None
    parent: str | None = None
    remedy: Mapping[str, Any] | None = None

    @property
    def ended(self) -> bool:
        """Nothing will happen to this run by itself any more."""
        return self.state in ENDED

    @property
    def nothing_kept(self) -> bool:
        """It failed before its first epoch was full: there is nothing to go on from."""
        return self.state == "failed" and self.epochs_done == 0

    @property
    def saved_is_earlier(self) -> bool:
        """Model and results in the folder, if there are any, are of an attempt before this one."""
        return self.result is None or self.state in LIVE


@dataclass(frozen=True, slots=True)
class Group:
    """Runs asked for together: `document` and `params` say what for, `created` when (s, 1970)."""

    id: str
    kind: str
    draft: str | None
    owner: str
    name: str
    document: Mapping[str, Any]
    params: Mapping[str, Any]
    created: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A document being edited; `revision` grows with every change, `saved` is its time."""

    id: str
    owner: str
    document: dict[str, Any]
    revision: int
    saved: float
    can_undo: bool
    can_redo: bool
