"""Is it the data: leaked, mislabelled, uneven, unscaled, or too little to judge by?"""

import math
from typing import Any

from kt_core.data import card
from kt_core.diagnosis import network, remedies
from kt_core.diagnosis.evidence import Evidence
from kt_core.diagnosis.finding import Confidence, Finding
from kt_core.diagnosis.judging import (
    best,
    has_large_inputs,
    is_harmed,
    is_weak,
    standard_error,
    untrained_loss,
    wilson,
)
from kt_core.diagnosis.thresholds import Limits
from kt_core.problems import Severity


def validation_leak(e: Evidence, limit: Limits) -> Finding | None:
    """Rows of the validation part are rows of the training part as well."""
    again = int(e.facts.get("again", 0))
    if again < limit["leaked_rows"] or again <= limit["leaked"] * e.validation:
        return None
    numbers = {"again": again, "validation": e.validation, "again_share": again / e.validation}
    return Finding("validation_leak", "error", "sure", "rows", numbers)


def unscaled_inputs(e: Evidence, limit: Limits) -> Finding | None:
    """Inputs are far larger than 1 and nothing scales them."""
    if not has_large_inputs(e, limit) or e.count < 1:
        return None
    inputs = e.facts["inputs"]
    harmed, weak = is_harmed(e, limit), is_weak(e, limit)
    severity: Severity = "error" if harmed else "warning" if weak else "info"
    because = "harm" if harmed or weak else "range"
    numbers = {key: inputs[key] for key in ("low", "high", "size")}
    images = len(e.view.card.shape) == 3 if e.view.card else False
    remedy = remedies.scale(e, "unit" if images else "standard")
    return Finding("unscaled_inputs", severity, "likely", because, numbers, remedy)


def class_imbalance(e: Evidence, limit: Limits) -> Finding | None:
    """One class has far more examples than another, and the small one is given up."""
    present = [count for count in e.class_counts if count]
    if len(present) < 2 or max(present) <= limit["uneven"] * min(present):
        return None
    numbers: dict[str, Any] = {"many": max(present), "few": min(present)}
    numbers |= _names(e)
    recall = _lowest_recall(e)
    skill = best(e.train_skill) if e.count >= limit["patience"] else None
    given_up = recall is not None and recall[1] < limit["weak_recall"]
    low = recall is None and skill is not None and skill < limit["majority_skill"]
    because = "recall" if given_up else "majority" if low else "counts"
    if recall is not None:
        numbers |= {"class": recall[0], "recall_share": recall[1]}
    if e.train_accuracy:
        numbers |= {"accuracy_share": e.train_accuracy[-1], "majority_share": e.majority}
    severity: Severity = "info" if because == "counts" else "warning"
    confidence: Confidence = "likely" if because == "majority" else "sure"
    remedy = remedies.balance(e)
    return Finding("class_imbalance", severity, confidence, because, numbers, remedy)


def labels_at_chance(e: Evidence, limit: Limits) -> Finding | None:
    """Training is learned by heart, validation never rises above guessing: labels or split."""
    if e.count < limit["chance_wait"] or not e.val_skill or not e.finite or not e.validation:
        return None
    chance, skill = _chance(e, limit), best(e.train_skill)
    above = [value > chance for value in e.val_skill]
    learned = skill is not None and skill > max(
        limit["stuck_skill"], limit["chance_learned"] * chance
    )
    if not learned or sum(above) > limit["chance_epochs"] * len(above):
        return None
    numbers: dict[str, Any] = {"skill_share": skill, "epochs": e.count}
    because = "values"
    if e.val_accuracy and e.train_accuracy and e.majority is not None:
        numbers |= {"train_share": e.train_accuracy[-1], "val_share": e.val_accuracy[-1]}
        numbers |= {"majority_share": e.majority}
        because = "classes"
    remedy = remedies.other_seed(e)
    return Finding("labels_at_chance", "error", "likely", because, numbers, remedy)


