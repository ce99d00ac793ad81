"""A search for a learning rate that goes on while a page is drawn, and can be called off."""

import secrets
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from kt_core import client
from kt_core.engine.answering import temporary
from kt_core.problems import Problem, ProblemError
from kt_core.rate_finder import RateSearch

TIMEOUT = 330.0  # seconds

State = Literal["searching", "done", "cancelled", "failed"]


class Search:
    """One question to the engine in a thread of its own, about the document as it then was."""

    def __init__(self, document: Mapping[str, Any]):
        self.document = document
        self.state: State = "searching"
        self.found: RateSearch | None = None
        self.problems: tuple[Problem, ...] = ()
        self._stop: Path = temporary() / f"stop-{secrets.token_hex(8)}"
        threading.Thread(target=self._ask, name="rate-search", daemon=True).start()

    def cancel(self) -> None:
        """Have the engine end it at its next step."""
        if self.state == "searching":
            self._stop.touch(mode=0o600)

    def _ask(self) -> None:
        try:
            answer = client.ask(
                "find_rate", timeout=TIMEOUT, document=dict(self.document), stop=str(self._stop)
            )
            self.state = self._taken(answer)
        except ProblemError as error:
            self.problems, self.state = error.problems, "failed"
        except client.EngineAway:
            self.problems, self.state = (Problem("engine_away"),), "failed"
        finally:
            self._stop.unlink(missing_ok=True)

    def _taken(self, answer: dict[str, Any]) -> State:
        if answer.pop("cancelled"):
            return "cancelled"
        self.found = RateSearch(**{key: _plain(value) for key, value in answer.items()})
        return "done"


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
