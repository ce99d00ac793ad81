"""The end of a training: its model is saved, how it ended is said, and how good it is is measured.

Measuring can take long. Who has stopped the training does not wait for it: the run ends first.
"""

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kt_core.engine import kt_member
from kt_core.engine.evaluate import FIGURES, Hear, evaluate, validate
from kt_core.engine.room import Stopped
from kt_core.engine.row_errors import keep_row_errors
from kt_core.engine.session import Session
from kt_core.engine.surfaces import keep_final
from kt_core.problems import Problem
from kt_core.runs import State, write_atomic
from kt_core.runs.schema import plain


def finish(session: Session, state: State, why: Problem | None, hear: Callable[[], None]) -> None:
    """Saves the model as `fit` left it, and how good it is; the run is then in `state`.

    `hear` is called while the model is measured, to wait or to leave as the person wishes.
    """
    write_atomic(session.place / "model.keras", lambda aside: _save(session, aside))
    keep_final(session)
    if state != "stopped":
        try:
            _end(session, state=state, why=why, result=_measured(session, hear))
            return
        except Stopped:
            pass
    if _end(session, state=state, why=why):
        result = _measured(session, None)
        session.store.change(session.run, states=state, attempt=session.attempt, result=result)


def _end(session: Session, **new: Any) -> bool:
    """Whether the run still was this attempt's to end."""
    live: tuple[State, ...] = ("running", "paused")
    return session.store.change(session.run, states=live, attempt=session.attempt, **new)


def _measured(session: Session, hear: Hear | None) -> dict[str, Any]:
    """The run's result, as JSON values; more of it is in its folder."""
    figures, model = _judged(session, hear), session.model
    keep_row_errors(session, hear)
    trainable = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    params = {"total_params": model.count_params(), "trainable_params": trainable}
    return plain({**figures, **params})


def _judged(session: Session, hear: Hear | None) -> dict[str, Any]:
    """Figures on the test part; those of a fold on the rows it holds out, and on no others."""
    if session.is_fold:
        return {"test": {}, "validation": validate(session, hear)}
    results = evaluate(session, hear)
    figures = {key: results[key] for key in FIGURES if key in results}
    return {"test": results["test"], **figures}


def _save(session: Session, path: Path) -> None:
    session.model.save(path)
    kt_member.add(path, session.member())
