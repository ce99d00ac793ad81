"""`predict`, `open` and `export`: models, from here and from elsewhere."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from kt_core import client
from kt_core.answer_table import csv_text, name_of
from kt_core.class_names import CLASSES_BYTES, class_names
from kt_core.commands.printing import Printer, number, print_problems
from kt_core.commands.quiet import engine_module
from kt_core.commands.runs import existing_run
from kt_core.engine.jobs import JOBS
from kt_core.images import FRAMES, ORDERS, SCALINGS
from kt_core.label_answers import Cuts, cuts_at, in_words
from kt_core.label_answers import given as given_labels
from kt_core.problems import Problem, ProblemError
from kt_core.several import USUAL
from kt_core.texts import problem_texts, rendered_json, text

FORMATS = {"keras": ".keras", "h5": ".h5", "weights": ".weights.h5"}
SUFFIXES = (".keras", ".h5", ".hdf5")
CHOICES = ("order", "output", "frame", "contrast", "invert")
PREDICT_OPTIONS = ("scaling", "classes", *CHOICES, "threshold", "answers_csv")
WARM_SECONDS = 120.0
Ask = Callable[..., dict[str, Any]]


@contextmanager
def confined(job: str) -> Iterator[Ask]:
    """Asks the engine's job in confined throw-away processes: those of an engine that is running,
    else of this command."""
    with ExitStack() as stack:
        own: list[Ask] = []

        def ask(**arguments: Any) -> dict[str, Any]:
            with suppress(client.EngineAway):
                if not own and client.serves():
                    return client.ask(job, timeout=float(JOBS[job].limits.wall), **arguments)
            own.extend([] if own else [stack.enter_context(_own_processes(job))])
            return own[0](**arguments)

        yield ask


@contextmanager
def _own_processes(job: str) -> Iterator[Ask]:
    from kt_core.engine.answering import ThrowAways
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
    about = {name: text(f"command.arguments.{name}") for name in PREDICT_OPTIONS}
    parser.add_argument("--scaling", choices=tuple(SCALINGS), help=about["scaling"])
    parser.add_argument("--classes", metavar="NAMES_OR_FILE", help=about["classes"])
    parser.add_argument("--order", choices=ORDERS, help=about["order"])
    parser.add_argument("--output", metavar="NAME", help=about["output"])
    parser.add_argument("--frame", choices=FRAMES, help=about["frame"])
    parser.add_argument("--contrast", action="store_true", help=about["contrast"])
    parser.add_argument("--invert", action="store_true", help=about["invert"])
    parser.add_argument("--threshold", type=probability, default=USUAL, help=about["threshold"])
    parser.add_argument("--csv", metavar="FILE", help=about["answers_csv"])
    parser.add_argument("--json", action="store_true", help=text("command.arguments.json"))


def probability(given: str) -> float:
    """A number from 0 to 1. Raises ValueError, of which the parser makes its own message."""
    if not 0 <= (found := float(given)) <= 1:
        raise ValueError(given)
    return found


def predict(chosen: Namespace, printer: Printer) -> int:
    """Class names and probabilities of each image, prepared as in training."""
    given = {str(Path(image).absolute()): image for image in chosen.images}
    with confined("predict") as ask:
        found = ask(
            model=_model(chosen.model),
            images=list(given),
            scaling=chosen.scaling,
            classes=_class_names(chosen.classes),
            choices={name: getattr(chosen, name) for name in CHOICES},
        )
    results = [{**line, "file": given.get(line["file"], line["file"])} for line in found["results"]]
    names = found["model"]["labels"]
    cuts = None if names is None else cuts_at(names, chosen.threshold)
    for result in results:
        _print_result(result, printer, cuts)
    if not printer.as_json:
        _print_notes(found["model"]["notes"], printer)
    if chosen.csv:
        _write_csv(Path(chosen.csv), results, cuts)
    return 0 if all(result["ok"] for result in results) else 1


def _class_names(given: str | None) -> list[str] | None:
    """The names typed with commas, or those in a file: a JSON list or one on each line."""
    if given is None:
        return None
    path = Path(given)
    if not path.is_file():
        return class_names(given)
    try:
        return class_names(path.read_bytes()[: CLASSES_BYTES + 1])
    except OSError as error:
        values = {"path": given, "detail": str(error)}
        raise ProblemError(Problem("file_unreadable", values=values)) from error


def _write_csv(path: Path, results: Sequence[Mapping[str, Any]], cuts: Cuts | None) -> None:
    try:
        path.write_text(csv_text(results, cuts), "utf-8-sig")
    except OSError as error:
        values = {"folder": str(path.parent)}
        raise ProblemError(Problem("folder_missing", values=values)) from error


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


def _print_result(result: Mapping[str, Any], printer: Printer, cuts: Cuts | None) -> None:
    shown = _with_sentences(result)
    if cuts is not None and result["ok"]:
        shown["labels"] = given_labels(result["top"], cuts)
    if printer.as_json:
        printer.json(shown)
    elif not result["ok"]:
        printer.line(f"{name_of(result)}:")
        print_problems(shown["problems"])
    else:
        answers = ", ".join(_answers(result))
        if cuts is not None:
            answers = f"{in_words(shown['labels'], cuts)} ({answers})"
        printer.line(text("command.answer", file=name_of(result), answers=answers))
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
