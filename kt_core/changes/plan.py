"""How a run with changes is trained: what each epoch begins with, and in which stages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kt_core.changes.change import Change, as_of, wished
from kt_core.changes.differences import RATE, Difference, differences, rate_of
from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.rate_table import tables


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens at the beginning of an epoch: the model is built anew (`rebuild`), the learning
    rate is set (`rate`), both, or nothing."""

    rebuild: bool = False
    rate: float | None = None

    def __bool__(self) -> bool:
        return self.rebuild or self.rate is not None


@dataclass(frozen=True, slots=True)
class Stage:
    """Epochs trained with one model: from `start` (0-based) until `end` of them are done (None: as
    planned). `rates` are learning rates set at the beginning of epochs, `changes` those that
    hold from some epoch of this stage on."""

    start: int
    document: Mapping[str, Any]
    changes: tuple[Change, ...] = ()
    rates: Mapping[int, float] = field(default_factory=dict)
    end: int | None = None


def turn(document: Mapping[str, Any], changes: Sequence[Change], epoch: int) -> Turn:
    """What happens at the beginning of the epoch, in a training that comes from the one before."""
    new = [change for change in changes if change.epoch == epoch]
    if not new or epoch == 0:
        return Turn()
    before, after = as_of(document, changes, epoch - 1), as_of(document, changes, epoch)
    found, rate = differences(before, after), rate_of(after)
    told = any(each.is_rate for each in found) or any(each.sets_rate for each in new)
    by_table = bool(tables(normalize(parse(after))))  # it begins with the rate, so it is made anew
    rebuild = not all(each.is_rate and not by_table for each in found)
    return Turn(rebuild, float(rate) if told and isinstance(rate, (int, float)) else None)


def stages(document: Mapping[str, Any], changes: Sequence[Change]) -> list[Stage]:
    """How a run with these changes is trained, a stage for each model that is built."""
    fit = parse(document).fit
    planned = fit.epochs if fit else 1
    epochs = sorted({each.epoch for each in changes if each.epoch and each.epoch < planned})
    first = tuple(each for each in changes if each.epoch == 0)
    found = [Stage(0, as_of(document, changes, 0), first)]
    for epoch in epochs:
        now = turn(document, changes, epoch)
        if now.rebuild:
            found[-1] = replace(found[-1], end=epoch)
            found.append(Stage(epoch, as_of(document, changes, epoch)))
        new = tuple(each for each in changes if each.epoch == epoch)
        rates = {**found[-1].rates, **({} if now.rate is None else {epoch: now.rate})}
        found[-1] = replace(found[-1], changes=(*found[-1].changes, *new), rates=rates)
    return found


def parts_of(
    document: Mapping[str, Any], changes: Sequence[Change], change: Change
) -> list[Difference]:
    """What a change sets, against the document with the changes asked for before it."""
    place = next(at for at, each in enumerate(changes) if each.id == change.id)
    before, after = wished(document, changes[:place]), wished(document, changes[: place + 1])
    found = differences(before, after)
    if change.sets_rate and not any(each.where == RATE for each in found):
        return [Difference(RATE, rate_of(before), rate_of(after)), *found]
    return found


def said(document: Mapping[str, Any], changes: Sequence[Change], change: Change) -> dict[str, Any]:
    """Label and new value of all that a change sets; None for a callback taken away."""
    return {each.label: each.after for each in parts_of(document, changes, change)}
