"""The product's side: a run through store, engine, recorder and live channel, with one viewer."""

import asyncio
import json
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import h5py
import numpy as np
import uvicorn
import websockets
from starlette.applications import Starlette

from kt_core import client, web
from kt_core.runs import Store, folder

ROOT = Path(__file__).parents[1]
PORT = 8799


def make_sixty_thousand(home: Path) -> None:
    """A set of the size of Fashion-MNIST, put where the real one would be: its 10,000 embedded
    images six times. Speed depends on the size, not on the novelty, of the images.
    """
    with np.load(ROOT / "kt_core/data/embedded/fashion_mnist_12k.npz") as small:
        arrays = {name: small[name] for name in small.files}
    times = {"x_train": 6, "y_train": 6, "x_test": 5, "y_test": 5}
    large = {name: np.concatenate([array] * times[name]) for name, array in arrays.items()}
    for name in ("x_train", "x_test"):
        large[name] = large[name].reshape(-1, 28, 28, 1)
    for name in ("y_train", "y_test"):
        large[name] = large[name].astype("int64")
    (home / "data").mkdir(parents=True, exist_ok=True)
    np.savez(home / "data" / "fashion_mnist.npz", **large)


def plain(document: dict, place: Path, *options: str) -> dict:
    """Seconds of the plain script (see `benchmarks.plain`) and the file it saved."""
    spec, out = place / "spec.json", place / "plain.keras"
    spec.write_text(json.dumps(document), "utf-8")
    command = [sys.executable, "-m", "benchmarks.plain", str(spec), str(out), *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {**json.loads(done.stdout.splitlines()[-1]), "model": out}


def ours(document: dict) -> dict:
    """Seconds from `running` to the last epoch, everything on and one viewer watching."""
    store = Store()
    run = store.create_run(document)
    began = time.time()
    with watching(run) as seen:
        client.submit(run)
        while not store.run(run).ended:
            time.sleep(0.2)
        time.sleep(1.0)
    rows = store.rows(run)
    start = next(row["t"] for row in rows if row.get("state") == "running")
    epochs = [row["t"] for row in rows if row["kind"] == "epoch"]
    first = next(row["t"] for row in rows if row["kind"] == "batch")
    found = store.run(run)
    if found.state != "finished":
        raise RuntimeError(f"the run is {found.state}: {found.why}")
    return {
        "fit": epochs[-1] - start,
        "first_batch": first - began,
        "delivered": len(seen),
        "rows": len(rows),
        "model": folder(run) / "model.keras",
    }


@contextmanager
def watching(run: str):
    """One viewer on the real WebSocket route; gives the list of row numbers it has received."""
    server = uvicorn.Server(uvicorn.Config(app(), port=PORT, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    seen: list[int] = []
    viewer = threading.Thread(target=lambda: asyncio.run(_view(run, seen)))
    viewer.start()
    try:
        yield seen
    finally:
        server.should_exit = True
        thread.join()
        viewer.join()


def app() -> Starlette:
    """Only the live channel, as the dashboard serves it."""
    return Starlette(routes=web.routes())


async def _view(run: str, seen: list[int]) -> None:
    address = f"ws://127.0.0.1:{PORT}/kt/live/{run}?from=0"
    try:
        async with websockets.connect(address, max_size=None) as socket:
            async for message in socket:
                seen += [row["seq"] for row in json.loads(message).get("rows", ())]
    except websockets.ConnectionClosed:
        return


def same_weights(one: Path, other: Path) -> bool:
    """Whether two saved models hold bit-identical layer weights."""
    first, second = _weights(one), _weights(other)
    return len(first) == len(second) and all(
        a.shape == b.shape and a.tobytes() == b.tobytes()
        for a, b in zip(first, second, strict=True)
    )


def _weights(path: Path) -> list[np.ndarray]:
    found: list[np.ndarray] = []
    with zipfile.ZipFile(path) as archive:
        content = BytesIO(archive.read("model.weights.h5"))
    with h5py.File(content) as file:
        file["layers"].visititems(
            lambda _name, item: found.append(item[()]) if isinstance(item, h5py.Dataset) else None
        )
    return found
