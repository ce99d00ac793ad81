"""Who looks on while a training runs: the recorder, and what measures layers and keeps weights."""

from kt_core.changes import Turn
from kt_core.engine.layer_figures import LayerFigures, layers_of
from kt_core.engine.recorder import Recorder, Wishes
from kt_core.engine.remeasure import Remeasure
from kt_core.engine.session import Session
from kt_core.engine.snapshots import Snapshots
from kt_core.engine.turning import turn


def recorder(session: Session, beat: Wishes | None) -> Recorder:
    """What writes a training down and hears the person's wishes."""
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


def layer_figures(session: Session) -> LayerFigures | None:
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


def snapshots(session: Session) -> Snapshots | None:
    """What keeps weights at the end of epochs, where the document asks for it."""
    fit = session.experiment.fit
    if fit is None or fit.snapshots is None:
        return None
    how = {"every": fit.snapshots.every, "last": session.start.end - 1}
    return Snapshots(session.place, session.model, attempt=session.attempt, **how)
