"""`predict`, `open` and `export`: models, from here and from elsewhere."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kt_core.commands.printing import Printer, number, print_problems
from kt_core.commands.quiet import engine_module
from kt_core.commands.runs import existing_run
from kt_core.problems import Problem, ProblemError
from kt_core.texts import problem_texts, rendered_json, text

FORMATS = {"keras": ".keras", "h5": ".h5", "weights": ".weights.h5"}
SUFFIXES = (".keras", ".h5", ".hdf5")
WARM_SECONDS = 120.0
Ask = Callable[..., dict[str, Any]]


@contextmanager
def confined(job: str) -> Iterator[Ask]:
    """Asks the engine's job in throw-away processes of this command, one under limits each time."""
    from kt_core.engine.answering import ThrowAways
    from kt_core.engine.jobs import JOBS
    from kt_core.engine.starting import starter

    chosen = JOBS[job]
    start = starter([chosen.call.split(":")[0]])
    throw_aways = ThrowAways(start)

    def ask(**arguments: Any) -> dict[str, Any]:
        start.ready.wait(WARM_SECONDS)
        answer = throw_aways.ask(chosen, arguments, float(chosen.limits.wall))
        if "problems" in answer:
            raise ProblemError(*map(Problem.from_json, answer["problems"]))
        return answer["result"]

    try:
        yield ask
    finally:
        throw_aways.close()
        start.close()


def describe_predict(parser: ArgumentParser) -> None:
    """Arguments of `predict`."""
    parser.add_argument("model", metavar="MODEL_OR_RUN", help=text("command.arguments.model"))
    parser.add_argument("images", nargs="+", metavar="IMAGE", help=text("command.arguments.images"))
    choices = ("none", "unit", "signed")
    parser.add_argument("--scaling", choices=choices, help=text("command.arguments.scaling"))
    parser.add_argument("--classes", help=text("command.arguments.classes"))
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def predict(chosen: Namespace, printer: Printer) -> int:
    """Class names and probabilities of each image, prepared as in training."""
    classes = [name.strip() for name in chosen.classes.split(",")] if chosen.classes else None
    with confined("predict") as ask:
        results = ask(
            model=_model(chosen.model),
            images=[str(Path(image).absolute()) for image in chosen.images],
            scaling=chosen.scaling,
            classes=classes,
        )["results"]
    for given, result in zip(chosen.images, results, strict=True):
        _print_result({**result, "file": given}, printer)
    return 0 if all(result["ok"] for result in results) else 1


def _model(given: str) -> dict[str, str]:
    path = Path(given)
    if path.suffix.lower() in SUFFIXES or path.is_file():
        return {"path": str(_existing(path))}
    return {"run": existing_run(given).id}


def _existing(path: Path) -> Path:
    if not path.is_file():
        values = {"path": str(path), "detail": text("command.no_such_file")}
        raise ProblemError(Problem("file_unreadable", values=values))
    return path.absolute()


def _print_result(result: Mapping[str, Any], printer: Printer) -> None:
    shown = _with_sentences(result)
    if printer.as_json:
        printer.json(shown)
    elif not result["ok"]:
        printer.line(f"{result['file']}:")
        print_problems(shown["problems"])
    else:
        answers = ", ".join(_answers(result))
        printer.line(text("command.answer", file=result["file"], answers=answers))
        _print_notes(result.get("notes", ()), printer)


def _answers(result: Mapping[str, Any]) -> Iterator[str]:
    """What a model said of an example: classes, values, classes of pixels, or how far it is off."""
    for one in result.get("top", ()):
        known = "probability" in one
        yield f"{one['class']} {number(one['probability'])}" if known else number(one["value"])
    for one in result.get("pixels", {}).get("classes", ()):
        yield f"{one['class']} {number(one['share'])}"
    for key in ("mse", "mae"):
        if key in result.get("given_back", {}):
            yield f"{key} {number(result['given_back'][key])}"


def _with_sentences(result: Mapping[str, Any]) -> dict[str, Any]:
    found = [rendered_json(Problem.from_json(one)) for one in result.get("problems", ())]
    return {**result, "problems": found} if found else dict(result)


def _print_notes(notes: Any, printer: Printer) -> None:
    words = problem_texts()
    for note in notes:
        code = note["code"] if isinstance(note, Mapping) else note
        printer.line("  " + text("command.note", note=words.get(code, {}).get("what", code)))


def describe_open_files(parser: ArgumentParser) -> None:
    """Arguments of `open`."""
    parser.add_argument("models", nargs="+", metavar="MODEL", help=text("command.arguments.files"))
    parser.add_argument("--weights", action="store_true", help=text("command.arguments.weights"))
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def open_files(chosen: Namespace, printer: Printer) -> int:
    """Saved models as experiment documents; Keras' own deserializer never sees the files."""
    fine = True
    with confined("open") as ask:
        for given in chosen.models:
            answer = _opened(ask, given, keep=chosen.weights)
            fine = fine and answer["ok"]
            _print_opened({"file": given, **answer}, printer)
    return 0 if fine else 1


def _opened(ask: Ask, given: str, *, keep: bool) -> dict[str, Any]:
    try:
        path = _existing(Path(given))
        return ask(path=str(path), name=path.name, keep=keep)
    except ProblemError as found:
        return {"ok": False, "problems": [problem.to_json() for problem in found.problems]}


def _print_opened(answer: Mapping[str, Any], printer: Printer) -> None:
    shown = _with_sentences(answer)
    if printer.as_json:
        printer.json(shown)
        return
    printer.line(f"{answer['file']}:")
    if answer["ok"]:
        nodes = answer["experiment"]["network"]
        printer.line("  " + " -> ".join(str(node.get("kind", node["name"])) for node in nodes))
        if kept := answer["experiment"].get("weights"):
            printer.line("  " + text("command.weights_kept", file=kept["file"]))
        _print_notes(answer.get("notes", ()), printer)
    print_problems(shown.get("problems", ()))


def describe_export(parser: ArgumentParser) -> None:
    """Arguments of `export`."""
    parser.add_argument("run", help=text("command.arguments.run"))
    formats = tuple(FORMATS)
    about = text("command.arguments.format")
    parser.add_argument("--format", choices=formats, default="keras", help=about)
    parser.add_argument("--to", metavar="FILE", help=text("command.arguments.to_file"))
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def export(chosen: Namespace, printer: Printer) -> int:
    """A run's model as a file for elsewhere."""
    run = existing_run(chosen.run)
    to = Path(chosen.to or f"{run.id}{FORMATS[chosen.format]}").absolute()
    answer = engine_module("export").export(run=run.id, format=chosen.format, to=str(to))
    if chosen.json:
        printer.json({"run": run.id, "ok": True, **answer})
    else:
        printer.line(text("command.written", file=answer["file"]))
    return 0
