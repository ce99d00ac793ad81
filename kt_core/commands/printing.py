"""What the command line prints: words for people, or JSON one object a line."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from kt_core.problems import Problem, ProblemError
from kt_core.texts import rendered_json, text


class Printer:
    """Writes results to the real stdout; whatever libraries print meanwhile goes to stderr."""

    def __init__(self, stream: TextIO, *, as_json: bool = False):
        self._stream = stream
        self.as_json = as_json

    def line(self, words: str = "") -> None:
        """One line for people."""
        print(words, file=self._stream, flush=True)

    def json(self, value: Any) -> None:
        """One JSON object on one line."""
        print(json.dumps(value, ensure_ascii=False, allow_nan=False), file=self._stream, flush=True)

    def answer(self, value: Mapping[str, Any], words: str) -> None:
        """A short answer: an object for programs, a line for people."""
        self.json(value) if self.as_json else self.line(words)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Problems as sentences on stderr, or as one JSON object on stdout."""
        found = [rendered_json(problem) for problem in problems]
        if self.as_json:
            self.json({"ok": False, "problems": found})
        else:
            print_problems(found)

    def table_lines(self, lines: Iterable[str]) -> None:
        """Lines that are finished already, their ends included."""
        self._stream.writelines(lines)
        self._stream.flush()

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Columns as wide as their longest cell."""
        widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
        for row in [heads, *rows]:
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.line("  ".join(cells).rstrip())


def print_problems(problems: Iterable[Mapping[str, Any]], stream: TextIO | None = None) -> None:
    """Rendered problems (see `texts.rendered_json`), one paragraph each."""
    stream = stream or sys.stderr
    for problem in problems:
        severity = text(f"command.severity.{problem['severity']}")
        where = ".".join(str(part) for part in problem["where"])
        print(f"{severity} {where}: {problem['what']}" if where else problem["what"], file=stream)
        print(f"    {problem['expected']}", file=stream)
        if problem["fix"]:
            print(f"    -> {problem['fix']['text']}", file=stream)
        if problem.get("detail"):
            print(f"    ({problem['detail']})", file=stream)


def read_document(path: str) -> bytes:
    """The bytes of a document file, or of standard input for `-`. Raises ProblemError."""
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except OSError as error:
        values = {"path": path, "detail": error.strerror or str(error)}
        raise ProblemError(Problem("file_unreadable", values=values)) from error


def number(value: Any) -> str:
    """A figure for people: at most four significant digits, thousands separated."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
