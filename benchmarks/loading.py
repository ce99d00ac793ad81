"""A class on one machine: 100 viewers of one run, then 30 people who press Train at once.

The real server (`streamlit run app.py`), real WebSockets, real runs through the queue.
"""

import asyncio
import itertools
import json
import statistics
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path

import psutil
import websockets

from benchmarks.person import Person
from kt_core import client
from tests.browser.running_app import RunningApp, until

VIEWERS, PEOPLE, GREEDY = 100, 30, 10
SECONDS = 900.0
HEAD = {
    "format": "kt-experiment",
    "version": 1,
    "seed": 7,
    "data": {"kind": "digits", "scaling": "unit"},
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [8, 8, 1]}},
        {"name": "conv", "kind": "Conv2D", "params": {"filters": 8, "kernel_size": 3}},
        {"name": "flatten", "kind": "Flatten"},
        {"name": "output", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
    ],
    "loss": "sparse_categorical_crossentropy",
    "optimizer": "adam",
    "metrics": ["accuracy"],
}


def load(home: Path) -> dict:
    """The figures of both parts, with one server."""
    with RunningApp(home) as app:
        app.engine_ready()
        client.ask("fetch", timeout=60, kind="digits")
        return {"viewers": asyncio.run(viewers(app)), "people": asyncio.run(people(app))}


async def viewers(app: RunningApp, *, epochs: int = 300) -> dict:
    """How many rows reached all viewers of one run, and how long after they were written."""
    run = app.store.create_run({**HEAD, "fit": {"epochs": epochs, "batch_size": 64}})
    web, got = _web(app), [{} for _ in range(VIEWERS)]
    watching = [asyncio.create_task(_watch(app, run, each)) for each in got]
    await asyncio.sleep(1.0)
    before, began = sum(web.cpu_times()[:2]), time.monotonic()
    await asyncio.to_thread(client.submit, run)
    await _ended(app, [run])
    used = (sum(web.cpu_times()[:2]) - before) / (time.monotonic() - began)
    await asyncio.sleep(3.0)
    for each in watching:
        each.cancel()
    rows = len(app.store.rows(run))
    delays = sorted(seconds for each in got for seconds in each.values())
    return {
        "viewers": VIEWERS,
        "rows": rows,
        "delivered": sum(len(each) for each in got) / (rows * VIEWERS),
        "median delay": statistics.median(delays),
        "95 % within": delays[int(0.95 * len(delays))],
        "web cores": used,
    }


async def _watch(app: RunningApp, run: str, got: dict[int, float]) -> None:
    """Keeps when each row came, in seconds after it was written; comes back when dropped."""
    while True:
        start = max(got, default=-1) + 1
        address = f"{app.address.replace('http', 'ws')}/kt/live/{run}?from={start}"
        async with websockets.connect(address, max_size=None, open_timeout=60) as socket:
            try:
                async for message in socket:
                    now = time.time()
                    for row in json.loads(message)["rows"]:
                        got.setdefault(row["seq"], now - row["t"])
            except websockets.ConnectionClosed:
                continue


async def people(app: RunningApp) -> dict:
    """Everybody presses at the same moment, while somebody else has many runs waiting already."""
    document = {**HEAD, "fit": {"epochs": 3, "batch_size": 64}}
    drafts = [app.store.create_draft(document) for _ in range(PEOPLE)]
    async with AsyncExitStack() as room:
        persons = [Person(app.address, draft=draft) for draft in drafts]
        await asyncio.gather(*(room.enter_async_context(each) for each in persons))
        greedy = [app.store.create_run(document, owner="greedy") for _ in range(GREEDY)]
        await asyncio.to_thread(client.submit, greedy[0])
        began = time.monotonic()
        await asyncio.gather(*(each.presses("train") for each in persons))
        pressed = time.monotonic() - began
        mine = [app.store.runs(1, draft=draft)[0].id for draft in drafts]
        await _ended(app, mine)
        seconds = time.monotonic() - began
        memory = _web(app).memory_full_info()
    return {**_fairness(app, mine), "pressed": pressed, "all done": seconds} | {
        "web private MB": memory.uss / 1e6,
        "web resident MB": memory.rss / 1e6,
        "slots": client.info()["slots"],
    }


def _fairness(app: RunningApp, mine: list[str]) -> dict:
    """Who was trained, in which order: `greedy before` of the greedy person's runs began before
    the last of the others'."""
    runs = [run for run in app.store.runs(1000) if run.started]
    order = sorted(runs, key=lambda run: run.started)
    last = max(order.index(run) for run in order if run.id in mine)
    ours = sorted((run for run in order if run.id in mine), key=lambda run: run.created)
    starts = [run.started for run in ours]
    turned = sum(one > other for one, other in itertools.pairwise(starts))
    return {
        "people": len({run.owner for run in ours}),
        "states": dict(Counter(app.store.run(run).state for run in mine)),
        "greedy before": sum(run.owner == "greedy" for run in order[:last]),
        "overtaken neighbours": turned,
        "longest wait": max(run.started - run.created for run in ours),
        "median wait": statistics.median(run.started - run.created for run in ours),
    }


async def _ended(app: RunningApp, runs: list[str]) -> None:
    ended = lambda: all(app.store.run(run).ended for run in runs)  # noqa: E731
    await asyncio.to_thread(until, ended, seconds=SECONDS)


def _web(app: RunningApp) -> psutil.Process:
    return next(each for each in app.family() if any("streamlit" in w for w in each.cmdline()))
