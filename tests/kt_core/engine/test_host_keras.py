"""The real engine with keras: checks, trains, opens, and survives what the tiny jobs survive."""

import json
import time

import pytest

from kt_core import client
from tests.kt_core.engine.keras_host import DOCUMENT, KerasHost
from tests.kt_core.engine.running_host import MANY, PATIENCE, kill, until

pytestmark = pytest.mark.engine


both = pytest.mark.parametrize("host", ["fork", "spawn"], indirect=True, scope="module")
forked = pytest.mark.parametrize("host", ["fork"], indirect=True, scope="module")
"""What a worker does once it is there does not depend on how it began."""


@pytest.fixture(scope="module")
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


@both
def test_a_run_is_trained_to_the_same_bits_however_its_process_began(host, trained, tmp_path):
    assert (trained.state, trained.why, trained.epochs_done) == ("finished", None, 2)
    here = trained_here(trained.document, tmp_path)
    assert [epoch["values"] for epoch in host.store.epochs(trained.id)] == here


def trained_here(document, home):
    """The history of the same document, trained in this very process."""
    from tests.kt_core.engine.trained import trained

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(home))
        return [epoch["values"] for epoch in trained(document).epochs]


@forked
def test_a_worker_computes_with_the_threads_of_its_document(host):
    fit = {**DOCUMENT["fit"], "epochs": 1, "threads": 1}
    run = host.store.create_run({**DOCUMENT, "fit": fit})
    client.submit(run)
    assert host.comes_to_its_end(run).why is None
    told = json.loads((host.home / run / "machine.json").read_text("utf-8"))
    assert (told["intra_op_threads"], told["inter_op_threads"]) == (1, 1)


@both
def test_a_check_is_answered(host):
    answer = client.ask("check", timeout=PATIENCE, document=DOCUMENT)
    assert answer["ok"]
    assert answer["nodes"][-1]["output_shape"] == [None, 10]


@both
def test_a_saved_model_is_opened_inside_the_limits(host, trained):
    path = host.home / trained.id / "model.keras"
    opened = client.ask("open", timeout=PATIENCE, path=str(path), name="digits.keras")
    assert opened["ok"], opened
    assert [node["kind"] for node in opened["experiment"]["network"]][-1] == "Dense"


@forked
def test_a_killed_training_goes_on_behind_its_last_epoch_and_stops_in_the_middle(host):
    run = host.queue(epochs=MANY)
    until(lambda: host.store.run(run).epochs_done > 1)
    until(lambda: host.store.run(run).handle["kind"] == "local")
    kill(host.store.run(run).handle)
    again = until(
        lambda: (
            (found := host.store.run(run)).attempt == 2
            and found.state == "running"
            and found.epochs_done > found.start_epoch
            and found
        )
    )
    assert again.start_epoch >= 2
    host.store.wish(run, "stop")
    ended = host.comes_to_its_end(run)
    assert ended.state == "stopped"
    assert 0 < ended.epochs_done < MANY
    assert [epoch["epoch"] for epoch in host.store.epochs(run)] == list(range(ended.epochs_done))


@forked
def test_a_paused_training_takes_no_step_until_it_goes_on(host):
    run = host.queue(epochs=MANY)
    until(lambda: host.store.run(run).state == "running")
    host.store.wish(run, "pause")  # before its first batch
    until(lambda: host.store.run(run).state == "paused")
    host.store.resume(run)
    until(lambda: host.store.run(run).epochs_done > 0)
    assert host.store.run(run).state == "running"
    host.store.wish(run, "pause")
    until(lambda: host.store.run(run).state == "paused")
    rows = len(host.store.rows(run))
    time.sleep(1.0)
    assert len(host.store.rows(run)) == rows
    host.store.resume(run)
    until(lambda: len(host.store.rows(run)) > rows + 2)
    assert (host.store.run(run).state, host.store.run(run).attempt) == ("running", 1)
    host.store.wish(run, "pause")
    until(lambda: host.store.run(run).state == "paused")
    host.store.wish(run, "stop")
    assert host.comes_to_its_end(run).state == "stopped"
