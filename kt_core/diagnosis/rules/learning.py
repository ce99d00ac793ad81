"""Is it learning at all, and is the learning rate why not?"""

import math
from statistics import median

from kt_core.diagnosis import network, remedies
from kt_core.diagnosis.evidence import Evidence
from kt_core.diagnosis.finding import Confidence, Finding
from kt_core.diagnosis.judging import (
    best,
    first_loss,
    has_bad_start,
    has_diverged,
    has_large_inputs,
    is_creeping,
    is_harmed,
    is_moving,
    is_stuck,
    is_weak,
)
from kt_core.diagnosis.thresholds import Limits
from kt_core.problems import Severity


def learning_rate_high(e: Evidence, limit: Limits) -> Finding | None:
    """Training has gone astray, and the rate is above the usual, or steps are far too large."""
    if e.rate is None or not e.epochs:
        return None
    usual, step = e.usual_rates, _update_ratio(e)
    above = usual is not None and e.rate > usual[1]
    far = usual is not None and e.rate > limit["rate_far"] * usual[1]
    if not is_harmed(e, limit) and not (far and is_weak(e, limit)):
        return None
    large_steps = step is not None and step > limit["update_high"]
    diverged = has_diverged(e, limit) and not has_large_inputs(e, limit)
    if not above and not diverged and not (large_steps and not is_stuck(e, limit)):
        return None
    numbers = _numbers(e, limit) | ({"step": step} if step is not None else {})
    confidence: Confidence = "sure" if far or (above and large_steps) else "likely"
    because = (
        "broken"
        if above and not e.finite
        else "above"
        if above
        else "steps"
        if large_steps
        else "diverged"
    )
    remedy = remedies.set_rate(e, remedies.lower_rate(e))
    return Finding("learning_rate_high", "error", confidence, because, numbers, remedy)


def learning_rate_low(e: Evidence, limit: Limits) -> Finding | None:
    """Next to nothing is learned, the rate is below the usual, or steps are hardly any."""
    if e.count < limit["patience"] or not e.finite or e.rate is None or not is_weak(e, limit):
        return None
    usual, step = e.usual_rates, _update_ratio(e)
    below = usual is not None and e.rate < usual[0]
    if not below:
        return None
    numbers = _numbers(e, limit) | ({"step": step} if step is not None else {})
    far = usual is not None and e.rate < usual[0] / limit["rate_far"]
    tiny = step is not None and step < limit["update_low"]
    confidence: Confidence = "sure" if far or tiny else "likely"
    remedy = remedies.set_rate(e, remedies.usual_rate(e))
    severity: Severity = "error" if is_stuck(e, limit) else "warning"
    return Finding(
        "learning_rate_low", severity, confidence, "steps" if tiny else "below", numbers, remedy
    )


def not_finite(e: Evidence, _limit: Limits) -> Finding | None:
    """The loss became NaN or infinite."""
    if e.finite or not e.epochs:
        return None
    numbers = {"epoch": _broken_in(e), "rate": e.rate, "loss_name": _loss_name(e)}
    return Finding("not_finite", "error", "sure", "loss", numbers, remedies.clip_and_slow(e))


def not_learning(e: Evidence, limit: Limits) -> Finding | None:
    """The training part itself is not learned, whatever the reason, and it gets no nearer."""
    if not is_stuck(e, limit) or is_moving(e, limit) or is_creeping(e, limit):
        return None
    numbers = _numbers(e, limit)
    if e.majority is not None and e.train_accuracy:
        numbers |= {"accuracy_share": e.train_accuracy[-1], "majority_share": e.majority}
        because = "classes"
    else:
        because = "values" if e.guess is not None else "loss"
    remedy = remedies.unfreeze(e, network.frozen(e.view)) or remedies.other_optimizer(e)
    return Finding("not_learning", "error", "sure", because, numbers, remedy)


def _numbers(e: Evidence, limit: Limits) -> dict[str, object]:
    """What nearly every sentence about learning names."""
    numbers: dict[str, object] = {"rate": e.rate, "epochs": e.count}
    finite = [loss for loss in e.train_loss if math.isfinite(loss)]
    if finite:
        numbers |= {"first": finite[0], "last": finite[-1], "lowest": min(finite)}
    if e.usual_rates:
        numbers |= {"usual_low": e.usual_rates[0], "usual_high": e.usual_rates[1]}
    if e.guess is not None:
        numbers["guess"] = e.guess
    if (skill := best(e.train_skill)) is not None:
        numbers["skill_share"] = max(skill, 0.0)
    if not e.finite:
        numbers["epoch"] = _broken_in(e)
    if has_bad_start(e, limit):
        numbers["times"] = first_loss(e)
    return numbers


def _update_ratio(e: Evidence) -> float | None:
    """The median over measurements of the largest share of its weights a layer moved per step."""
    rows = [row for row in e.layer_figures("update_ratio") if row]
    largest = [max(value for value in row.values()) for row in rows]
    finite = [value for value in largest if math.isfinite(value)]
    return median(finite) if len(finite) > 1 else None


def _broken_in(e: Evidence) -> int:
    """The first epoch (1-based) whose loss is no finite number."""
    pairs = zip(e.logged_loss, e.train_loss, strict=True)
    broken = (not (math.isfinite(one) and math.isfinite(other)) for one, other in pairs)
    return next((at for at, found in enumerate(broken, 1) if found), e.count)


def _loss_name(e: Evidence) -> str:
    return next((loss.kind for loss in e.view.losses.values()), "")
