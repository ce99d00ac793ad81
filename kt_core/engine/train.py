"""A whole run, from its document to its results; what others may know goes through the store."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import keras

from kt_core.adapting_plan import networks_to_adapt
from kt_core.changes import Change, as_of, read
from kt_core.changes import turn as changes_turn
from kt_core.data import card
from kt_core.engine import beginning, checkpoint, feeding, watching
from kt_core.engine.adapting import adapt_normalization
from kt_core.engine.build import build, callbacks, compile_model
from kt_core.engine.check import check
from kt_core.engine.ending import finish
from kt_core.engine.machine import machine
from kt_core.engine.pace import Pace, can_group, make_variables
from kt_core.engine.recorder import Rebuild, Recorder, Stopped, Superseded, Wishes
from kt_core.engine.resident import Batch
from kt_core.engine.resume import Start, behind, start
from kt_core.engine.runtime import not_finite
from kt_core.engine.saved_files import keep_list
from kt_core.engine.session import Session, arrays, data_facts
from kt_core.engine.surfaces import recorders
from kt_core.engine.threads import compute_with_threads_of
from kt_core.engine.turning import taken_up
from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Run, State, Store, folder, write_atomic
from kt_core.runs.schema import plain


def train(
    run_id: str, attempt: int, store_url: str | None = None, beat: Wishes | None = None
) -> None:
    """Train a run's document and leave model, predictions, results and checkpoints in its folder.

    A later attempt goes on behind the last epoch that an earlier one has kept.

    `beat.wish` says what the person wants meanwhile. Raises ProblemError for what a person can
    mend, and whatever else breaks off a training; the state `failed` is for the caller to write.
    Ends silently when the attempt is not the run's any more.
    """
    store = Store(store_url)
    run = store.run(run_id)
    if run is None:
        raise ProblemError(Problem("run_unknown", values={"run": run_id}))
    if run.attempt != attempt:
        return
    compute_with_threads_of(parse(run.document))
    try:
        session = _prepared(store, run)
        finish(*_fitted(session, beat))
    except Superseded:
        print("This run belongs to another attempt now.", flush=True)


def _prepared(store: Store, run: Run) -> Session:
    """Data, seed and model, in the order in which the exported script makes them."""
    place = folder(run.id)
    begin, document = _beginning(store, run, place)
    _refuse_faults(document)
    experiment = normalize(parse(document))
    facts = card(experiment.data.dataset if experiment.data else "")
    _write_json(place / "experiment.json", dict(run.document))
    _write_json(place / "machine.json", machine())
    data = arrays(experiment)
    _write_json(place / "facts.json", data_facts(experiment, facts, data))
    model = _model(document)
    if loaded := beginning.load(model, parse(document)):
        _write_json(place / "weights.json", loaded)
    compile_model(model, experiment)
    made = {"data": data, "model": model, "start": begin}
    whole = (store, run.id, run.attempt, place, run.document, experiment, facts)
    session = Session(*whole, **made)
    _write_json(place / "preparation.json", session.preparation)
    inside = networks_to_adapt(experiment.network, experiment.outputs)
    adapt_normalization(model, session.x(data.x_train), session.validation_batch_size, inside)
    return session


def _beginning(store: Store, run: Run, place: Path) -> tuple[Start, dict[str, Any]]:
    """Where this attempt begins, and the document it begins with: changes that wait are taken up
    when there is an epoch left that can begin with them."""
    fit = parse(run.document).fit
    begin = start(run, place, epochs=fit.epochs if fit else 1)
    found: tuple[Change, ...] | None = read(run.changes)
    if begin.epoch < begin.end:
        found = taken_up(store, run.id, attempt=run.attempt, epoch=begin.epoch)
    if found is None:
        raise Superseded
    if begin.found is not None:
        begin = replace(begin, turn=changes_turn(run.document, found, begin.epoch))
    return begin, as_of(run.document, found, begin.epoch)


def _model(document: Mapping[str, Any]) -> keras.Model:
    """A model of the document, its numbers drawn from the document's seed; not compiled."""
    experiment = parse(document)
    keras.utils.set_random_seed(experiment.seed)
    return build(experiment)


