"""The host's side of own parts: has each file looked at in a process of its own, once per host."""

import logging
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from kt_core import own_parts
from kt_core.problems import Problem

logger = logging.getLogger(__name__)

Ask = Callable[[Mapping[str, Any]], dict[str, Any]]


class PartFacts:
    """Finds out what the files hold. Without a folder there is nothing to wait for."""

    def __init__(self, ask: Ask):
        """`ask` answers `jobs.PART` for `{"path": file}`; it may raise OSError (not ready)."""
        self._ask, self._begun = ask, False
        self.ready = threading.Event()
        if own_parts.current() is None:
            self.ready.set()

    def tend(self) -> None:
        """Begin as soon as processes can be started; called now and then by the host."""
        if not self.ready.is_set() and not self._begun:
            self._begun = True
            threading.Thread(target=self._find_out, name="own-parts", daemon=True).start()

    def _find_out(self) -> None:
        try:
            own_parts.forget()
            answers = [_described(path, self._ask) for path in own_parts.files()]
            own_parts.keep(own_parts.gathered(answers))
            own_parts.include()
            self.ready.set()
        except (OSError, TimeoutError):  # the zygote has died meanwhile
            logger.exception("Own parts are looked at again")
            self._begun = False


def _described(path: Path, ask: Ask) -> dict[str, Any]:
    answer = ask({"path": str(path)})
    if "result" in answer:
        return answer["result"]
    said = ", ".join(problem["code"] for problem in answer["problems"])
    stuck = Problem("part_stuck", values={"file": path.name, "detail": said})
    return {"families": {}, "problems": [stuck.to_json()]}
