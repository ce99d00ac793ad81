"""Watching a training must not change it: groups of steps, recording, re-measuring."""

import numpy as np
import pytest

from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.runs import Store
from tests.kt_core.engine.small_documents import AUGMENTED, GRAPH, experiment
from tests.kt_core.engine.trained import arrays, same

pytestmark = pytest.mark.engine

STATEFUL = experiment(
    ("Reshape", {"target_shape": [8, 8]}),
    ("GaussianNoise", {"stddev": 0.1}),
    ("LSTM", {"units": 4}),
    ("Dense", {"units": 10, "activation": "softmax"}),
)


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


def built(document):
    import keras

    from kt_core.engine.build import build, compile_model
    from kt_core.engine.session import arrays as data_of

    whole = normalize(parse(document))
    data = data_of(whole)
    keras.utils.set_random_seed(whole.seed)
    model = build(parse(document))
    compile_model(model, whole)
    return model, data


def fitted(document, prepare=lambda model, data: []):
    """The model and history after Keras' own `fit`, with the callbacks that `prepare` returns."""
    model, data = built(document)
    several = len(model.outputs) > 1
    y = {part: getattr(data, f"y_{part}") for part in ("train", "val")}
    x = {part: getattr(data, f"x_{part}") for part in ("train", "val")}
    if several:
        x, y = ({k: (v,) * 2 for k, v in each.items()} for each in (x, y))
    history = model.fit(
        x["train"],
        y["train"],
        epochs=2,
        batch_size=64,
        validation_data=(x["val"], y["val"]),
        validation_batch_size=1000,
        callbacks=prepare(model, data),
        verbose=0,
    )
    return model, history.history


def recorded(model, data):
    """Callbacks that record, on the rows that Keras gathers."""
    from kt_core.engine.pace import Pace
    from kt_core.engine.recorder import Plan, Recorder
    from kt_core.engine.remeasure import Remeasure

    store = Store()
    run = store.create_run({"fit": {"epochs": 2}}, handle={"pid": 1})
    store.change(run, states=("queued",), attempt=1, state="running")
    count = len(data.x_train)
    plan = Plan(run, 1, 2, -(-count // 64), count, 64)
    x, y = data.x_train, data.y_train
    if len(model.outputs) > 1:
        x, y = (x, x), (y, y)
    measure = Remeasure(x, y, seed=1, batch_size=300)
    recorder = Recorder(store, plan, remeasure=measure)
    model.train_function = Pace(model, plan.steps, together=True, report=recorder.group_done)
    return [recorder]


@pytest.mark.parametrize("document", [AUGMENTED, GRAPH, STATEFUL], ids=["cnn", "graph", "lstm"])
def test_a_recorded_training_ends_with_the_bits_of_a_plain_fit(document):
    plain, history = fitted(document)
    watched, watched_history = fitted(document, recorded)
    assert same(arrays(plain), arrays(watched))
    assert history == watched_history


def test_rows_kept_in_memory_are_those_of_a_plain_fit():
    import keras

    from kt_core.engine.resident import resident_batches

    class Seen(keras.Model):
        """Keeps the batches it is trained on."""

        def train_step(self, batch):
            batches.append(batch[0].numpy().copy())
            return {"sum": keras.ops.sum(batch[0])}

    batches = []
    x = np.arange(50, dtype="float32").reshape(-1, 1)
    keras.utils.set_random_seed(11)
    model = Seen()
    model.compile(run_eagerly=True)
    model.fit(x, x, batch_size=16, epochs=2, verbose=0)
    batch = resident_batches(x, x, batch_size=16)
    assert len(batches) == 8
    for step, rows in enumerate(batches):
        assert np.array_equal(batch(step % 4)[0], rows)
    spread = [rows.max() - rows.min() for rows in batches if len(rows) == 16]
    assert min(spread) > 30, "rows are taken in order, which harms where they are sorted"


@pytest.mark.parametrize("kind", ["float32", "float64", "int64", "uint8", "bool", ">f4", ">i8"])
@pytest.mark.parametrize("shape", [(), (1,), (3, 5), (28, 28, 1)], ids=str)
def test_rows_of_every_kind_and_size_come_as_they_are(kind, shape):
    import keras

    from kt_core.engine.resident import fixed_order, resident_batches

    x = (np.random.default_rng(0).random((37, *shape)) * 200).astype(kind)
    keras.utils.set_random_seed(11)
    batch = resident_batches(x, x.copy(), batch_size=8)
    keras.utils.set_random_seed(11)
    order = fixed_order(37)
    for step in range(5):
        found, again = batch(step)
        assert found.dtype.name == np.dtype(kind).newbyteorder("=").name
        assert np.array_equal(found.numpy(), x[order[step * 8 : step * 8 + 8]])
        assert np.array_equal(found.numpy(), again.numpy())


def test_a_set_too_large_to_keep_twice_is_left_to_keras(monkeypatch):
    from kt_core.engine import resident

    monkeypatch.setattr(resident, "LARGEST", 100)
    x = np.zeros((50, 1), "float32")
    assert resident.resident_batches(x, x, batch_size=16) is None


def test_measuring_again_leaves_the_model_as_it_was():
    from kt_core.engine.remeasure import Remeasure

    model, data = built(STATEFUL)
    model.evaluate(data.x_val, data.y_val, verbose=0)
    before = arrays(model)
    state = np.random.get_state()[1].tolist()
    measured = Remeasure(data.x_train, data.y_train, seed=1, batch_size=100)(model)
    assert same(before, arrays(model))
    assert np.random.get_state()[1].tolist() == state
    assert measured.keys() == {"loss", "sparse_categorical_accuracy"}


def test_measuring_again_is_what_evaluate_says_of_the_same_examples():
    from kt_core.engine.remeasure import Remeasure

    model, data = built(experiment())
    x, y = data.x_train[:700], data.y_train[:700]
    measured = Remeasure(x, y, seed=5, batch_size=64)(model)
    evaluated = model.evaluate(x, y, batch_size=64, verbose=0, return_dict=True)
    assert measured == pytest.approx(evaluated, rel=1e-5)


def test_at_most_a_thousand_examples_are_measured_again():
    from kt_core.engine.remeasure import Remeasure

    x = np.zeros((5000, 2), "float32")
    sample = Remeasure(x, x[:, 0], seed=1, batch_size=300)
    assert sum(len(batch[0]) for batch in sample.batches()) == 1000


def test_groups_grow_until_they_last_a_moment_and_never_cross_an_epoch():
    from kt_core.engine.pace import Pace

    model, data = built(experiment())
    sizes = []
    pace = Pace(model, 18, together=True, report=lambda done, means, last: sizes.append(done))
    model.train_function = pace

    import keras

    class Begin(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            pace.begin_epoch()

    model.fit(data.x_train, data.y_train, batch_size=64, epochs=3, verbose=0, callbacks=[Begin()])
    assert sizes[:2] == [1, 2]
    assert sizes.count(18) == 3
    assert len(sizes) < 3 * 18


def test_callbacks_that_act_on_batches_get_every_single_step():
    import keras

    from kt_core.engine.pace import can_group

    calm = [
        keras.callbacks.EarlyStopping(),
        keras.callbacks.ReduceLROnPlateau(),
        keras.callbacks.ModelCheckpoint("best.keras"),
    ]
    assert can_group(calm)
    assert not can_group([keras.callbacks.TerminateOnNaN()])
    assert not can_group([keras.callbacks.ModelCheckpoint("best.keras", save_freq=10)])