def _rebuilt(session: Session, epoch: int) -> Session:
    """The training with a model built anew for what this epoch begins with."""
    found = read(session.store.changes(session.run))
    document, now = (
        as_of(session.document, found, epoch),
        changes_turn(session.document, found, epoch),
    )
    experiment, model = normalize(parse(document)), _model(document)
    compile_model(model, experiment)
    begin = behind(session.place, epoch=epoch, end=session.start.end, turn=now)
    return replace(session, experiment=experiment, model=model, start=begin)


def _refuse_faults(document: Mapping[str, Any]) -> None:
    problems = [Problem.from_json(each) for each in check(document)["problems"]]
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise ProblemError(*errors)
    if parse(document).is_network_only:
        raise ProblemError(Problem("not_trainable"))


def _fitted(
    session: Session, beat: Wishes | None
) -> tuple[Session, State, Problem | None, Callable[[], None]]:
    """Runs `fit`, once more with each model that a change makes necessary; the training as it then
    is, the state in which it ended, what went wrong meanwhile, and how the person is heard."""
    recorder, batch = watching.recorder(session, beat), feeding.resident(session)
    _announce(session)
    state: State = "finished"
    while True:
        wanted = callbacks(session.experiment, session.place)
        try:
            _trained(session, wanted, recorder, batch)
            break
        except Stopped:
            _close_logs(wanted)
            state = "stopped"
            break
        except Rebuild as now:
            _close_logs(wanted)
            session = _rebuilt(session, now.epoch)
    return session, state, not_finite(recorder.history), recorder.hear


def _trained(session: Session, wanted: list[Any], recorder: Recorder, batch: Batch | None) -> None:
    """Runs `fit` with one model."""
    make_variables(session.model, session.y(session.data.y_train))
    session.start.prepare(wanted, steps=session.plan.steps)
    keep_list(session.place, wanted, first=session.start.epoch)
    recorder.go_on_with(
        keep=partial(
            checkpoint.save, session.place, session.model, wanted, attempt=session.attempt
        ),
        restore=partial(session.start.restore, session.model, wanted),
        layers=watching.layer_figures(session),
        snapshots=watching.snapshots(session),
        first=session.start.epoch,
    )
    session.model.train_function = Pace(
        session.model,
        session.plan.steps,
        together=can_group(wanted),
        report=recorder.group_done,
        batch=batch,
    )
    with_recorder = [*wanted, recorder, *recorders(session)]
    feeding.fit(session, with_recorder, resident=batch is not None)


def _close_logs(wanted: Sequence[keras.callbacks.Callback]) -> None:
    """Nobody else does, since the exception that stopped `fit` passed `on_train_end` by."""
    for callback in wanted:
        if isinstance(callback, (keras.callbacks.CSVLogger, keras.callbacks.TensorBoard)):
            callback.on_train_end()


def _announce(session: Session) -> None:
    plan = session.plan
    mine = session.store.change(
        session.run,
        states=("queued", "running"),
        attempt=session.attempt,
        state="running",
        epochs=plan.epochs,
        steps=plan.steps,
        examples=plan.examples,
        start_epoch=plan.start,
        result=None,
    )
    if not mine:
        raise Superseded
    _record_missing(session)


def _record_missing(session: Session) -> None:
    """Writes the row of the last epoch kept when the process died before it could."""
    found, run = session.start.found, session.store.run(session.run)
    figures = found.state.get("figures") if found else None
    if found and figures and run and run.epochs_done < session.start.epoch:
        session.store.record_epoch(session.run, session.attempt, found.epoch, **figures)


def _write_json(path: Path, values: Mapping[str, Any]) -> None:
    write_atomic(path, json.dumps(plain(dict(values)), ensure_ascii=False, indent=1).encode())
