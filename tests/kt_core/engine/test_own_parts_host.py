"""A real host with a folder of own parts: one file that works, one that ends the process."""

import os
import subprocess
import sys

import pytest

from kt_core import catalog, client, own_parts
from tests.kt_core.engine.running_host import MANY, PATIENCE, ROOT, RunningHost, until
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.part_folders import EXAMPLES, entered, folder_of, left

pytestmark = [pytest.mark.engine, pytest.mark.process]

DEADLY = "import os\n\nos._exit(7)\n"
DOCUMENT = experiment(
    ("Flatten", {}),
    ("Scaled", {}),
    ("Dense", {"units": 10, "activation": "softmax"}),
    optimizer={"kind": "WarmAdam", "params": {}},
    fit={"epochs": MANY, "batch_size": 64},
)
SECOND_APP = """
import sys
from kt_core import client, own_parts
own_parts.enter(sys.argv[1])
client.start_host()
print(client.info()["parts"] == own_parts.digest())
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    files = {file.stem: file.read_text("utf-8") for file in EXAMPLES.glob("*.py")}
    folder = folder_of(tmp_path_factory.mktemp("given"), deadly=DEADLY, **files)
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        for name in ("KT_STORE", "KT_EXECUTOR", "KT_START"):
            patch.delenv(name, raising=False)
        entered(patch, home, folder)
        running = RunningHost(home)
        client.start_host()
        until(lambda: client.state() == "ready", seconds=240)
        own_parts.include()
        yield running
        left()
        client.stop_host()
        running.close()


def test_the_engine_offers_what_works_and_says_what_does_not(host):
    assert catalog.find("optimizer", "WarmAdam") is not None
    (problem,) = own_parts.problems()
    assert (problem.code, problem.values["file"]) == ("part_stuck", "deadly.py")
    assert client.info()["parts"] == own_parts.digest()


def test_a_check_answers_about_an_own_layer(host):
    answer = client.ask("check", timeout=PATIENCE, document=DOCUMENT)
    assert answer["ok"], answer["problems"]
    assert [node["params"] for node in answer["nodes"]] == [0, 0, 1, 650]


def test_another_folder_takes_a_new_engine_and_lets_the_training_go_on(host):
    client.ask("fetch", timeout=PATIENCE, kind="digits")
    run = host.store.create_run(DOCUMENT)
    client.submit(run)
    until(lambda: host.store.run(run).epochs_done > 0)
    epochs, before = host.store.run(run).epochs_done, client.info()["process"]
    folder = folder_of(host.home / "other", mine="x = 1\n")
    command = [sys.executable, "-c", SECOND_APP, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "KT_PARTS": ""}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    assert done.stdout.split() == ["True"], done.stderr
    assert client.info()["process"] != before
    assert client.info()["parts"] != own_parts.digest()
    until(lambda: host.store.run(run).epochs_done > epochs + 1)
    assert host.store.run(run).attempt == 1
    host.store.wish(run, "stop")
    assert until(lambda: host.store.run(run).ended and host.store.run(run)).state == "stopped"
