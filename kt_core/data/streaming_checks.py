"""What can't be done with pictures that stay on disk, found before anything trains."""

from kt_core.adapted import adapted
from kt_core.data.cards import card
from kt_core.data.sizes import in_memory, streams
from kt_core.experiment import Experiment
from kt_core.problems import Problem


def streaming_problems(experiment: Experiment) -> list[Problem]:
    """What keeps a set that is read from disk while training from being used like this.

    Raises ProblemError for a set that does not exist.
    """
    data = experiment.data
    facts = card(data.dataset) if data else None
    if data is None or facts is None or not streams(facts):
        return []
    values = {"title": facts.title, "megabytes": in_memory(facts) // 10**6}
    found = []
    if data.labels == "pixels":
        found.append(Problem("data_streamed_pixels", ("data", "labels"), values))
    for path in adapted(experiment.network):
        where = tuple(part for name in path for part in ("network", name))
        found.append(Problem("data_streamed_normalization", where, values))
    return found
