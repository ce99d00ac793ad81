"""Up to which size a network is trained faster by one thread: the source of `kt_core.few_threads`.

`python -m benchmarks small`: two processes, one with TensorFlow's own threads and one with a single
one, train the same networks in turns of a few milliseconds in the engine's own way. The best turn
of each counts: the one that other programs disturbed least.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence

ROUND_SECONDS = 0.008
WARM = 5
SETTINGS = {"own": 0, "one": 1}


def dense(
    *units: int, shape: tuple[int, ...] = (28, 28, 1), classes: int = 10, then: Sequence = ()
) -> list[dict]:
    """An input, so many dense layers, and the answer."""
    hidden = [("Dense", {"units": each, "activation": "relu"}) for each in units]
    return _network(shape, [("Flatten", {})] if len(shape) > 1 else [], [*hidden, *then], classes)


def convolutions(*filters: int, shape: tuple[int, ...] = (28, 28, 1)) -> list[dict]:
    """Convolutions of 3 by 3, each with a pool behind it, and the answer."""
    kinds: list[tuple[str, dict]] = []
    for each in filters:
        kinds.append(("Conv2D", {"filters": each, "kernel_size": 3, "activation": "relu"}))
        kinds.append(("MaxPooling2D", {"pool_size": 2}))
    return _network(shape, kinds, [("Flatten", {})], 10)


def recurrent(kind: str, units: int, shape: tuple[int, ...] = (28, 28)) -> list[dict]:
    """A layer that reads the rows of a picture one after the other, and the answer."""
    return _network(shape, [(kind, {"units": units})], [], 10)


def _network(shape: tuple[int, ...], first: list, then: list, classes: int) -> list[dict]:
    last = [("Dense", {"units": classes, "activation": "softmax"})]
    kinds = [("Input", {"shape": list(shape)}), *first, *then, *last]
    return [{"name": f"n{at}", "kind": kind, "params": p} for at, (kind, p) in enumerate(kinds)]


NETWORKS: dict[str, list[dict]] = {
    **{f"dense {units}": dense(units) for units in (32, 64, 128, 256, 512, 1024)},
    "dense 256, 128": dense(256, 128),
    "dense 512, 512": dense(512, 512),
    "iris, dense 16": dense(16, shape=(4,), classes=3),
    "wine, dense 32, 16": dense(32, 16, shape=(13,), classes=3),
    "30 columns, dense 256, 256": dense(256, 256, shape=(30,), classes=2),
    "digits, conv 8": convolutions(8, shape=(8, 8, 1)),
    "digits, conv 32": convolutions(32, shape=(8, 8, 1)),
    "conv 4": convolutions(4),
    "conv 8": convolutions(8),
    "conv 8, 16": convolutions(8, 16),
    "conv 32, 64": convolutions(32, 64),
    "dense 128, dropout": dense(128, then=[("Dropout", {"rate": 0.3})]),
    "LSTM 16": recurrent("LSTM", 16),
    "LSTM 64": recurrent("LSTM", 64),
}
BATCHES = (32, 256)


def small(rounds: int) -> dict:
    """For each network and batch size: work per step, and seconds with own threads over one."""
    workers = {name: _worker(count) for name, count in SETTINGS.items()}
    found = {}
    for name, network in NETWORKS.items():
        for batch in BATCHES:
            found[f"{name}, batch {batch}"] = _compared(workers, network, batch, rounds)
            print(f"{name}, batch {batch}: {found[f'{name}, batch {batch}']}", flush=True)
    for worker in workers.values():
        worker.stdin.close()
        worker.wait()
    return found


def _compared(workers: dict, network: list[dict], batch: int, rounds: int) -> dict:
    told = {"network": network, "batch": batch}
    steps = max(_said(worker, told)["steps"] for worker in workers.values())
    best: dict[str, dict[str, float]] = {name: {} for name in workers}
    for _ in range(rounds):
        for name, worker in workers.items():
            took = _said(worker, {"steps": steps})
            best[name] = {key: min(took[key], best[name].get(key, 1e9)) for key in took}
    own, one = best["own"], best["one"]
    return {
        "multiplications": _work(network, batch),
        "own_ms": round(1000 * own["wall"] / steps, 4),
        "one_ms": round(1000 * one["wall"] / steps, 4),
        "wall_ratio": round(own["wall"] / one["wall"], 2),
        "cpu_ratio": round(own["cpu"] / one["cpu"], 2),
    }


def _work(network: list[dict], batch: int) -> int | None:
    from kt_core.engine.check import check
    from kt_core.few_threads import work

    answer = check({"format": "kt-experiment", "version": 1, "network": network})
    return work(answer["nodes"], batch)


def _worker(count: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "benchmarks.small_networks", str(count)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}, **pipes)


def _said(worker: subprocess.Popen, told: dict) -> dict:
    worker.stdin.write(json.dumps(told) + "\n")
    worker.stdin.flush()
    return json.loads(worker.stdout.readline())


def main(count: int) -> None:
    """One of the two processes: takes a network, then as many steps as it is told each time."""
    import tensorflow as tf

    if count:
        tf.config.threading.set_intra_op_parallelism_threads(count)
        tf.config.threading.set_inter_op_parallelism_threads(count)
    run = None
    for line in sys.stdin:
        told = json.loads(line)
        if "network" in told:
            run = _prepared(told["network"], told["batch"])
            answer = {"steps": _enough(run)}
        else:
            answer = _timed(run, told["steps"])
        print(json.dumps(answer), flush=True)


def _enough(run) -> int:
    steps = 1
    for _ in range(WARM):
        run(steps)
    while (took := min(_timed(run, steps)["wall"] for _ in range(WARM))) < ROUND_SECONDS / 3:
        steps *= 2
    return max(1, int(steps * ROUND_SECONDS / took))


def _timed(run, steps: int) -> dict:
    before, began = time.process_time(), time.perf_counter()
    run(steps)
    return {"wall": time.perf_counter() - began, "cpu": time.process_time() - before}


def _prepared(network: list[dict], batch: int):
    """A function that takes so many training steps of the network."""
    import keras
    import numpy as np
    import tensorflow as tf

    from kt_core.engine.build import build
    from kt_core.engine.pace import Pace, make_variables
    from kt_core.experiment import parse

    keras.utils.clear_session()
    keras.utils.set_random_seed(0)
    model = build(parse({"format": "kt-experiment", "version": 1, "network": network}))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    rng, shape, classes = np.random.default_rng(0), model.input_shape[1:], model.output_shape[-1]
    x = tf.constant(rng.random((4 * batch, *shape), dtype="float32"))
    y = tf.constant(rng.integers(0, classes, 4 * batch))
    make_variables(model, y.numpy())

    def cut(step):
        first = step % 4 * batch
        return x[first : first + batch], y[first : first + batch]

    pace = Pace(model, 10**9, together=False, report=lambda *_: None, batch=cut)
    return lambda steps: pace._run(None, 0, steps)


if __name__ == "__main__":
    main(int(sys.argv[1]))
