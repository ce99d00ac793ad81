"""The figures of one output in a report: numbers with intervals, then what is drawn of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from kt_core import results, whole
from kt_core.figures import (
    calibration_figure,
    confidence_figure,
    confusion_figure,
    ink_figure,
    precision_recall_figure,
    predicted_figure,
    residuals_figure,
    roc_figure,
)
from kt_core.figures.label_tables import label_tables_figure
from kt_core.measures import known, of_classes
from kt_core.report.markup import Html, beside, element, figure, table, words
from kt_core.results import Answers
from kt_core.several import KINDS
from kt_core.texts import text

CURVES = 5
"""Classes whose curves are drawn: those with the smallest areas."""
TABLES = 12
"""Labels of which the small tables are drawn."""
Found = Mapping[str, Any]


def figures_of(run: str, number: int, result: Found, found: Found | None) -> list[Html]:
    """`result` is that output's part of `results.json` with its task, `found` its kept figures."""
    if not result["finite"]:
        return [element("p", words(text("report.not_finite")))]
    parts = [_scores(result["task"], found)] if found else []
    if result["task"] == "regression":
        return parts + _regression(run, number)
    if result["task"] == "multi_label" and found:
        parts.append(_label_tables(result, found))
    if result.get("confusion"):
        parts += _confusion(result)
    if found and found.get("per_class"):
        parts.append(_per_class(result, found))
    if found and found.get("roc"):
        parts += _curves(_names(result), found)
    if found and found.get("calibration"):
        parts += _calibration(run, number, result["task"], found)
    if result["task"] == "pixels":
        parts += _ink(run, number)
    return parts


def _scores(task: str, found: Found) -> Html:
    heads = [text(f"report.scores.{name}") for name in ("figure", "value", "interval", "by")]
    rows = [
        (
            measure.title,
            measure.written(one["value"]),
            measure.interval(one) or "–",
            text(f"measures.by.{measure.by}"),
        )
        for measure, one in known(task, found)
    ]
    how = text("report.how", n=found["resamples"])
    return element("div", table(heads, rows), element("p", words(how), of="quiet"))


def _names(result: Found) -> Sequence[str]:
    """What single answers are called: classes, or labels."""
    return result["labels"] if result["task"] == "multi_label" else result["classes"]


def _share(found: Found, at: int) -> float:
    """The share of the test examples that are of a class, or have a label."""
    row = found["per_class"][at]
    several = sum(row["counts"]) if "counts" in row else 0
    return row["support"] / (several or sum(each["support"] for each in found["per_class"]))


def _label_tables(result: Found, found: Found) -> Html:
    counted = [dict(zip(KINDS, row["counts"], strict=True)) for row in found["per_class"]]
    drawn = label_tables_figure(counted[:TABLES], result["labels"][:TABLES])
    return element("div", _title("label_tables"), figure(drawn, name="labels"))


def _confusion(result: Found) -> list[Html]:
    shares = result["task"] == "pixels"
    drawn = confusion_figure(result["confusion"], result["classes"], as_shares=shares)
    return [_title("confusion"), figure(drawn, name="confusion")]


def _per_class(result: Found, found: Found) -> Html:
    measures = of_classes(found)
    heads = [text("report.class"), text("report.support")]
    heads += [title for each in measures for title in (each.title, "95 %")]
    rows = []
    for name, row in zip(_names(result), found["per_class"], strict=True):
        cells: list[object] = [name, f"{row['support']:,}"]
        for measure in measures:
            one = row[measure.name]
            cells += [measure.written(one["value"]), measure.interval(one) or "–"]
        rows.append(cells)
    return element("div", _title("per_class"), table(heads, rows))


def _curves(classes: Sequence[str], found: Found) -> list[Html]:
    areas = [row["roc_auc"]["value"] for row in found["per_class"]]
    places = [at for at, area in enumerate(areas) if area is not None]
    places = sorted(places, key=lambda at: areas[at])[:CURVES]
    parts = []
    for at in places:
        share = _share(found, at)
        mean = found["roc_macro"] if len(classes) > 2 else None
        drawn = {
            "roc": roc_figure(found["roc"][at], name=classes[at], mean=mean),
            "precision-recall": precision_recall_figure(
                found["precision_recall"][at], name=classes[at], share=share
            ),
        }
        title = text("report.curves", name=classes[at])
        parts.append(element("h3", words(title)))
        parts.append(beside(*(figure(each, name=f"{kind}-{at}") for kind, each in drawn.items())))
    return parts


def _calibration(run: str, number: int, task: str, found: Found) -> list[Html]:
    """What was promised and came true, beside how many answers were how sure."""
    drawn = {"calibration": calibration_figure(found["calibration"]["answers"])}
    answers = whole.answers(run, task=task, output=number)
    if isinstance(answers, Answers) and answers.confidence is not None:
        hit = answers.true == answers.predicted
        drawn["confidence"] = confidence_figure(answers.confidence, hit)
    return [
        _title("calibration"),
        beside(*(figure(each, name=name) for name, each in drawn.items())),
    ]


def _ink(run: str, number: int) -> list[Html]:
    answers = whole.pixels(run, output=number)
    if answers is None:
        return []
    return [_title("ink"), figure(ink_figure(answers.right), name="ink")]


def _regression(run: str, number: int) -> list[Html]:
    answers = results.answers(run, task="regression", output=number)
    if answers is None:
        return []
    draw = {"predicted": predicted_figure, "residuals": residuals_figure}
    value = text("report.value")
    drawn = [
        figure(make(answers.true, answers.predicted, target=value), name=name)
        for name, make in draw.items()
    ]
    return [beside(*drawn)]


def _title(key: str) -> Html:
    return element("h3", words(text(f"report.titles.{key}")))
