"""`--parts FOLDER`: own optimizers, layers, losses and callbacks, for the verbs that know kinds."""

from kt_core import own_parts
from kt_core.commands.printing import print_problems
from kt_core.commands.quiet import engine_module
from kt_core.texts import rendered_json

VERBS = ("check", "code", "train", "predict", "open", "export", "doctor")


def take(folder: str | None, verb: str) -> None:
    """Offer the parts of the folder, else of KT_PARTS; what is wrong with them goes to stderr.

    Files that were never looked at are imported here, once: whoever types the command named the
    folder. Raises ProblemError.
    """
    own_parts.enter(folder)
    if own_parts.current() is None or verb not in VERBS:
        return
    if own_parts.facts() is None or verb == "doctor":
        engine_module("part_files").derive_all()
    own_parts.include()
    if verb != "doctor":
        print_problems([rendered_json(problem) for problem in own_parts.problems()])
