"""What a person may change on the card of their own set later: words, and how classes are called.

Both only describe. The name of the set, its rows and its class numbers stay (decision 33).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kt_core.data.cards import Card
from kt_core.data.own.csv_text import printable
from kt_core.data.own.shelf import say
from kt_core.problems import Problem, ProblemError

LONGEST = 100  # characters of a class name


def edit(facts: Card, words: Mapping[str, str], classes: Sequence[str], *, owner: str) -> Card:
    """The card with these words and class names, kept.

    Raises ProblemError where it is another's set, or a name is empty, used twice, or was the name
    of another class: results that were made under it would then say something else.
    """
    if owner not in facts.owners:
        raise ProblemError(Problem("own_card_foreign", values={"title": facts.title}))
    return say(renamed(facts, classes), words)


def renamed(facts: Card, classes: Sequence[str]) -> Card:
    """The card whose classes are called so; every name a class ever had stays its own."""
    given = [printable(str(name))[:LONGEST] for name in classes]
    if len(given) != len(facts.classes):
        values = {"count": len(given), "classes": len(facts.classes)}
        raise ProblemError(Problem("own_class_names_count", values=values))
    had = facts.class_history or tuple((name,) for name in facts.classes)
    for at, name in enumerate(given):
        if not name:
            raise ProblemError(Problem("own_class_name_empty", values={"name": had[at][0]}))
        others = [of for of, names in enumerate(had) if of != at and name in names]
        others += [of for of, other in enumerate(given) if of != at and other == name]
        if others:
            told = {"name": name, "one": had[at][0], "other": had[others[0]][0]}
            raise ProblemError(Problem("own_class_name_taken", values=told))
    if tuple(given) == facts.classes:
        return facts
    pairs = zip(had, given, strict=True)
    history = tuple((*names, name) if name not in names else names for names, name in pairs)
    return replace(facts, classes=tuple(given), class_history=history)
