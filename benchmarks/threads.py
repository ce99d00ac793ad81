"""What two trainings at once cost each other, with and without a limit of threads per process.

`python -m benchmarks threads`: the same run alone and twice at once, each in a fresh process, for
every setting; wall seconds of `fit`, processor seconds, and whether the weights are those of the
run alone with TensorFlow's own setting.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.training import same_weights

SETTINGS = {
    "own": (0, 0),
    "intra 1": (1, 0),
    "intra 1, inter 1": (1, 1),
    "intra 2, inter 1": (2, 1),
    "one core": (0, 0),
}
"""Intra-op and inter-op threads; 0 is TensorFlow's own choice. `one core`: bound to a processor."""


def threads(documents: dict[str, dict], home: Path, rounds: int) -> dict:
    """For each document and setting: seconds alone, seconds of each of two, and sameness."""
    return {
        name: {setting: _figures(document, home, setting, rounds) for setting in SETTINGS}
        for name, document in documents.items()
    }


def _figures(document: dict, home: Path, setting: str, rounds: int) -> dict:
    found: dict[str, list] = {"alone": [], "two": [], "cpu alone": [], "cpu two": [], "same": []}
    first = _together(document, home, "own", 1)[0]["model"]
    for _ in range(rounds):
        alone = _together(document, home, setting, 1)
        two = _together(document, home, setting, 2)
        found["alone"].append(alone[0]["fit"])
        found["two"].append(max(one["fit"] for one in two))
        found["cpu alone"].append(alone[0]["cpu"])
        found["cpu two"].append(statistics.mean(one["cpu"] for one in two))
        found["same"] += [same_weights(Path(first), Path(one["model"])) for one in [*alone, *two]]
    same = found.pop("same")
    return {**{key: statistics.median(each) for key, each in found.items()}, "same": all(same)}


def _together(document: dict, home: Path, setting: str, count: int) -> list[dict]:
    """`count` processes that begin to train at the same moment."""
    spec = Path(tempfile.mkdtemp(dir=home)) / "spec.json"
    spec.write_text(json.dumps(document), "utf-8")
    command = [sys.executable, "-m", "benchmarks.threads", str(spec), setting]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    ours = [subprocess.Popen([*command, str(core)], **pipes) for core in range(count)]
    for process in ours:
        assert process.stdout.readline() == "ready\n"
    for process in ours:
        process.stdin.write("go\n")
        process.stdin.flush()
    return [json.loads(process.communicate()[0]) for process in ours]


def main(spec: str, setting: str, core: str) -> None:
    """One training by the engine's own code, in this process; prints its figures."""
    if setting == "one core":
        os.sched_setaffinity(0, {int(core)})
    import tensorflow as tf

    from kt_core.engine.train import train
    from kt_core.runs import Store, folder
    from kt_core.runs.process import identity

    intra, inter = SETTINGS[setting]
    tf.config.threading.set_intra_op_parallelism_threads(intra)
    tf.config.threading.set_inter_op_parallelism_threads(inter)
    store = Store()
    run = store.create_run(json.loads(Path(spec).read_text("utf-8")), handle=identity())
    print("ready", flush=True)
    sys.stdin.readline()
    before = time.process_time()
    train(run, 1)
    cpu = time.process_time() - before
    rows = store.rows(run)
    began = next(row["t"] for row in rows if row.get("state") == "running")
    ended = [row["t"] for row in rows if row["kind"] == "epoch"][-1]
    print(json.dumps({"fit": ended - began, "cpu": cpu, "model": str(folder(run) / "model.keras")}))


if __name__ == "__main__":
    main(*sys.argv[1:])
