"""How many threads TensorFlow computes with: chosen before its first operation, then for good."""

from functools import cache

from tensorflow.config import threading

from kt_core.experiment import Experiment
from kt_core.problems import Problem, ProblemError


def compute_with_threads_of(experiment: Experiment) -> None:
    """Let this process compute with the threads that the document names, or with those it would
    have had without documents.

    Raises ProblemError when it computes already, with another number.
    """
    usual, wanted = _usual(), experiment.fit.threads if experiment.fit else None
    intra, inter = usual if wanted is None else (wanted, wanted)
    if _now() == (intra, inter):
        return
    try:
        threading.set_intra_op_parallelism_threads(intra)
        threading.set_inter_op_parallelism_threads(inter)
    except RuntimeError as error:
        values = {"wanted": intra, "given": threading.get_intra_op_parallelism_threads()}
        raise ProblemError(Problem("threads_are_set", ("fit", "threads"), values)) from error


@cache
def _usual() -> tuple[int, int]:
    """Those of this process before any document."""
    return _now()


def _now() -> tuple[int, int]:
    """Intra-op and inter-op threads; 0 is TensorFlow's own choice."""
    return (
        threading.get_intra_op_parallelism_threads(),
        threading.get_inter_op_parallelism_threads(),
    )
