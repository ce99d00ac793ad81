"""The number of threads in the script: set before TensorFlow does anything, only when chosen."""

from kt_core.experiment import Experiment

IMPORT = "import tensorflow as tf"
SETTERS = (
    "tf.config.threading.set_intra_op_parallelism_threads",
    "tf.config.threading.set_inter_op_parallelism_threads",
)


def thread_imports(whole: Experiment) -> list[str]:
    """The line that imports what sets the threads."""
    return [IMPORT] if _chosen(whole) else []


def thread_lines(whole: Experiment) -> list[str]:
    """The lines that set them, behind a blank one."""
    count = _chosen(whole)
    return ["", *(f"{setter}({count})" for setter in SETTERS)] if count else []


def _chosen(whole: Experiment) -> int | None:
    return whole.fit.threads if whole.fit else None
