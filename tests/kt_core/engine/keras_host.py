"""The real engine on a folder of its own, for tests that train in its processes."""

from kt_core import client
from tests.kt_core.engine.running_host import RunningHost, until

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
        until(lambda: client.state() == "ready", seconds=240)
        client.ask("fetch", timeout=120, kind="digits")

    def queue(self, *, epochs, **more):
        fit = {**DOCUMENT["fit"], "epochs": epochs}
        run = self.store.create_run({**DOCUMENT, **more, "fit": fit})
        client.submit(run)
        return run

    def comes_to_its_end(self, run):
        return until(lambda: (found := self.store.run(run)).ended and found)

    def close(self):
        client.stop_host()
        super().close()
