"""A whole run, from its document to its results; what others may know goes through the store."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from kt_core.adapting_plan import networks_to_adapt
from kt_core.changes import Change, Turn, as_of, read
from kt_core.changes import turn as changes_turn
from kt_core.data import card
from kt_core.engine import beginning, checkpoint, kt_member
from kt_core.engine.adapting import adapt_normalization
from kt_core.engine.build import build, callbacks, compile_model
from kt_core.engine.check import check
from kt_core.engine.evaluate import FIGURES, evaluate, validate
from kt_core.engine.layer_figures import LayerFigures, layers_of
from kt_core.engine.machine import machine
from kt_core.engine.pace import Pace, can_group, make_variables
from kt_core.engine.recorder import Rebuild, Recorder, Stopped, Superseded, Wishes
from kt_core.engine.remeasure import Remeasure
from kt_core.engine.resident import Batch, resident_batches
from kt_core.engine.resume import Start, behind, start
from kt_core.engine.row_errors import keep_row_errors
from kt_core.engine.runtime import not_finite
from kt_core.engine.saved_files import keep_list
from kt_core.engine.session import Session, arrays, data_facts, preparation
from kt_core.engine.snapshots import Snapshots
from kt_core.engine.streaming import is_streamed, shuffled_rows, streamed
from kt_core.engine.surfaces import keep_final, recorders
from kt_core.engine.turning import taken_up, turn
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
    try:
        session = _prepared(store, run)
        session, state, why = _fitted(session, beat)
        _finish(session, state, why)
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
    _write_json(place / "preparation.json", preparation(facts, data))
    _write_json(place / "facts.json", data_facts(experiment, facts, data))
    model = _model(document)
    if loaded := beginning.load(model, parse(document)):
        _write_json(place / "weights.json", loaded)
    compile_model(model, experiment)
    made = {"data": data, "model": model, "start": begin}
    whole = (store, run.id, run.attempt, place, run.document, experiment, facts)
    session = Session(*whole, **made)
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


def _fitted(session: Session, beat: Wishes | None) -> tuple[Session, State, Problem | None]:
    """Runs `fit`, once more with each model that a change makes necessary; the training as it then
    is, the state in which it ended, and what went wrong meanwhile."""
    recorder, batch = _recorder(session, beat), _resident(session)
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
    return session, state, not_finite(recorder.history)


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
        layers=_layer_figures(session),
        snapshots=_snapshots(session),
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
    _fit(session, with_recorder, resident=batch is not None)


def _close_logs(wanted: Sequence[keras.callbacks.Callback]) -> None:
    """Nobody else does, since the exception that stopped `fit` passed `on_train_end` by."""
    for callback in wanted:
        if isinstance(callback, (keras.callbacks.CSVLogger, keras.callbacks.TensorBoard)):
            callback.on_train_end()


def _resident(session: Session) -> Batch | None:
    x, y = session.x(session.data.x_train), session.y(session.data.y_train)
    if is_streamed(x):
        return None
    return resident_batches(x, y, batch_size=session.batch_size, weights=session.weights)


def _recorder(session: Session, beat: Wishes | None) -> Recorder:
    data = session.data
    remeasure = Remeasure(
        session.x(data.x_train),
        session.y(data.y_train),
        seed=session.experiment.seed,
        batch_size=session.validation_batch_size,
    )

    def next_turn(epoch: int) -> Turn | None:
        run, attempt = session.run, session.attempt
        return turn(session.store, run, session.document, attempt=attempt, epoch=epoch)

    return Recorder(
        session.store,
        session.plan,
        wishes=beat,
        remeasure=remeasure,
        history=session.start.history,
        turn=next_turn,
    )


def _layer_figures(session: Session) -> LayerFigures | None:
    """What measures the layers, where the document asks for it."""
    fit, data = session.experiment.fit, session.data
    if fit is None or fit.layer_figures is None:
        return None
    weights = () if session.weights is None else (session.weights,)
    return LayerFigures(
        session.model,
        layers_of(session.experiment.network, session.model),
        (session.x(data.x_train), session.y(data.y_train), *weights),
        every=fit.layer_figures.every,
        last=session.start.end - 1,
        seed=session.experiment.seed,
        batch_size=session.batch_size,
    )


def _snapshots(session: Session) -> Snapshots | None:
    """What keeps weights at the end of epochs, where the document asks for it."""
    fit = session.experiment.fit
    if fit is None or fit.snapshots is None:
        return None
    how = {"every": fit.snapshots.every, "last": session.start.end - 1}
    return Snapshots(session.place, session.model, attempt=session.attempt, **how)


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


def _fit(session: Session, with_callbacks: list[Any], *, resident: bool) -> None:
    """`fit` as in the exported script; when `resident`, the steps find their rows by themselves
    and `fit` only counts them."""
    data = session.data
    arguments: dict[str, Any] = {
        "x": tf.data.Dataset.range(session.plan.steps),
        "shuffle": False,
    }
    if not resident:
        arguments = _examples(session)
    if data.x_val is not None and data.y_val is not None:
        arguments |= _validation(session.x(data.x_val), session.y(data.y_val), session)
    session.model.fit(
        initial_epoch=session.start.epoch,
        epochs=session.start.end,
        callbacks=with_callbacks,
        verbose=0,
        **arguments,
    )


def _examples(session: Session) -> dict[str, Any]:
    """The training part for a `fit` that gathers the batches, or gets them as they are read."""
    x, y = session.x(session.data.x_train), session.y(session.data.y_train)
    size, weights = session.batch_size, session.weights
    if is_streamed(x):
        order = shuffled_rows(len(session.data.x_train))
        batches = streamed(x, y, batch_size=size, weights=weights, order=order)
        return {"x": batches, "shuffle": False}
    return {"x": x, "y": y, "batch_size": size, "sample_weight": weights}


def _validation(x: Any, y: Any, session: Session) -> dict[str, Any]:
    size = session.validation_batch_size
    if is_streamed(x):
        return {"validation_data": streamed(x, y, batch_size=size)}
    return {"validation_data": (x, y), "validation_batch_size": size}


def _finish(session: Session, state: State, why: Problem | None) -> None:
    """Saves the model as `fit` left it, and how good it is."""
    model = session.model
    write_atomic(session.place / "model.keras", lambda aside: _save(session, aside))
    keep_final(session)
    figures = _judged(session)
    keep_row_errors(session)
    trainable = sum(math.prod(weight.shape) for weight in model.trainable_weights)
    params = {"total_params": model.count_params(), "trainable_params": trainable}
    session.store.change(
        session.run,
        states=("running", "paused"),
        attempt=session.attempt,
        state=state,
        why=why,
        result=plain({**figures, **params}),
    )


def _judged(session: Session) -> dict[str, Any]:
    """Figures on the test part; those of a fold on the rows it holds out, and on no others."""
    if session.is_fold:
        return {"test": {}, "validation": validate(session)}
    results = evaluate(session)
    figures = {key: results[key] for key in FIGURES if key in results}
    return {"test": results["test"], **figures}


def _save(session: Session, path: Path) -> None:
    session.model.save(path)
    kt_member.add(path, session.member())


def _write_json(path: Path, values: Mapping[str, Any]) -> None:
    write_atomic(path, json.dumps(plain(dict(values)), ensure_ascii=False, indent=1).encode())
