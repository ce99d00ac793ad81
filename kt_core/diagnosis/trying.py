"""Tries a remedy: forks the experiment, trains it beside the first through the ordinary queue, and
says what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kt_core.checks.view import View
from kt_core.diagnosis.comparing import Comparison, compare, over_seeds, row_errors
from kt_core.diagnosis.finding import Finding, Remedy
from kt_core.diagnosis.gather import facts_of, trained_document
from kt_core.diagnosis.remedies import changed
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.runs import Run, Store

FORKS = 50
MORE_SEEDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A remedy that was tried on a run, and what came of it so far.

    `first` is the run, `fork` the one with the remedy; `waiting` counts trainings that must end
    before more can be said; `comparison` is None until both have ended. `repeats` counts further
    pairs of seeds. `output` names the one that is compared where there are several.
    """

    first: Run
    fork: Run
    remedy: Mapping[str, Any]
    comparison: Comparison | None
    waiting: int
    repeats: int
    output: str = ""

    @property
    def is_uneven(self) -> bool:
        """Whether one of the two was stopped by hand, so that they had different chances."""
        pair = (self.first, self.fork)
        stopped = any(each.state == "stopped" for each in pair)
        return stopped and self.first.epochs_done != self.fork.epochs_done


def try_remedy(store: Store, run: Run, finding: Finding, *, owner: str = "") -> str | None:
    """Queue a fork of `run` with the finding's remedy; its id, or None without a remedy."""
    if finding.remedy is None:
        return None
    said = _said(finding.remedy, finding.code)
    document = changed(trained_document(run, run.epochs_done)[0], finding.remedy)
    return store.create_run(document, draft=run.draft, owner=owner, parent=run.id, remedy=said)


def repeat(store: Store, run: Run, fork: Run, *, owner: str = "") -> list[str]:
    """Queue both again with two further seeds each, so that luck of the start can be told apart."""
    queued = []
    for more in MORE_SEEDS:
        for role, each in (("first", run), ("fork", fork)):
            given, _ = trained_document(each, each.epochs_done)
            seed = int(given.get("seed", 0)) + more
            said = {"code": "seed", "seed": seed, "role": role, "repeats": fork.id}
            document = {**given, "seed": seed}
            queued.append(
                store.create_run(document, draft=run.draft, owner=owner, parent=run.id, remedy=said)
            )
    return queued


def outcomes(store: Store, run: Run) -> list[Outcome]:
    """What was tried on the run, oldest first."""
    forks = [each for each in store.runs(FORKS, parent=run.id) if each.remedy]
    tried = [each for each in reversed(forks) if each.remedy and each.remedy["code"] != "seed"]
    return [_outcome(run, fork, _repeats(forks, fork)) for fork in tried]


def remedy_of(fork: Run) -> Remedy:
    """The remedy that the fork tries."""
    said = fork.remedy or {}
    return Remedy(said["code"], tuple(said["patch"]), said.get("values", {}))


def _said(remedy: Remedy, finding: str) -> dict[str, Any]:
    patch = [dict(step) for step in remedy.patch]
    return {
        "code": remedy.code,
        "patch": patch,
        "values": dict(remedy.values),
        "finding": finding,
    }


def _repeats(forks: list[Run], fork: Run) -> list[tuple[Run, Run]]:
    """Pairs of the first and the fork trained again, by seed."""
    by_seed: dict[int, dict[str, Run]] = {}
    for each in forks:
        said = each.remedy or {}
        if said.get("repeats") == fork.id:
            by_seed.setdefault(said["seed"], {})[said["role"]] = each
    return [(pair["first"], pair["fork"]) for _, pair in sorted(by_seed.items()) if len(pair) == 2]


def _outcome(run: Run, fork: Run, repeats: list[tuple[Run, Run]]) -> Outcome:
    pairs = [(run, fork), *repeats]
    waiting = len({each.id for pair in pairs for each in pair if not each.ended})
    first = _compared(run, fork)
    further = [one for pair in repeats if (one := _compared(*pair)) is not None]
    comparison = over_seeds([first, *further], train=_trained(run)) if first else None
    compared = _compared_output(run)
    return Outcome(run, fork, fork.remedy or {}, comparison, waiting, len(repeats), compared)


def _compared(first: Run, second: Run) -> Comparison | None:
    if not (first.ended and second.ended):
        return None
    if first.saved_is_earlier or second.saved_is_earlier:
        return None
    before, after = row_errors(first.id), row_errors(second.id)
    return compare(before, after) if before and after else None


def _compared_output(run: Run) -> str:
    """The output whose rows are compared, "" where there is only one."""
    try:
        view = View(parse(run.document))
    except ProblemError:
        return ""
    learning = [name for name in view.output_names if name in view.losses]
    return learning[0] if len(view.output_names) > 1 and learning else ""


def _trained(run: Run) -> int:
    return int(facts_of(run.id).get("train", 0))
