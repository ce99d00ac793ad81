"""Takes in, trains on and looks into pictures several times larger than the memory it may take; a
process of its own, so that nothing else counts. Prints how many bytes it grew by."""

import json
import os
import sys
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from kt_core.data.own.laying import lay_out
from kt_core.data.own.shelf import building, put_folder
from kt_core.data.stored import Pictures

SIDE, TAKEN = 256, 500
SHAPE, LARGE, SMALL = (64, 64, 3), 24_000, 64
FACTS = {"task": "classification", "modality": "image", "classes": ("a", "b"), "largest": 255}


def peak():
    """Bytes; how much of this process was in memory at most so far."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def pictures(place):
    """A folder of class folders."""
    draw = np.random.default_rng(0)
    for name in "ab":
        (place / name).mkdir(parents=True)
    for number in range(TAKEN):
        pixels = draw.integers(0, 256, (SIDE, SIDE, 3), dtype="uint8")
        Image.fromarray(pixels).save(place / "ab"[number % 2] / f"{number}.bmp")
    return place


def taking(place):
    options = {"size": [SIDE, SIDE], "colour": "rgb", "frame": "fit"}
    before = psutil.Process().memory_info().rss
    to = place / "laid"
    to.mkdir()
    lay_out(pictures(place / "in"), options, to)
    size = Pictures(to / "x_train.npy").shape
    return {"bytes": int(np.prod(size)), "growth": peak() - before}


def laid_out(count):
    """A set of so many pictures, kept; its kind."""
    draw = np.random.default_rng(count)
    with building() as to:
        for part, rows in (("train", count), ("test", count // 4)):
            x = np.lib.format.open_memmap(
                to / f"x_{part}.npy", mode="w+", dtype="uint8", shape=(rows, *SHAPE)
            )
            for start in range(0, rows, 500):
                x[start : start + 500] = draw.integers(0, 256, (1, *SHAPE), dtype="uint8")
            np.save(to / f"y_{part}.npy", np.arange(rows) % 2)
        seen = np.zeros((count, 4), dtype="int64")
        train, test = np.arange(count), -1 - np.arange(count // 4)
        np.savez(to / "looks.npz", train=train, test=test, figures=seen)
        return put_folder(to, FACTS, {}).kind


def training(kind):
    from kt_core.engine.train import train
    from kt_core.runs import Store
    from tests.kt_core.engine.small_documents import experiment

    made = experiment(
        ("Rescaling", {"scale": 1.0}),  # whose results are as large as the pictures, which is
        ("AveragePooling2D", {"pool_size": 16}),  # cheap, and they may not be kept together
        ("Flatten", {}),
        ("Dense", {"units": 2, "activation": "softmax"}),
        kind=kind,
    )
    made["network"][0]["params"]["shape"] = list(SHAPE)
    made["data"] = {"kind": kind, "scaling": "standard"}
    made["fit"] = {"epochs": 1, "batch_size": 32, "snapshots": {"every": 1}}
    store = Store()
    run = store.create_run(made, handle={"pid": 1})
    train(run, 1)
    return store.run(run)


def looking(run):
    """Asks about pictures as large as the data: what came before the first layer is mapped."""
    from kt_core.engine.layer_map import map_layer
    from kt_core.engine.looking_back import look_back, look_back_at_activations
    from kt_core.nearest import nearest

    for part in ("training", "test"):
        look_back(run.id, part)
    map_layer(run.id, part="training", layer=0)
    look_back_at_activations(run.id, part="test", row=3, layer=0)
    nearest(run.document, 3)


def grown(deed, *given):
    """What a deed gives, and by how many bytes this process was larger meanwhile."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before = psutil.Process().memory_info().rss
    return deed(*given), peak() - before


def main():
    found = {"taking": taking(Path(sys.argv[1]))}
    small, large = laid_out(SMALL), laid_out(LARGE)
    runs = [training(small)]
    looking(runs[0])
    run, growth = grown(training, large)
    _, looked = grown(looking, run)
    states = [each.state for each in (*runs, run)]
    size = LARGE * int(np.prod(SHAPE))
    told = {"bytes": size, "growth": growth, "looking": looked}
    print(json.dumps({**found, "training": told, "states": states}))


if __name__ == "__main__":
    os.environ["KT_RUN_MEMORY"] = "1"
    main()
