"""The names of a model's classes as people have them: typed, pasted, or in a file."""

import json

from kt_core.data.own.csv_text import printable
from kt_core.problems import Problem, ProblemError

CLASSES_BYTES = 1_000_000
LONGEST = 200


def class_names(given: str | bytes) -> list[str] | None:
    """The names in order, or None where nothing is given.

    Understands a JSON list, a JSON object of name to number or number to name (also Keras'
    `{"0": ["n01440764", "tench"]}`), one name on each line, and names with commas between them on
    a single line. Raises ProblemError where it is none of these.
    """
    words = _text(given).strip()
    if not words:
        return None
    found = _of_json(words) if words[0] in "[{" else _of_lines(words)
    names = [printable(name)[:LONGEST] for name in found]
    if not all(names):
        raise ProblemError(Problem("classes_empty_name", values={"place": names.index("") + 1}))
    return names


def _text(given: str | bytes) -> str:
    if len(given) > CLASSES_BYTES:
        raise ProblemError(Problem("classes_unreadable"))
    if isinstance(given, str):
        return given
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return given.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ProblemError(Problem("classes_unreadable"))


def _of_lines(words: str) -> list[str]:
    lines = [line for line in words.splitlines() if line.strip()]
    return lines if len(lines) > 1 else [name.strip() for name in words.rstrip(",").split(",")]


def _of_json(words: str) -> list[str]:
    try:
        found = json.loads(words)
    except (ValueError, RecursionError) as error:
        raise ProblemError(Problem("classes_unreadable")) from error
    if isinstance(found, dict):
        found = _in_order(found)
    if not isinstance(found, list) or not all(isinstance(name, (str, int)) for name in found):
        raise ProblemError(Problem("classes_unreadable"))
    return [str(name) for name in found]


def _in_order(found: dict[str, object]) -> list[object]:
    """The names of a map in the order of its numbers, which count from 0."""
    by_number = all(key.isdecimal() for key in found)
    pairs = (
        [(int(key), name) for key, name in found.items()]
        if by_number
        else [(number, key) for key, number in found.items() if isinstance(number, int)]
    )
    if sorted(number for number, _ in pairs) != list(range(len(found))):
        raise ProblemError(Problem("classes_unreadable"))
    names = [name for _, name in sorted(pairs, key=lambda pair: pair[0])]
    return [name[-1] if isinstance(name, list) and name else name for name in names]
