"""The seam between the dispatcher and whatever machine a run is trained on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

Life = Literal["pending", "running", "gone", "unknown"]
Handle = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Job:
    """One attempt of a run. `call` is the function `module:name` that trains it."""

    run: str
    attempt: int
    store_url: str
    call: str

    def task(self) -> dict[str, Any]:
        """The job as the worker's process is told it."""
        return {
            "role": "train",
            "run": self.run,
            "attempt": self.attempt,
            "store_url": self.store_url,
            "call": self.call,
        }


class Executor(Protocol):
    """Places processes. Wishes, figures and results never pass through here."""

    def room(self, active: int) -> int:
        """How many more jobs may be handed over while `active` are there."""

    def submit(self, job: Job) -> dict[str, Any]:
        """Start the job; its handle (JSON) is kept in the store. Raises OSError: try later."""

    def poll(self, handle: Handle) -> Life:
        """Whether it is alive; `unknown` (cannot be asked just now) changes nothing."""

    def kill(self, handle: Handle) -> None:
        """End it at once; harmless when it is gone. The soft way is the wish in the store."""

    def exit_code(self, handle: Handle) -> int | None:
        """How one that is gone ended (minus the signal that killed it), None if not known."""

    def out_of_memory(self, handle: Handle) -> bool:
        """Whether the system ended processes for want of memory while it ran."""

    def log(self, handle: Handle) -> str:
        """The end of what it printed."""
