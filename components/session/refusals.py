"""What was not taken: problems shown under the bar or beside a field on the next drawing."""

from dataclasses import replace

from components.session.state import tab
from kt_core.problems import Problem, Where


def refused() -> list[Problem]:
    """Why the last edits were not saved; asking empties the list."""
    state = tab()
    problems, state.refused = state.refused, []
    return problems


def refuse(*problems: Problem) -> None:
    """Shows problems under the bar on the next drawing: for callbacks, which can't draw.

    Without their fixes, which would mend a document that was not taken.
    """
    tab().refused += [replace(problem, fix=None) for problem in problems]


def refuse_beside(where: Where, problem: Problem) -> None:
    """Shows the problem beside the field at `where` on the next drawing."""
    tab().beside[where] = problem


def unreadable(where: Where) -> list[Problem]:
    """What was wrong with the last thing typed into the field at `where`."""
    found = tab().unreadable.get(where)
    return [found] if found else []
