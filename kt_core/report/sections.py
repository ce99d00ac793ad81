"""What a report says of a run, section by section."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from kt_core import results, run_figures
from kt_core.changes import read
from kt_core.changes.words import trained_words
from kt_core.code import script
from kt_core.data import card
from kt_core.dataset_names import dataset_of
from kt_core.experiment import parse
from kt_core.figures import history_figure
from kt_core.notation import written
from kt_core.problems import ProblemError
from kt_core.report.figures import figures_of
from kt_core.report.marked import marks_section
from kt_core.report.markup import (
    Html,
    beside,
    element,
    facts,
    figure,
    folded,
    joined,
    section,
    table,
    words,
)
from kt_core.runs import Run, Store, folder
from kt_core.texts import render, text

VALIDATION = "val_"
CARD = ("title", "about", "target", "source", "licence")
MACHINE = ("keras", "tensorflow", "numpy", "python", "platform", "processor")
NAMES = 40  # classes whose names are written out


def result_section(run: Run, store: Store) -> Html:  # noqa: ARG001  all are called alike
    """Figures of the test part with intervals, and what is drawn of them."""
    found = results.summary(run.id)
    if found is None:
        return section(text("report.results"), element("p", words(text("report.no_results"))))
    parts = [element("p", words(text("report.measured")), of="quiet")]
    parts.append(facts((name, _number(value)) for name, value in found["test"].items()))
    for number, output in enumerate(found.get("outputs") or [found]):
        if "name" in output:
            parts.append(element("h3", words(output["name"])))
        about = {**output, "task": found["task"]}
        parts += figures_of(run.id, number, about, run_figures.read(run.id, number))
    return section(text("report.results"), *parts)


def history_section(run: Run, store: Store) -> Html:
    """Each metric over the epochs."""
    columns: dict[str, list[Any]] = {}
    for epoch in store.epochs(run.id):
        for name, value in epoch["values"].items():
            known = value if isinstance(value, (int, float)) else None
            columns.setdefault(name, []).append(known)
    if not columns:
        return Html("")
    drawn: list[Html] = []
    for name, values in columns.items():
        if not name.startswith(VALIDATION):
            lines = {"training": values}
            if found := columns.get(VALIDATION + name):
                lines["validation"] = found
            drawn.append(figure(history_figure(name, lines), name=f"history-{len(drawn) + 1}"))
    changed = trained_words(run.document, read(run.changes))
    more = [element("p", words(changed))] if changed else []
    return section(text("report.history"), beside(*drawn), *more)


def network_section(run: Run, store: Store) -> Html:  # noqa: ARG001
    """The layers with what differs from their defaults, and how they were trained."""
    document = run.document
    rows = [
        (node.get("name", ""), node.get("kind") or node.get("shares", ""), _params(node))
        for node in document.get("network", ())
    ]
    heads = [text(f"report.layers.{name}") for name in ("name", "kind", "params")]
    chosen = [
        (text(f"report.training.{name}"), _said(document[name]))
        for name in ("loss", "optimizer", "metrics", "callbacks", "fit", "seed")
        if name in document
    ]
    return section(text("report.network"), table(heads, rows, numbers=False), facts(chosen))


def data_section(run: Run, store: Store) -> Html:  # noqa: ARG001
    """The data set's card, and how it was prepared."""
    try:
        about = card(dataset_of(run.document))
    except ProblemError as error:
        said = [element("p", words(render(problem).what)) for problem in error.problems]
        return section(text("report.data"), *said)
    pairs = [(text(f"report.card.{name}"), getattr(about, name)) for name in CARD]
    sizes = {"train": about.train, "test": about.test}
    pairs += [(text(f"report.card.{name}"), f"{size:,}") for name, size in sizes.items()]
    if about.names:
        some = ", ".join(about.names[:NAMES]) + (" …" if len(about.names) > NAMES else "")
        pairs.append((text(f"report.card.{'labels' if about.labels else 'classes'}"), some))
    chosen = {key: value for key, value in run.document["data"].items() if key != "kind"}
    pairs += [(text("report.card.choices"), _said(chosen))] if chosen else []
    return section(text("report.data"), facts((name, value) for name, value in pairs if value))


def document_section(run: Run, store: Store) -> Html:  # noqa: ARG001
    """The document, the script that does the same, and what it ran on."""
    document = json.dumps(dict(run.document), ensure_ascii=False, indent=1)
    parts = [folded(text("report.document"), document), _script(run)]
    machine = _machine(run.id)
    known = [(name, machine[name]) for name in MACHINE if machine.get(name)]
    return section(text("report.again"), *parts, facts(known))


ALL: tuple[Callable[[Run, Store], Html], ...] = (
    result_section,
    marks_section,
    history_section,
    network_section,
    data_section,
    document_section,
)


def _script(run: Run) -> Html:
    try:
        code = script(parse(dict(run.document)), changes=read(run.changes))
    except ProblemError as error:
        return joined(*(element("p", words(render(one).what)) for one in error.problems))
    return folded(text("report.script"), code)


def _machine(run: str) -> dict[str, Any]:
    try:
        return json.loads((folder(run) / "machine.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}


def _said(value: Any) -> str:
    """A part of the document in one line: components as `kind(name=value)`."""
    if isinstance(value, Mapping):
        if "kind" not in value:
            return ", ".join(f"{name}={_said(one)}" for name, one in value.items())
        inside = _said(value.get("params") or {})
        return f"{value['kind']}({inside})" if inside else str(value["kind"])
    if isinstance(value, (list, tuple)):
        return ", ".join(_said(one) for one in value)
    return written(value)


def _params(node: Mapping[str, Any]) -> str:
    more = {key: value for key, value in node.items() if key not in ("name", "kind", "params")}
    params = {**node.get("params", {}), **more}
    return _said(params)


def _number(value: Any) -> str:
    return f"{value:,.4g}" if isinstance(value, (int, float)) else str(value)
