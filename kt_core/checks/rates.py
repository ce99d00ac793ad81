"""A learning rate by table or formula: does it act, and does anything undo it?"""

from collections.abc import Iterable, Iterator

from kt_core.checks.callbacks import callbacks
from kt_core.checks.steps import TOO_HIGH, TOO_LOW
from kt_core.checks.view import View
from kt_core.experiment import Component
from kt_core.problems import Fix, Problem, pointer
from kt_core.rate_formula import RateFormula
from kt_core.rate_table import KIND, RateTable, rate_table
from kt_core.sites import Site


def rate_problems(view: View) -> Iterable[Problem]:
    """Two tables, a schedule or ReduceLROnPlateau beside one, rows that come too late or do
    nothing, a formula without a value, rates with which nothing is learned."""
    found = [(each, site) for each, site in callbacks(view) if each.kind == KIND]
    if not found or view.experiment.is_network_only:
        return
    for _, site in found[1:]:
        yield Problem("rate_tables_twice", site.where, fix=_removal(site, KIND))
    optimizer, (_, site) = view.experiment.optimizer, found[0]
    if isinstance(optimizer, Component):
        rate = view.param("optimizer", optimizer, "learning_rate")
        if isinstance(rate, Component):
            told = {"optimizer": optimizer.kind, "schedule": rate.kind}
            yield Problem("rate_table_and_schedule", site.where, told, fix=_removal(site, KIND))
            return
    for other, place in callbacks(view):
        if other.kind == "ReduceLROnPlateau":
            fix = _removal(place, other.kind)
            yield Problem("rate_table_and_plateau", place.where, {}, "warning", fix)
    if table := rate_table(view.experiment):
        if isinstance(table, RateTable):
            yield from _late_problems(view, table, site)
        yield from _size_problems(view, table, site)


def _late_problems(view: View, table: RateTable, site: Site) -> Iterator[Problem]:
    epochs = view.experiment.fit.epochs if view.experiment.fit else 1
    where = (*site.where, "params", "schedule")
    for place, row in enumerate(table.rows):
        if row["from_epoch"] >= epochs:
            values = {"row": place + 1, "from_epoch": row["from_epoch"], "epochs": epochs}
            yield Problem("rate_row_too_late", (*where, place), values, "warning")
            return


def _size_problems(view: View, table: RateTable | RateFormula, site: Site) -> Iterator[Problem]:
    optimizer, fit = view.experiment.optimizer, view.experiment.fit
    if fit is None or not isinstance(optimizer, Component):
        return
    where, values = (*site.where, "params", "schedule"), {"optimizer": optimizer.kind}
    rates: list[float] = []
    for epoch in range(min(fit.epochs, 10_000)):
        if (rate := table.at(epoch)) is None or rate < 0:
            unknown = {"epoch": epoch + 1, "given": "?" if rate is None else rate}
            yield Problem("rate_formula_value", where, unknown)
            return
        rates.append(rate)
    highest = TOO_HIGH.get(optimizer.kind)
    high = next((at for at, rate in enumerate(rates) if highest and rate >= highest), None)
    low = next((at for at, rate in enumerate(rates) if rate < TOO_LOW), None)
    if high is not None and rates[high] > table.start:
        told = {**values, "given": rates[high], "epoch": high + 1, "highest": highest}
        yield Problem("rate_table_too_high", where, told, "warning")
    elif low is not None and table.start >= TOO_LOW:
        told = {**values, "given": rates[low], "epoch": low + 1, "epochs": fit.epochs}
        yield Problem("rate_table_too_low", where, told, "warning")


def _removal(site: Site, kind: str) -> Fix:
    patch = ({"op": "remove", "path": pointer(*site.path)},)
    return Fix("remove_callback", patch, {"callback": kind})
