"""The run store: a thousand runs listed, a run of ten thousand epochs opened."""

import statistics
import time

from kt_core.runs import Store

RUNS, EPOCHS = 1000, 10_000


def storing(rounds: int) -> dict:
    """Milliseconds, as medians, and how much was read."""
    store = Store()
    document = {"name": "a run", "fit": {"epochs": 3}, "network": [{"kind": "Dense"}] * 20}
    for number in range(RUNS):
        run = store.create_run(document, owner=f"person {number % 30}")
        store.change(run, states="queued", state="running", epochs=3)
        store.change(run, states="running", state="finished", result={"test": {"loss": 0.5}})
    long = store.create_run({**document, "fit": {"epochs": EPOCHS}})
    attempt = store.claim(store.run(long), {"pid": 1})
    store.change(long, states="queued", attempt=attempt, state="running", epochs=EPOCHS)
    values = dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"), 0.123456789)
    for epoch in range(EPOCHS):
        store.record_epoch(long, attempt, epoch, values, seconds=1.0, learning_rate=0.001)
    return {
        "runs": len(store.runs(RUNS)),
        "list": _median(lambda: store.runs(RUNS), rounds),
        "queue": _median(store.queue, rounds),
        "epochs": len(store.epochs(long)),
        "open": _median(lambda: (store.run(long), store.epochs(long)), rounds),
        "rows": _median(lambda: store.rows(long), rounds),
    }


def _median(step, rounds: int) -> dict[str, float]:
    """Milliseconds by the clock, and of the processor (which a busy machine does not stretch)."""
    walls, used = [], []
    for _ in range(rounds):
        began, before = time.perf_counter(), time.process_time()
        step()
        walls.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - before) * 1000)
    return {"clock": statistics.median(walls), "processor": statistics.median(used)}
