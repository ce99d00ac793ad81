"""The real engine with keras: checks, trains, opens, and survives what the tiny jobs survive."""

import pytest

from kt_core import client
from tests.kt_core.engine.running_host import RunningHost, kill, until

pytestmark = pytest.mark.engine

DOCUMENT = {
    "format": "kt-experiment",
    "version": 1,
    "seed": 7,
    "data": {"kind": "digits", "scaling": "unit"},
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [8, 8, 1]}},
        {"name": "conv", "kind": "Conv2D", "params": {"filters": 4, "kernel_size": 3}},
        {"name": "flatten", "kind": "Flatten"},
        {"name": "drop", "kind": "Dropout", "params": {"rate": 0.3}},
        {"name": "output", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
    ],
    "loss": "sparse_categorical_crossentropy",
    "optimizer": "adam",
    "metrics": ["accuracy"],
    "fit": {"epochs": 2, "batch_size": 64},
}


class KerasHost(RunningHost):
    """The host as the app starts it."""

    def begin(self):
        client.start_host()
        until(lambda: client.state() == "ready", seconds=120)
        client.ask("fetch", timeout=60, kind="digits")

    def queue(self, *, epochs):
        fit = {**DOCUMENT["fit"], "epochs": epochs}
        run = self.store.create_run({**DOCUMENT, "fit": fit})
        client.submit(run)
        return run

    def comes_to_its_end(self, run):
        return until(lambda: (found := self.store.run(run)).ended and found, seconds=120)

    def close(self):
        client.stop_host()
        super().close()


@pytest.fixture(scope="module", params=["fork", "spawn"])
def host(request, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("KT_HOME", str(home))
        patch.setenv("KT_START", request.param)
        running = KerasHost(home)
        running.begin()
        yield running
        running.close()


@pytest.fixture(scope="module")
def trained(host):
    return host.comes_to_its_end(host.queue(epochs=2))


HISTORIES = []


def test_a_run_is_trained_to_the_same_bits_however_its_process_began(host, trained):
    assert (trained.state, trained.why, trained.epochs_done) == ("finished", None, 2)
    HISTORIES.append([epoch["values"] for epoch in host.store.epochs(trained.id)])
    assert all(history == HISTORIES[0] for history in HISTORIES)


def test_a_check_is_answered(host):
    answer = client.ask("check", timeout=60, document=DOCUMENT)
    assert answer["ok"]
    assert answer["nodes"][-1]["output_shape"] == [None, 10]


def test_a_saved_model_is_opened_inside_the_limits(host, trained):
    path = host.home / trained.id / "model.keras"
    opened = client.ask("open", timeout=60, path=str(path), name="digits.keras")
    assert opened["ok"], opened
    assert [node["kind"] for node in opened["experiment"]["network"]][-1] == "Dense"


def test_stop_ends_a_training_in_the_middle(host):
    run = host.queue(epochs=2000)
    until(lambda: host.store.run(run).epochs_done > 0, seconds=120)
    host.store.wish(run, "stop")
    ended = host.comes_to_its_end(run)
    assert ended.state == "stopped"
    assert 0 < ended.epochs_done < 2000


def test_a_killed_training_keeps_its_epochs_and_says_so(host):
    run = host.queue(epochs=2000)
    until(lambda: host.store.run(run).epochs_done > 1, seconds=120)
    until(lambda: host.store.run(run).handle["kind"] == "local")
    kill(host.store.run(run).handle)
    ended = host.comes_to_its_end(run)
    assert (ended.state, ended.why["code"]) == ("interrupted", "worker_killed")
    assert len(host.store.epochs(run)) == ended.epochs_done >= 2
