"""Checkpoints: whole or not there, and enough to go on from."""

import json
import random

import numpy as np
import pytest

from kt_core import catalog
from kt_core.problems import ProblemError
from tests.kt_core.engine.small_documents import AUGMENTED, experiment
from tests.kt_core.engine.test_recording import built
from tests.kt_core.engine.trained import arrays, same, trained

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


@pytest.fixture
def model():
    """A compiled model after one epoch."""
    model, data = built(experiment())
    model.fit(data.x_train, data.y_train, batch_size=64, epochs=1, verbose=0)
    return model


def save(place, model, epoch, *, attempt=1, losses=None, callbacks=()):
    from kt_core.engine import checkpoint

    history = {"val_loss": losses or [1.0] * (epoch + 1)}
    return checkpoint.save(place, model, callbacks, attempt=attempt, epoch=epoch, history=history)


def newest(place, **which):
    from kt_core.engine import checkpoint_files

    return checkpoint_files.newest(place, **which)


def test_what_was_saved_comes_back_to_the_last_bit(model, tmp_path):
    from kt_core.engine.checkpoint import restore

    before, slots = arrays(model), [np.array(each) for each in model.optimizer.variables]
    save(tmp_path, model, 0)
    other, _ = built(experiment())
    assert not same(before, arrays(other))
    restore(newest(tmp_path), other)
    assert same(before, arrays(other))
    assert all(map(np.array_equal, slots, [np.array(e) for e in other.optimizer.variables]))


def stepping(kind):
    """A small model with this optimizer: means of weights, gradients of several steps."""
    import keras

    known = {param.name for param in catalog.entry("optimizer", kind).params}
    more = {"use_ema": True, "ema_overwrite_frequency": 3, "gradient_accumulation_steps": 2}
    keras.utils.set_random_seed(1)
    layers = [keras.layers.Dense(3, "relu"), keras.layers.Dropout(0.3), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((4,)), *layers])
    chosen = {name: value for name, value in more.items() if name in known}
    optimizer = getattr(keras.optimizers, kind)(learning_rate=0.05, **chosen)
    model.compile(optimizer, "mse", run_eagerly=True)
    return model


def step(model, count):
    for _ in range(count):
        model.train_on_batch(np.arange(20.0).reshape(5, 4) / 20, np.ones((5, 2)))


@pytest.mark.parametrize("kind", [each.kind for each in catalog.entries("optimizer")])
def test_every_optimizer_goes_on_to_the_last_bit(kind, tmp_path):
    from kt_core.engine.checkpoint import restore

    alone = stepping(kind)
    step(alone, 5)
    save(tmp_path, alone, 0)
    step(alone, 4)
    again = stepping(kind)
    restore(newest(tmp_path), again)
    step(again, 4)
    assert same(arrays(again), arrays(alone))
    slots = [[np.array(each) for each in model.optimizer.variables] for model in (again, alone)]
    assert all(map(np.array_equal, *slots))


def test_seed_generators_are_part_of_it(model, tmp_path):
    found = save(tmp_path, model, 0)
    assert found.exists()
    seeds = [v for v in model.non_trainable_variables if "seed" in v.path]
    kept = [name for name in newest(tmp_path).arrays if name.startswith("other/")]
    assert seeds
    assert len(kept) >= len(seeds)


def test_global_random_generators_go_on_where_they_were(model, tmp_path):
    from kt_core.engine.checkpoint import restore

    save(tmp_path, model, 0)
    wanted = random.random(), np.random.rand()
    random.random()
    restore(newest(tmp_path), model)
    assert (random.random(), np.random.rand()) == wanted


def test_callbacks_keep_their_counters_and_best_weights(model, tmp_path):
    import keras

    from kt_core.engine.checkpoint import restore

    def early():
        callback = keras.callbacks.EarlyStopping(restore_best_weights=True)
        callback.set_model(model)
        return callback

    first, second = early(), early()
    first.wait, first.best, first.best_epoch = 2, np.float32(0.5), 3
    first.best_weights = model.get_weights()
    save(tmp_path, model, 0, callbacks=[first])
    restore(newest(tmp_path), model, [second])
    assert (second.wait, second.best, second.best_epoch) == (2, 0.5, 3)
    assert all(map(np.array_equal, first.best_weights, second.best_weights))


def test_the_newest_is_the_last_epoch_of_the_last_attempt(model, tmp_path):
    save(tmp_path, model, 4)
    save(tmp_path, model, 1, attempt=2)
    found = newest(tmp_path)
    assert (found.attempt, found.epoch) == (2, 1)


def test_without_any_there_is_none(tmp_path):
    assert newest(tmp_path) is None


def damage_missing_mark(file):
    file.with_suffix(".json").unlink()


def damage_broken_mark(file):
    file.with_suffix(".json").write_text('{"size"')


def damage_truncated(file):
    file.write_bytes(file.read_bytes()[:-1000])


def damage_one_bit(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def damage_gone(file):
    file.unlink()


@pytest.mark.parametrize(
    "damage",
    [damage_missing_mark, damage_broken_mark, damage_truncated, damage_one_bit, damage_gone],
)
def test_a_damaged_one_is_passed_over_for_the_one_before(damage, model, tmp_path):
    save(tmp_path, model, 0)
    damage(save(tmp_path, model, 1))
    assert newest(tmp_path).epoch == 0


def test_the_last_two_and_the_best_are_kept(model, tmp_path):
    losses = [3.0, 1.0, 2.0, 4.0, float("nan")]
    for epoch in range(5):
        save(tmp_path, model, epoch, losses=losses[: epoch + 1])
    kept = sorted(file.stem for file in (tmp_path / "checkpoints").glob("*.npz"))
    assert [int(stem[-6:]) for stem in kept] == [2, 4, 5]
    assert newest(tmp_path, epoch=1).epoch == 1


def test_a_checkpoint_of_another_network_is_refused(model, tmp_path):
    from kt_core.engine.checkpoint import restore

    save(tmp_path, model, 0)
    other, _ = built(AUGMENTED)
    with pytest.raises(ProblemError) as refused:
        restore(newest(tmp_path), other)
    assert refused.value.problems[0].code == "checkpoint_of_another_model"


def test_a_run_leaves_its_checkpoints_with_the_history():
    run = trained(AUGMENTED)
    found = newest(run.place)
    assert (found.attempt, found.epoch) == (1, 1)
    assert found.state["history"]["val_loss"] == [e["values"]["val_loss"] for e in run.epochs]
    assert [each["kind"] for each in found.state["callbacks"]] == [
        "ReduceLROnPlateau",
        "ModelCheckpoint",
    ]
    json.dumps(found.state)
