"""The memory of workers: private megabytes beside what was estimated, and beside the data."""

import time

from kt_core import client
from kt_core.runs import Store

SMALL = {"kind": "digits", "scaling": "unit"}
FASHION = {"kind": "fashion_mnist_12k", "scaling": "unit"}


def document(data: dict, shape: list[int], *layers: tuple, batch: int = 32) -> dict:
    nodes = [{"name": "input", "kind": "Input", "params": {"shape": shape}}]
    for place, (kind, params) in enumerate((*layers, LAST)):
        nodes.append({"name": f"n{place}", "kind": kind, "params": params})
    return {
        "format": "kt-experiment",
        "version": 1,
        "data": data,
        "network": nodes,
        "loss": "sparse_categorical_crossentropy",
        "optimizer": "adam",
        "fit": {"epochs": 2, "batch_size": batch},
    }


LAST = ("Dense", {"units": 10, "activation": "softmax"})
FLAT = ("Flatten", {})
CONV = ("Conv2D", {"filters": 64, "kernel_size": 3, "padding": "same", "activation": "relu"})
DOCUMENTS = {
    "small": document(SMALL, [8, 8, 1], FLAT),
    "data": document(FASHION, [28, 28, 1], FLAT),
    "weights": document(
        SMALL, [8, 8, 1], FLAT, ("Dense", {"units": 4096}), ("Dense", {"units": 4096})
    ),
    "batch": document(FASHION, [28, 28, 1], CONV, ("MaxPooling2D", {}), CONV, FLAT, batch=512),
}


def remembering() -> dict:
    """Megabytes for each document: estimated, and the most that its worker held."""
    client.start_host()
    try:
        while client.state() != "ready":
            time.sleep(0.2)
        return {name: _figures(each) for name, each in DOCUMENTS.items()}
    finally:
        client.stop_host()


def _figures(spec: dict) -> dict:
    store = Store()
    run = store.create_run(spec)
    client.submit(run)
    while not store.run(run).ended:
        time.sleep(0.2)
    found = store.run(run)
    memory = dict(found.memory or {})
    parts = {name: size / 1e6 for name, size in memory.pop("parts").items()}
    return {"state": found.state, **{name: size / 1e6 for name, size in memory.items()}, **parts}
