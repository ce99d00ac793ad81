"""Which figures a task has, in the order in which they are shown; their words are in the texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kt_core.texts import text


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of `kt_core.run_figures`: how it is written, and where its interval is from.

    `main`: it has a card of its own.
    """

    name: str
    by: Literal["wilson", "bootstrap"]
    share: bool = True
    main: bool = False

    @property
    def title(self) -> str:
        return text(f"measures.titles.{self.name}")

    @property
    def about(self) -> str:
        """One sentence on what it tells."""
        return text(f"measures.about.{self.name}")

    @property
    def formula(self) -> str:
        """LaTeX."""
        return text(f"measures.formulas.{self.name}")

    def written(self, value: float | None) -> str:
        """A value for people: shares in percent, others with four significant digits."""
        if value is None:
            return "–"
        return f"{value:.1%}".replace("%", " %") if self.share else f"{value:#,.4g}".rstrip(".")

    def interval(self, found: Mapping[str, Any]) -> str:
        """The 95 % interval of `{"value", "low", "high"}` for people, "" where there is none."""
        low, high = found["low"], found["high"]
        if low is None or high is None:
            return ""
        if self.share:
            return f"{self.written(low).removesuffix(' %')} – {self.written(high)}"
        return " – ".join(f"{end:#,.3g}".rstrip(".") for end in (low, high))


MEASURES: Mapping[str, tuple[Measure, ...]] = {
    "classification": (
        Measure("accuracy", "wilson", main=True),
        Measure("balanced_accuracy", "bootstrap", main=True),
        Measure("f1_macro", "bootstrap", main=True),
        Measure("log_loss", "bootstrap", share=False, main=True),
        Measure("roc_auc_macro", "bootstrap", share=False),
        Measure("average_precision_macro", "bootstrap", share=False),
        Measure("precision_macro", "bootstrap"),
        Measure("recall_macro", "bootstrap"),
        Measure("precision_weighted", "bootstrap"),
        Measure("recall_weighted", "bootstrap"),
        Measure("f1_weighted", "bootstrap"),
        Measure("precision_micro", "wilson"),
        Measure("recall_micro", "wilson"),
        Measure("f1_micro", "wilson"),
    ),
    "multi_label": (
        Measure("f1_macro_labels", "bootstrap", main=True),
        Measure("f1_micro_labels", "bootstrap", main=True),
        Measure("subset_accuracy", "wilson", main=True),
        Measure("hamming_loss", "bootstrap", main=True),
        Measure("log_loss_labels", "bootstrap", share=False),
        Measure("roc_auc_macro", "bootstrap", share=False),
        Measure("average_precision_macro", "bootstrap", share=False),
        Measure("precision_macro_labels", "bootstrap"),
        Measure("recall_macro_labels", "bootstrap"),
        Measure("precision_micro_labels", "bootstrap"),
        Measure("recall_micro_labels", "bootstrap"),
        Measure("precision_weighted_labels", "bootstrap"),
        Measure("recall_weighted_labels", "bootstrap"),
        Measure("f1_weighted_labels", "bootstrap"),
        Measure("precision_samples", "bootstrap"),
        Measure("recall_samples", "bootstrap"),
        Measure("f1_samples", "bootstrap"),
        Measure("jaccard_samples", "bootstrap"),
        Measure("ranking_precision", "bootstrap", share=False),
        Measure("ranking_loss", "bootstrap", share=False),
    ),
    "regression": (
        Measure("mae", "bootstrap", share=False, main=True),
        Measure("rmse", "bootstrap", share=False, main=True),
        Measure("r2", "bootstrap", share=False, main=True),
    ),
    "pixels": (
        Measure("mean_iou", "bootstrap", main=True),
        Measure("ink_accuracy", "bootstrap", main=True),
        Measure("pixel_accuracy", "bootstrap", main=True),
    ),
    "input": (
        Measure("mse", "bootstrap", share=False, main=True),
        Measure("mae_given_back", "bootstrap", share=False, main=True),
    ),
}
OF_A_CLASS = (
    Measure("precision", "wilson"),
    Measure("recall", "wilson"),
    Measure("f1", "bootstrap"),
    Measure("roc_auc", "bootstrap", share=False),
    Measure("average_precision", "bootstrap", share=False),
    Measure("log_loss", "bootstrap", share=False),
    Measure("iou", "bootstrap"),
)
STORED = {
    "mae_given_back": "mae",
    "log_loss_labels": "log_loss",
    **{
        f"{part}_{mean}_labels": f"{part}_{mean}"
        for part in ("precision", "recall", "f1")
        for mean in ("macro", "micro", "weighted")
    },
}
"""Names under which the engine keeps a figure, where they differ."""


def known(task: str, figures: Mapping[str, Any]) -> list[tuple[Measure, Mapping[str, Any]]]:
    """The measures of a task that these answers have, each with its value and interval."""
    scores = figures["scores"]
    found = [(each, scores.get(STORED.get(each.name, each.name))) for each in MEASURES[task]]
    return [(each, one) for each, one in found if one is not None and one["value"] is not None]


def of_classes(figures: Mapping[str, Any]) -> list[Measure]:
    """The measures that each class has."""
    rows = figures.get("per_class") or [{}]
    return [each for each in OF_A_CLASS if each.name in rows[0]]


def table(task: str, figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All figures as rows for a file: `figure`, `class` (its place, from 0), `value`, `low`,
    `high` and `interval` (how its ends were found)."""
    rows = [_row(measure, one, None) for measure, one in known(task, figures)]
    for place, each in enumerate(figures.get("per_class", ())):
        rows += [_row(measure, each[measure.name], place) for measure in of_classes(figures)]
    return rows


def _row(measure: Measure, found: Mapping[str, Any], place: int | None) -> dict[str, Any]:
    name = STORED.get(measure.name, measure.name)
    ends = {key: found[key] for key in ("value", "low", "high")}
    return {"figure": name, "class": place, **ends, "interval": measure.by}
