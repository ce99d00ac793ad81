"""An experiment needs data, loss, optimizer and fit, with numbers that make sense."""

from collections.abc import Iterable

from kt_core.checks.labels import USUAL
from kt_core.checks.structure import LARGEST_SEED
from kt_core.checks.view import View
from kt_core.problems import Fix, Problem

DEFAULT_FIT = {"epochs": 10, "batch_size": 32}


def completeness_problems(view: View) -> Iterable[Problem]:
    """Missing parts, each with the fitting one as its fix; epochs, batch size and seed."""
    if not 0 <= view.experiment.seed <= LARGEST_SEED:
        values = {"given": view.experiment.seed, "largest": LARGEST_SEED}
        patch = ({"op": "add", "path": "/seed", "value": 0},)
        yield Problem(
            "seed_out_of_range", ("seed",), values, fix=Fix("use_value", patch, {"value": 0})
        )
    if view.experiment.is_network_only:
        return
    if view.experiment.data is None:
        yield Problem("no_data", ("data",))
    if view.experiment.loss is None:
        loss = fitting_loss(view)
        yield _missing("no_loss", "loss", {"kind": loss, "params": {}}, loss)
    if view.experiment.optimizer is None:
        yield _missing("no_optimizer", "optimizer", {"kind": "Adam", "params": {}}, "Adam")
    if view.experiment.fit is None:
        yield _missing("no_fit", "fit", DEFAULT_FIT, "10 epochs")
    else:
        yield from _fit_problems(view)


def fitting_loss(view: View) -> str:
    """The loss that fits the labels and the number of outputs of the last layer."""
    if view.labels == "binary" and view.levels:
        shape = view.top.shape(view.output_names[0])
        if shape and shape[-1] == 2:
            return "SparseCategoricalCrossentropy"
    return USUAL[view.labels]


def _missing(code: str, key: str, value: object, shown: str) -> Problem:
    patch = ({"op": "add", "path": f"/{key}", "value": value},)
    return Problem(code, (key,), fix=Fix("use_value", patch, {"value": shown}))


def _fit_problems(view: View) -> Iterable[Problem]:
    fit = view.experiment.fit
    for key in ("epochs", "batch_size"):
        given = getattr(fit, key)
        if given < 1:
            patch = ({"op": "add", "path": f"/fit/{key}", "value": DEFAULT_FIT[key]},)
            fix = Fix("use_value", patch, {"value": DEFAULT_FIT[key]})
            yield Problem("below_one", ("fit", key), {"key": key, "given": given}, fix=fix)
