"""Does it learn too much by heart, too little, or is it simply not finished?"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from kt_core.diagnosis import network, remedies
from kt_core.diagnosis.evidence import Evidence
from kt_core.diagnosis.finding import Confidence, Finding
from kt_core.diagnosis.judging import (
    best,
    is_creeping,
    is_moving,
    is_stuck,
    is_weak,
    progress,
    standard_error,
)
from kt_core.diagnosis.thresholds import Limits
from kt_core.problems import Severity


def overfitting(e: Evidence, limit: Limits) -> Finding | None:
    """Validation has become worse for several epochs while training still improves."""
    losses = e.val_loss
    if not losses or not e.finite or e.count <= limit["overfit_wait"]:
        return None
    at = losses.index(min(losses))
    now = min(sum(losses[-2:]) / 2, losses[-1])  # one bad epoch is noise
    aged = e.count - 1 - at >= limit["overfit_wait"]
    risen = now >= limit["overfit_rise"] * losses[at]
    risen = risen and now - losses[at] > limit["overfit_noise"] * _usual_change(losses[at:])
    improved = e.train_loss[-1] < e.train_loss[at]
    if not (aged and risen and improved and _is_apart(e, limit)):
        return None
    numbers = {
        "best_epoch": at + 1,
        "best": losses[at],
        "last": losses[-1],
        "train": e.train_loss[-1],
        "rise_share": losses[-1] / losses[at] - 1,
    }
    stops = network.early_stopping(e.view)
    handled = stops is not None and stops.params.get("restore_best_weights") is True
    because = "handled" if handled else "loss"
    if e.val_accuracy and e.val_accuracy[-1] >= e.val_accuracy[at]:
        numbers |= {"accuracy_share": e.val_accuracy[-1], "before_share": e.val_accuracy[at]}
        because = "handled" if handled else "confident"
    remedy = None if handled else remedies.stop_early(e)
    severity: Severity = "info" if handled else "warning"
    return Finding("overfitting", severity, _how_sure(e, limit), because, numbers, remedy)


def _usual_change(losses: Sequence[float]) -> float:
    """The median of what the loss goes up or down from one epoch to the next."""
    changes = [abs(after - before) for before, after in pairwise(losses)]
    return median(changes) if changes else 0.0


def _how_sure(e: Evidence, limit: Limits) -> Confidence:
    """Sure where shares of right answers are apart by far more than chance explains."""
    if not (e.train_accuracy and e.val_accuracy and e.validation):
        return "likely"
    error = standard_error(e.val_accuracy[-1], e.validation)
    apart = e.train_accuracy[-1] - e.val_accuracy[-1] > limit["better_errors"] * error
    return "sure" if apart else "likely"


def _is_apart(e: Evidence, limit: Limits) -> bool:
    """Whether training is better than validation by more than chance explains."""
    if e.train_accuracy and e.val_accuracy and e.validation:
        gap = e.train_accuracy[-1] - e.val_accuracy[-1]
        error = standard_error(e.val_accuracy[-1], e.validation)
        by_accuracy = gap > max(limit["overfit_gap"], limit["chance_errors"] * error)
        # a network sure of its mistakes loses no accuracy, but its loss says so
        mistakes = (1 - e.val_accuracy[-1]) * e.validation
        by_loss = e.val_loss[-1] > limit["diverged"] * min(e.val_loss)
        return by_accuracy or (by_loss and mistakes >= limit["overfit_mistakes"])
    if e.guess is not None:
        return e.val_loss[-1] - e.train_loss[-1] > limit["overfit_gap"] * (e.guess - e.floor)
    return e.val_loss[-1] > limit["overfit_rise"] * e.train_loss[-1]


def underfitting(e: Evidence, limit: Limits) -> Finding | None:
    """Training has come to rest far from knowing its own training part; validation is no worse."""
    skill = best(e.train_skill)
    if skill is None or not e.finite or not e.over or not is_weak(e, limit) or is_stuck(e, limit):
        return None
    if is_moving(e, limit):
        return None
    numbers = {"skill_share": skill, "train": e.train_loss[-1], "guess": e.guess}
    numbers |= {"epochs": e.count, "fall_share": max(progress(e, limit)[0], 0.0)}
    if e.val_loss:
        numbers["val"] = e.val_loss[-1]
    because = "classes" if e.train_accuracy and e.class_counts else "values"
    if because == "classes":
        numbers["accuracy_share"] = e.train_accuracy[-1]
    remedy = remedies.more_units(e, network.hidden(e.view))
    return Finding("underfitting", "warning", "likely", because, numbers, remedy)


def needs_longer(e: Evidence, limit: Limits) -> Finding | None:
    """The planned epochs are over and the loss was still falling, on both parts."""
    enough = e.count >= limit["patience"] and e.over and e.finite and e.state != "failed"
    skill = best(e.train_skill)
    if not enough or skill is None or skill >= limit["longer_skill"]:
        return None
    newest = not e.val_loss or e.val_loss[-1] <= limit["best_near"] * min(e.val_loss)
    slow = is_stuck(e, limit) and is_creeping(e, limit)
    if not (is_moving(e, limit) or slow) or not newest:
        return None
    numbers = {"fall_share": progress(e, limit)[0], "epochs": e.count, "train": e.train_loss[-1]}
    numbers |= {"skill_share": max(skill, 0.0), "more": e.planned * remedies.LONGER}
    if e.val_loss:
        numbers["val"] = e.val_loss[-1]
    severity: Severity = "warning" if is_weak(e, limit) else "info"
    return Finding("needs_longer", severity, "likely", "falling", numbers, remedies.longer(e))


def regularization_strong(e: Evidence, limit: Limits) -> Finding | None:
    """Little is learned, and penalties or dropout hold the network down."""
    if not is_weak(e, limit) or not e.finite:
        return None
    heavy = [each for each in network.penalties(e.view) if each[3] >= limit["strong_penalty"]]
    if heavy:
        _, node, _, factor = heavy[0]
        numbers = {"layer": node.name, "factor": factor, "count": len(heavy), **_learned(e)}
        remedy = remedies.lighter(e, [each[:3] for each in heavy])
        return Finding("regularization_strong", "warning", "likely", "penalty", numbers, remedy)
    dropped = [each for each in network.dropouts(e.view) if each[2] >= limit["strong_dropout"]]
    if dropped:
        _, node, rate = dropped[0]
        numbers = {"layer": node.name, "rate_share": rate, **_learned(e)}
        remedy = remedies.less_dropout(e, [each[:2] for each in dropped])
        return Finding("regularization_strong", "warning", "likely", "dropout", numbers, remedy)
    return None


def _learned(e: Evidence) -> dict[str, float]:
    skill = best(e.train_skill)
    return {} if skill is None else {"skill_share": max(skill, 0.0)}
