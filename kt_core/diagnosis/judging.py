"""Judgements that several rules share: has it learned, does it stand still, has it gone astray."""

import math
from itertools import pairwise

from kt_core.diagnosis.evidence import Curve, Evidence
from kt_core.diagnosis.thresholds import Limits

NORMALIZING = (
    "Normalization", "Rescaling", "BatchNormalization", "LayerNormalization", "Embedding",
)  # fmt: skip


def best(curve: Curve) -> float | None:
    """The largest finite value of a curve, None without one."""
    found = [value for value in curve if math.isfinite(value)]
    return max(found) if found else None


def is_stuck(e: Evidence, limit: Limits) -> bool:
    """Whether the network has learned next to nothing on the training part itself."""
    if e.count < limit["patience"] or not e.finite:
        return False
    skill = best(e.train_skill)
    if skill is not None:
        return skill < limit["stuck_skill"]
    first, lowest = e.train_loss[0], min(e.train_loss)
    return first - lowest < limit["stuck_fall"] * abs(first)


def is_weak(e: Evidence, limit: Limits) -> bool:
    """Whether the network, given its time, is far from knowing even its training part."""
    skill = best(e.train_skill)
    if e.count < limit["patience"] or skill is None:
        return is_stuck(e, limit)
    enough = limit["weak_skill"] if e.class_counts else limit["weak_skill_values"]
    return skill < enough


def untrained_loss(e: Evidence) -> float | None:
    """About what the loss is before any training: equal shares, or zero for every value."""
    if e.guess is None:
        return None
    if e.class_counts:
        return math.log(max(len(e.class_counts), 2))
    target = e.facts.get("target")
    if target and e.losses_squared:
        return e.guess + target["mean"] ** 2
    return max(e.guess, abs(target["mean"])) if target else e.guess


def first_loss(e: Evidence) -> float | None:
    """How many times the loss of an untrained network the loss after the first epoch is."""
    start = untrained_loss(e)
    if not start or not e.train_loss or not math.isfinite(e.train_loss[0]):
        return None
    return e.train_loss[0] / start


def progress(e: Evidence, limit: Limits) -> tuple[float, float]:
    """Over the last epochs, per epoch: by what share of itself the training loss fell, and how
    much of the way from guessing to perfect was made."""
    wait = int(limit["patience"])
    losses = [loss - e.floor for loss in e.train_loss[-wait:]]
    if len(losses) < wait or min(losses) <= 0 or not e.finite:
        return 0.0, 0.0
    fall = 1 - math.pow(losses[-1] / losses[0], 1 / (wait - 1))
    skills = e.train_skill[-wait:]
    return fall, (skills[-1] - skills[0]) / (wait - 1) if skills else 0.0


def is_moving(e: Evidence, limit: Limits) -> bool:
    """Whether the training part is still being learned better, epoch by epoch."""
    fall, gain = progress(e, limit)
    return fall >= limit["falling"] or (gain >= limit["gaining"] and fall > 0)


def is_creeping(e: Evidence, limit: Limits) -> bool:
    """Whether the training loss has gone down in each of the last epochs, however slowly."""
    losses = e.train_loss[-int(limit["patience"]) :]
    falls = all(later < before for before, later in pairwise(losses))
    return falls and progress(e, limit)[0] >= limit["creeping"]


def has_bad_start(e: Evidence, limit: Limits) -> bool:
    """Whether the first epoch left the loss far above that of an untrained network."""
    found = first_loss(e)
    return found is not None and found >= limit["first_loss"]


def has_diverged(e: Evidence, limit: Limits) -> bool:
    """Whether the training loss has left its own minimum behind, twice running, and got worse
    than guessing is expensive: small losses may double by chance."""
    losses = e.train_loss
    if e.count <= limit["patience"] or not e.finite:
        return False
    lowest = min(losses)
    last = losses[-int(limit["diverged_epochs"]) :]
    doubled = all(value >= limit["diverged"] * max(lowest, 1e-12) for value in last)
    lost = e.guess is None or losses[-1] - lowest > limit["stuck_skill"] * (e.guess - e.floor)
    return doubled and lost


def is_harmed(e: Evidence, limit: Limits) -> bool:
    """Whether training has visibly gone wrong."""
    checks = (is_stuck, has_bad_start, has_diverged)
    return bool(e.epochs) and (not e.finite or any(check(e, limit) for check in checks))


def has_large_inputs(e: Evidence, limit: Limits) -> bool:
    """Whether examples come in far larger than 1 and no layer scales them first."""
    inputs = e.facts.get("inputs")
    if not inputs or inputs["size"] <= limit["input_size"]:
        return False
    nodes = e.view.experiment.network
    first = next((node.kind for node in nodes if node.kind not in ("Input", "Flatten")), None)
    return first not in NORMALIZING


def wilson(share: float, count: int, *, errors: float = 1.96) -> tuple[float, float]:
    """The interval in which the true share lies, for a share seen in `count` rows (Wilson 1927)."""
    z = errors**2 / count
    middle = (share + z / 2) / (1 + z)
    half = errors / (1 + z) * math.sqrt(share * (1 - share) / count + z / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def standard_error(share: float, count: int) -> float:
    """Of a share seen in `count` rows, never below that of one row in them (Agresti's +2 rule)."""
    calm = (share * count + 2) / (count + 4)
    return math.sqrt(calm * (1 - calm) / (count + 4))
