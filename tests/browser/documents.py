"""Experiments the browser tests begin with when how they were built is not the question."""

from typing import Any


def small_cnn(*, name: str = "Small CNN", epochs: int = 2, **fit: Any) -> dict[str, Any]:
    """A network on real digits that needs about a second for an epoch."""
    return {
        "format": "kt-experiment",
        "version": 1,
        "name": name,
        "seed": 3,
        "data": {"kind": "mnist_5k", "scaling": "unit"},
        "network": [
            {"name": "input", "kind": "Input", "params": {"shape": [28, 28, 1]}},
            {
                "name": "conv",
                "kind": "Conv2D",
                "params": {"filters": 8, "kernel_size": 3, "activation": "relu"},
            },
            {"name": "pool", "kind": "MaxPooling2D", "params": {"pool_size": 4}},
            {"name": "flatten", "kind": "Flatten"},
            {"name": "output", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
        ],
        "loss": {"kind": "SparseCategoricalCrossentropy"},
        "optimizer": {"kind": "Adam", "params": {"learning_rate": 0.002}},
        "metrics": [{"kind": "SparseCategoricalAccuracy"}],
        "callbacks": [],
        "fit": {"epochs": epochs, "batch_size": 32, **fit},
    }