def validation_better(e: Evidence, limit: Limits) -> Finding | None:
    """Validation does better than training measured in the same way: dropout can't be why."""
    wait = int(limit["patience"])
    if e.count < wait or not e.is_remeasured or not e.finite or not e.validation:
        return None
    if e.train_accuracy and e.val_accuracy:
        pairs = list(zip(e.train_accuracy, e.val_accuracy, strict=True))[-wait:]
        apart = [_errors_apart(e, *pair) for pair in pairs]
        if min(apart) <= limit["better_errors"]:
            return None
        numbers = {"train_share": pairs[-1][0], "val_share": pairs[-1][1], "errors": apart[-1]}
        return Finding(
            "validation_better", "warning", "likely", "classes", numbers, remedies.other_seed(e)
        )
    losses = list(zip(e.train_loss, e.val_loss, strict=False))[-wait:]
    few = e.validation < limit["few_rows"] or e.class_counts
    if few or not losses or any(val >= limit["better_loss"] * train for train, val in losses):
        return None
    numbers = {"train": losses[-1][0], "val": losses[-1][1]}
    return Finding(
        "validation_better", "warning", "possible", "values", numbers, remedies.other_seed(e)
    )


def validation_small(e: Evidence, limit: Limits) -> Finding | None:
    """So few rows are held out that chance moves the validation figures."""
    if e.count < 1 or not e.validation or not e.finite:
        return None
    numbers: dict[str, Any] = {"validation": e.validation}
    remedy = remedies.larger_validation(e) or remedies.other_seed(e)
    if e.val_accuracy:
        low, high = wilson(min(max(e.val_accuracy[-1], 0.0), 1.0), e.validation)
        half = (high - low) / 2
        if half <= limit["interval"]:
            return None
        numbers |= {"low_share": low, "high_share": high, "val_share": e.val_accuracy[-1]}
        severity: Severity = "warning" if e.validation < limit["few_rows"] else "info"
        return Finding("validation_small", severity, "sure", "classes", numbers, remedy)
    if e.class_counts or e.validation >= limit["few_rows"]:
        return None
    return Finding("validation_small", "warning", "sure", "values", numbers, remedy)


def targets_far(e: Evidence, limit: Limits) -> Finding | None:
    """Values to predict lie far from 0: the network is still on its way to them, or errors as
    large as they are made steps that broke it."""
    target, start = e.facts.get("target"), untrained_loss(e)
    if not target or e.guess is None or start is None:
        return None
    if not e.finite:
        return _leapt(e, limit)
    if e.count < limit["patience"]:
        return None
    far = start >= limit["first_loss"] * e.guess
    if not far or not is_weak(e, limit) or min(e.train_loss) <= e.guess:
        return None
    numbers = {**target, "train": e.train_loss[-1], "guess": e.guess, "epochs": e.count}
    remedy = remedies.rescale(e) or remedies.begin_at_mean(e)
    return Finding("targets_far", "warning", "likely", "mean", numbers, remedy)


def _leapt(e: Evidence, limit: Limits) -> Finding | None:
    """The very first steps, as long as the errors are large, made numbers of which none is left."""
    target = e.facts["target"]
    size = math.hypot(target["mean"], target["deviation"])
    early = not math.isfinite(e.logged_loss[0])
    far = size > limit["input_size"] and e.losses_squared and not network.tames_steps(e.view)
    if not early or not far:
        return None
    numbers = {**target, "rate": e.rate}
    return Finding("targets_far", "error", "likely", "leap", numbers, remedies.rescale(e))


def _chance(e: Evidence, limit: Limits) -> float:
    """Up to which skill a validation as small as this one may come by luck."""
    if e.majority is None or e.majority >= 1 or not e.val_accuracy:
        return limit["chance_skill"]
    error = standard_error(e.majority, e.validation)
    return max(limit["chance_skill"], limit["chance_errors"] * error / (1 - e.majority))


def _errors_apart(e: Evidence, train: float, val: float) -> float:
    """How many standard errors validation is above training."""
    error = math.hypot(
        standard_error(val, e.validation), standard_error(train, max(e.remeasured_rows, 1))
    )
    return (val - train) / error


def _lowest_recall(e: Evidence) -> tuple[str, float] | None:
    """The class of which the smallest share was found in the test part."""
    found = [each for each in e.results.get("per_class") or () if each.get("support")]
    worst = min(found, key=lambda each: each["recall"], default=None)
    return (str(worst["class"]), float(worst["recall"])) if worst else None


def _names(e: Evidence) -> dict[str, str]:
    data = e.view.experiment.data
    classes = card(data.dataset).classes if data and e.view.card else ()
    if len(classes) != len(e.class_counts):
        return {}
    counted = [(count, name) for count, name in zip(e.class_counts, classes, strict=True) if count]
    return {"largest": max(counted)[1], "smallest": min(counted)[1]}
