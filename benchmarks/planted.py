"""Experiments with one planted fault each, and healthy ones: what the diagnosis is measured on.

Faults of data are planted in the stored file of the set, so that each run goes the ordinary way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from kt_core.data.preparation import split_rows

HEAD = {"format": "kt-experiment", "version": 1}
CLASSES = {
    "loss": "sparse_categorical_crossentropy",
    "metrics": ["accuracy"],
}
TWO = {"loss": "binary_crossentropy", "metrics": ["accuracy"]}
VALUES = {"loss": "mse", "metrics": ["mae"]}
SHAPES = {"digits": [8, 8, 1], "iris": [4], "wine": [13], "breast_cancer": [30], "diabetes": [10]}
SHAPES |= {"mnist_5k": [28, 28, 1]}
Raw = dict[str, np.ndarray]


@dataclass(frozen=True)
class Planted:
    """A case: the code that must be named (None: healthy), the document without its seed, and
    what is done to the stored set, `plant(raw, draw, seed)`."""

    name: str
    code: str | None
    document: dict[str, Any]
    plant: Callable[[Raw, np.random.RandomState, int], None] | None = None


def experiment(kind: str, *nodes: tuple[str, dict], **more: Any) -> dict[str, Any]:
    """A document on `kind` whose nodes are (kind, params); `more` replaces whole keys."""
    network = [{"name": "input", "kind": "Input", "params": {"shape": SHAPES[kind]}}]
    for place, (node, params) in enumerate(nodes, start=1):
        network.append({"name": f"{node.lower()}_{place}", "kind": node, "params": params})
    images = len(SHAPES[kind]) == 3
    usual = {
        "data": {"kind": kind, "scaling": "unit" if images else "standard"},
        "optimizer": {"kind": "Adam", "params": {"learning_rate": 0.003}},
        "fit": {"epochs": 12, "batch_size": 32},
        **CLASSES,
    }
    return {**HEAD, "name": "planted", "network": network, **usual, **more}


def relu(units: int, **params: Any) -> tuple[str, dict]:
    return "Dense", {"units": units, "activation": "relu", **params}


def plain(units: int, activation: str = "linear", **params: Any) -> tuple[str, dict]:
    return "Dense", {"units": units, "activation": activation, **params}


def optimizer(kind: str, rate: float, **params: Any) -> dict[str, Any]:
    return {"optimizer": {"kind": kind, "params": {"learning_rate": rate, **params}}}


def fit(epochs: int, batch_size: int = 32) -> dict[str, Any]:
    return {"fit": {"epochs": epochs, "batch_size": batch_size}}


def data(kind: str, scaling: str, **more: Any) -> dict[str, Any]:
    return {"data": {"kind": kind, "scaling": scaling, **more}}


def holdout(fraction: float) -> dict[str, Any]:
    return {"validation": {"kind": "holdout", "params": {"fraction": fraction}}}


FLAT = ("Flatten", {})
TEN = ("Dense", {"units": 10, "activation": "softmax"})
THREE = ("Dense", {"units": 3, "activation": "softmax"})
YES = ("Dense", {"units": 1, "activation": "sigmoid"})
ONE = ("Dense", {"units": 1})
ROWS = ("Reshape", {"target_shape": [8, 8]})


def shuffled(raw: Raw, draw: np.random.RandomState, _seed: int) -> None:
    """Labels that have nothing to do with their examples."""
    raw["y_train"] = draw.permutation(raw["y_train"])


def rare(raw: Raw, draw: np.random.RandomState, _seed: int) -> None:
    """99 of one class for 1 of the other, and features that say little about them."""
    y = np.zeros_like(raw["y_train"])
    y[draw.permutation(len(y))[: max(len(y) // 90, 4)]] = 1
    raw["x_train"] = draw.normal(size=raw["x_train"].shape).astype("float32")
    raw["x_train"][y == 1] += 0.3
    raw["y_train"] = y


def copied(raw: Raw, draw: np.random.RandomState, seed: int) -> None:
    """A third of the validation rows are copies of training rows."""
    kept, held = split_rows(raw["y_train"], fraction=0.2, seed=seed, stratified=True)
    twins = {
        label: kept[raw["y_train"][kept] == label] for label in np.unique(raw["y_train"][kept])
    }
    for row in held[::3]:
        raw["x_train"][row] = raw["x_train"][draw.choice(twins[raw["y_train"][row]])]


def repeated(raw: Raw, draw: np.random.RandomState, _seed: int) -> None:
    """Every row stands in the set twice, as after joining a file with itself."""
    order = draw.permutation(len(raw["y_train"]))
    half = len(order) // 2
    for name in ("x_train", "y_train"):
        raw[name][order[half : 2 * half]] = raw[name][order[:half]]


def noisy_training(raw: Raw, draw: np.random.RandomState, seed: int) -> None:
    """Training pictures are half covered by noise, those of validation are clean."""
    kept, _ = split_rows(raw["y_train"], fraction=0.2, seed=seed, stratified=True)
    noise = draw.randint(0, 17, size=raw["x_train"][kept].shape)
    hidden = draw.uniform(size=noise.shape) < 0.45
    raw["x_train"][kept] = np.where(hidden, noise, raw["x_train"][kept]).astype("uint8")


SIGMOIDS = [plain(16, "sigmoid")] * 12
BIAS = {"bias_initializer": {"kind": "Constant", "params": {"value": -10.0}}}
ZEROS = {"kernel_initializer": "zeros"}
NARROW = {"kernel_initializer": {"kind": "RandomNormal", "params": {"stddev": 0.001}}}
WIDE = {"kernel_initializer": {"kind": "RandomNormal", "params": {"stddev": 2.0}}}
HEAVY = {"kernel_regularizer": {"kind": "L2", "params": {"l2": 1.0}}}

FAULTS: tuple[Planted, ...] = (
    Planted(
        "labels_shuffled",
        "labels_at_chance",
        experiment("digits", FLAT, relu(128), TEN, **fit(20)),
        shuffled,
    ),
    Planted(
        "labels_shuffled_table",
        "labels_at_chance",
        experiment("wine", relu(64), relu(32), THREE, **fit(40, 16)),
        shuffled,
    ),
    Planted(
        "rate_10",
        "learning_rate_high",
        experiment("digits", FLAT, relu(32), TEN, **optimizer("Adam", 10.0)),
    ),
    Planted(
        "rate_high_sgd",
        "learning_rate_high",
        experiment("breast_cancer", relu(16), YES, **TWO, **optimizer("SGD", 50.0, momentum=0.9)),
    ),
    Planted(
        "rate_high_sequence",
        "learning_rate_high",
        experiment("digits", ROWS, ("LSTM", {"units": 16}), TEN, **optimizer("RMSprop", 1.0)),
    ),
    Planted(
        "rate_1e_7",
        "learning_rate_low",
        experiment("digits", FLAT, relu(32), TEN, **optimizer("Adam", 1e-7)),
    ),
    Planted(
        "rate_low_values",
        "learning_rate_low",
        experiment("diabetes", relu(16), ONE, **VALUES, **optimizer("SGD", 1e-7)),
    ),
    Planted(
        "no_activation",
        "linear_network",
        experiment("digits", FLAT, plain(32), plain(32), TEN),
    ),
    Planted(
        "sigmoid_stack",
        "vanishing_gradients",
        experiment("digits", FLAT, *SIGMOIDS, TEN),
    ),
    Planted(
        "tiny_start",
        "vanishing_gradients",
        experiment(
            "digits", FLAT,
            *[relu(16, **NARROW)] * 6,
            TEN, **optimizer("SGD", 0.05),
        ),
    ),
    Planted(
        "exploding",
        "exploding_gradients",
        experiment("digits", FLAT, *[relu(32, **WIDE)] * 6, TEN, **fit(8)),
    ),
    Planted(
        "zeros",
        "equal_units",
        experiment("wine", relu(16, **ZEROS), relu(16, **ZEROS), THREE),
    ),
    Planted(
        "dead_by_bias",
        "dead_units",
        experiment("digits", FLAT, relu(32, **BIAS), TEN),
    ),
    Planted(
        "imbalance",
        "class_imbalance",
        experiment("breast_cancer", relu(8), YES, **TWO, **optimizer("Adam", 0.01)),
        rare,
    ),
    Planted(
        "copies_in_validation",
        "validation_leak",
        experiment("digits", FLAT, relu(32), TEN),
        copied,
    ),
    Planted(
        "every_row_twice",
        "validation_leak",
        experiment("wine", relu(16), THREE, **fit(20, 16)),
        repeated,
    ),
    Planted(
        "tiny_validation",
        "validation_small",
        experiment("digits", FLAT, relu(32), TEN, **data("digits", "unit", **holdout(0.008))),
    ),
    Planted(
        "noise_in_training",
        "validation_better",
        experiment("digits", FLAT, relu(32), TEN),
        noisy_training,
    ),
    Planted(
        "unscaled",
        "unscaled_inputs",
        experiment("wine", relu(16), relu(16), THREE, **data("wine", "none"),
                   **optimizer("SGD", 0.05)),
    ),
    Planted(
        "unscaled_values",
        "unscaled_inputs",
        experiment("breast_cancer", plain(16, "tanh"), YES, **TWO, **data("breast_cancer", "none")),
    ),
    Planted(
        "too_small",
        "underfitting",
        experiment("digits", FLAT, plain(1, "tanh"), TEN, **optimizer("Adam", 0.01), **fit(40)),
    ),
    Planted(
        "too_large",
        "overfitting",
        experiment("breast_cancer", relu(256), relu(256), YES, **TWO, **fit(60),
                   **data("breast_cancer", "standard", **holdout(0.5))),
    ),
    Planted(
        "too_large_values",
        "overfitting",
        experiment("diabetes", relu(256), relu(256), ONE, **VALUES, **optimizer("Adam", 0.003),
                   **fit(60, 16)),
    ),
    Planted(
        "values_far_away",
        "targets_far",
        experiment("diabetes", relu(16), ONE, **VALUES, **optimizer("Adam", 0.001), **fit(15)),
    ),
    Planted(
        "too_short",
        "needs_longer",
        experiment("digits", FLAT, relu(32), TEN, **optimizer("SGD", 0.01), **fit(5)),
    ),
    Planted(
        "too_strict",
        "regularization_strong",
        experiment("digits", FLAT, relu(32, **HEAVY), relu(32, **HEAVY), TEN, **fit(20)),
    ),
    Planted(
        "logarithm_of_negative",
        "not_finite",
        experiment("diabetes", relu(16), ONE, **{**VALUES, "loss": "poisson"},
                   **data("diabetes", "standard")),
    ),
)  # fmt: skip

DROP = ("Dropout", {"rate": 0.3})
HEALTHY: tuple[Planted, ...] = (
    Planted("digits_dense", None, experiment("digits", FLAT, relu(32), TEN)),
    Planted(
        "digits_conv",
        None,
        experiment(
            "digits",
            ("Conv2D", {"filters": 8, "kernel_size": 3, "activation": "relu"}),
            ("MaxPooling2D", {}), FLAT, DROP, TEN, **fit(15),
        ),
    ),
    Planted(
        "digits_batchnorm",
        None,
        experiment(
            "digits",
            ("Conv2D", {"filters": 8, "kernel_size": 3}), ("BatchNormalization", {}), ("ReLU", {}),
            FLAT, TEN, **optimizer("SGD", 0.02, momentum=0.9),
        ),
    ),
    Planted(
        "digits_rows_lstm",
        None,
        experiment("digits", ROWS, ("LSTM", {"units": 24}), TEN, **optimizer("Adam", 0.01),
                   **fit(15)),
    ),
    Planted("iris", None, experiment("iris", relu(16), THREE, **optimizer("Adam", 0.01),
                                     **fit(30, 16))),
    Planted("wine_dropout", None, experiment("wine", relu(32), DROP, THREE, **fit(20, 16))),
    Planted("breast_cancer", None, experiment("breast_cancer", relu(16), YES, **TWO)),
    Planted(
        "diabetes_stopped",
        None,
        experiment(
            "diabetes", relu(32), relu(16), ONE, **VALUES, **optimizer("Adam", 0.01), **fit(60, 16),
            callbacks=[{"kind": "EarlyStopping", "params": {
                "monitor": "val_loss", "patience": 6, "restore_best_weights": True}}],
        ),
    ),
    Planted(
        "autoencoder",
        None,
        experiment(
            "digits", FLAT, relu(24), plain(64, "sigmoid"),
            ("Reshape", {"target_shape": [8, 8, 1]}),
            **{**VALUES, "loss": "binary_crossentropy"}, **data("digits", "unit", labels="input"),
        ),
    ),
    Planted(
        "mnist_dense",
        None,
        experiment("mnist_5k", FLAT, relu(32), DROP, TEN, **optimizer("Adam", 0.002), **fit(6, 64)),
    ),
    Planted(
        "no_hidden_layer",
        None,
        experiment("digits", FLAT, TEN, **optimizer("Adam", 0.01)),
    ),
    Planted(
        "tanh_sgd",
        None,
        experiment("breast_cancer", plain(16, "tanh"), plain(8, "tanh"), YES, **TWO,
                   **optimizer("SGD", 0.05, momentum=0.9)),
    ),
)  # fmt: skip

LATER: tuple[Planted, ...] = (
    Planted(
        "later_rate_high_conv",
        "learning_rate_high",
        experiment("mnist_5k", ("Conv2D", {"filters": 8, "kernel_size": 3, "activation": "relu"}),
                   ("MaxPooling2D", {}), FLAT, TEN, **optimizer("SGD", 3.0, momentum=0.9),
                   **fit(4, 64)),
    ),
    Planted(
        "later_rate_low_iris",
        "learning_rate_low",
        experiment("iris", relu(16), THREE, **optimizer("SGD", 1e-6), **fit(20, 16)),
    ),
    Planted(
        "later_labels_sequence",
        "labels_at_chance",
        experiment("digits", ROWS, ("GRU", {"units": 48}), TEN, **optimizer("Adam", 0.01),
                   **fit(20)),
        shuffled,
    ),
    Planted(
        "later_tanh_stack",
        "vanishing_gradients",
        experiment("breast_cancer", *[plain(8, "sigmoid")] * 9, YES, **TWO,
                   **optimizer("SGD", 0.05)),
    ),
    Planted(
        "later_dropout",
        "regularization_strong",
        experiment("wine", relu(16), ("Dropout", {"rate": 0.95}), relu(16),
                   ("Dropout", {"rate": 0.95}), THREE, **fit(12, 16)),
    ),
    Planted(
        "later_unscaled_values",
        "unscaled_inputs",
        experiment("diabetes", relu(16), ONE, **VALUES, **data("diabetes", "none"),
                   **optimizer("SGD", 0.01)),
    ),
    Planted(
        "later_small_conv",
        "underfitting",
        experiment("mnist_5k", FLAT, plain(1, "tanh"), TEN, **optimizer("Adam", 0.01),
                   **fit(12, 64)),
    ),
    Planted(
        "later_healthy_gru",
        None,
        experiment("digits", ROWS, ("GRU", {"units": 24}), TEN, **optimizer("Adam", 0.01),
                   **fit(15)),
    ),
    Planted(
        "later_healthy_wine",
        None,
        experiment("wine", relu(16), THREE, **optimizer("SGD", 0.05, momentum=0.9), **fit(20, 16)),
    ),
    Planted(
        "later_healthy_conv",
        None,
        experiment("mnist_5k", ("Conv2D", {"filters": 8, "kernel_size": 3, "activation": "relu"}),
                   ("MaxPooling2D", {}), FLAT, DROP, TEN, **fit(4, 64)),
    ),
    Planted(
        "later_healthy_values",
        None,
        experiment("diabetes", relu(32), ONE, **VALUES, **optimizer("RMSprop", 0.01), **fit(40)),
    ),
)  # fmt: skip
"""Written when the rules were settled, and never looked at while tuning."""
