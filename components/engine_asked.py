"""A question to the engine from within a page: the answer, or a word about why there is none."""

from typing import Any

from components import checking
from components.problem_list import sentences
from kt_core import client
from kt_core.problems import ProblemError


def engine_asked(do: str, *, key: str, timeout: float, **question: Any) -> dict[str, Any] | None:
    """The engine's answer; None, and a word about it, while there is none."""
    try:
        if client.state() != "ready":
            raise client.EngineAway("not ready")  # asking would wait until it is
        return client.ask(do, timeout=timeout, **question)
    except ProblemError as error:
        sentences(error.problems, key=key, with_place=False)
    except client.EngineAway:
        checking.wait_for_engine()
    return None
