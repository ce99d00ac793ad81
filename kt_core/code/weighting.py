"""Class weights and sample weights in the script, from the training part alone."""

from typing import Any

from kt_core.code.expressions import Call, Code, assigned, comments
from kt_core.data import Card, card, numbered
from kt_core.data.sizes import streams
from kt_core.experiment import Experiment


def weight_lines(whole: Experiment) -> list[str]:
    """Statements that make `class_weight` or `sample_weight`, from a normalized experiment."""
    fit, data = whole.fit, whole.data
    if fit is None or data is None:
        return []
    facts = card(data.dataset)
    if fit.sample_weight is not None:
        place = facts.columns.index(fit.sample_weight)
        cut = f'raw["x_train"][data["train_rows"], {place}].astype("float32")'
        return [*comments(fit.sample_weight), f"sample_weight = {cut}", ""]
    if fit.class_weight == "balanced":
        made = Call("balanced_class_weight", (Code('data["y_train"]'),))
        told = 'print("What an example of each class counts:", class_weight)'
        return [assigned("class_weight", made), told, *_each(facts), ""]
    if fit.class_weight:
        weights = numbered(fit.class_weight, facts)
        words = ", ".join(f"{number}: {facts.classes[number]}" for number in weights)
        return [*comments(words), assigned("class_weight", weights), *_each(facts), ""]
    return []


def _each(facts: Card) -> list[str]:
    """What each example counts: batches that are read from disk bring it along."""
    if not streams(facts):
        return []
    each = '[class_weight.get(label, 1.0) for label in data["y_train"].tolist()]'
    return [f'sample_weight = np.array({each}, dtype="float32")']


def weight_arguments(whole: Experiment) -> dict[str, Any]:
    """What `fit` gets of them."""
    fit = whole.fit
    if fit is None:
        return {}
    if fit.sample_weight is not None:
        return {"sample_weight": Code("sample_weight")}
    return {"class_weight": Code("class_weight")} if fit.class_weight else {}
