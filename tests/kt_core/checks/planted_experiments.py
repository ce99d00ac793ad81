"""Mistakes in whole experiments, as data: (document, changes, code, place, fix).

`changes` maps paths (dots, positions as numbers) to new values, `...` removes; `fix` says whether
a fix is offered that mends it. `HEALTHY` holds documents about which nothing is to be said.
"""

from tests.kt_core.checks.planted_controls import (
    files,
    formulas,
    precision,
    rates,
    threads,
    weighting,
)
from tests.kt_core.checks.planted_scales import pretrained, targets

HEAD = {"format": "kt-experiment", "version": 1}


def node(name, kind, **params):
    return {"name": name, "kind": kind, "params": params}


def many(**changes):
    """Changes by keyword, `__` for dots."""
    return {key.replace("__", "."): value for key, value in changes.items()}


IMAGES = {
    **HEAD,
    "data": {"kind": "digits", "scaling": "unit"},
    "network": [
        node("input", "Input", shape=[8, 8, 1]),
        node("conv", "Conv2D", filters=4, kernel_size=3, activation="relu"),
        node("flat", "Flatten"),
        node("hidden", "Dense", units=16, activation="relu"),
        node("output", "Dense", units=10, activation="softmax"),
    ],
    "loss": {"kind": "SparseCategoricalCrossentropy", "params": {}},
    "optimizer": {"kind": "Adam", "params": {}},
    "metrics": [{"kind": "SparseCategoricalAccuracy", "params": {}}],
    "callbacks": [{"kind": "EarlyStopping", "params": {"monitor": "val_loss", "patience": 2}}],
    "fit": {"epochs": 10, "batch_size": 32},
}
PLAIN = {**IMAGES, "callbacks": []}
ONE_HOT = {
    **IMAGES,
    "data": {"kind": "digits", "scaling": "unit", "labels": "one_hot"},
    "loss": {"kind": "CategoricalCrossentropy", "params": {}},
    "metrics": [{"kind": "CategoricalAccuracy", "params": {}}],
}
LOGITS = {
    **IMAGES,
    "network": [*IMAGES["network"][:4], node("output", "Dense", units=10)],
    "loss": {"kind": "SparseCategoricalCrossentropy", "params": {"from_logits": True}},
}
TABLE = {
    **IMAGES,
    "data": {"kind": "iris", "scaling": "standard"},
    "network": [
        node("input", "Input", shape=[4]),
        node("hidden", "Dense", units=8, activation="relu"),
        node("output", "Dense", units=3, activation="softmax"),
    ],
}
PAIR = {
    **TABLE,
    "data": {"kind": "breast_cancer", "scaling": "standard"},
    "network": [
        node("input", "Input", shape=[30]),
        node("hidden", "Dense", units=8, activation="relu"),
        node("output", "Dense", units=1, activation="sigmoid"),
    ],
    "loss": {"kind": "BinaryCrossentropy", "params": {}},
    "metrics": [{"kind": "BinaryAccuracy", "params": {}}],
}
VALUES = {
    **TABLE,
    "data": {"kind": "diabetes", "scaling": "standard"},
    "network": [
        node("input", "Input", shape=[10]),
        node("hidden", "Dense", units=8, activation="relu"),
        node("output", "Dense", units=1),
    ],
    "loss": {"kind": "MeanSquaredError", "params": {}},
    "optimizer": {"kind": "Adam", "params": {"learning_rate": 0.01}},
    "metrics": [{"kind": "MeanAbsoluteError", "params": {}}],
    "fit": {"epochs": 100, "batch_size": 32},
}
INSIDE = {
    **TABLE,
    "network": [
        node("input", "Input", shape=[4]),
        {
            "name": "block",
            "kind": "Network",
            "network": [
                node("x", "Input", shape=[4]),
                node("hidden", "Dense", units=8, activation="relu"),
                node("last", "Dense", units=3, activation="softmax"),
            ],
        },
    ],
}
TWO = {
    **TABLE,
    "network": [
        *TABLE["network"],
        {**node("second", "Dense", units=3, activation="softmax"), "inputs": ["hidden"]},
    ],
    "outputs": ["output", "second"],
    "loss": {
        "output": "sparse_categorical_crossentropy",
        "second": "sparse_categorical_crossentropy",
    },
    "metrics": {"output": ["accuracy"], "second": ["accuracy"]},
    "callbacks": [],
}
PIXELS = {
    **PLAIN,
    "data": {"kind": "digits", "scaling": "unit", "labels": "pixels"},
    "network": [
        node("input", "Input", shape=[8, 8, 1]),
        node("conv", "Conv2D", filters=4, kernel_size=3, padding="same", activation="relu"),
        node("output", "Conv2D", filters=11, kernel_size=1, activation="softmax"),
    ],
}
AGAIN = {
    **PLAIN,
    "data": {"kind": "digits", "scaling": "unit", "labels": "input"},
    "network": [
        node("input", "Input", shape=[8, 8, 1]),
        node("conv", "Conv2D", filters=4, kernel_size=3, padding="same", activation="relu"),
        node("output", "Conv2D", filters=1, kernel_size=3, padding="same", activation="sigmoid"),
    ],
    "loss": {"kind": "BinaryCrossentropy", "params": {}},
    "metrics": [],
}
KNOWN = {
    **PLAIN,
    "data": {"kind": "cifar10", "scaling": "none"},
    "network": [
        node("input", "Input", shape=[32, 32, 3]),
        node("large", "Resizing", height=64, width=64),
        node("base", "MobileNetV3Small", include_top=False, weights=None),
        node("pool", "GlobalAveragePooling2D"),
        node("output", "Dense", units=10, activation="softmax"),
    ],
}
HEALTHY = {
    "measured": {
        **TABLE,
        "network": [TABLE["network"][0], node("norm", "Normalization"), *TABLE["network"][1:]],
    },
    "measured_inside": {
        **INSIDE,
        "network": [
            INSIDE["network"][0],
            {
                **node("first", "Network"),
                "network": [
                    node("x", "Input", shape=[4]),
                    node("norm", "Normalization"),
                ],
            },
            INSIDE["network"][1],
        ],
    },
    "known": KNOWN,
    "images": IMAGES,
    "one_hot": ONE_HOT,
    "logits": LOGITS,
    "table": TABLE,
    "pair": PAIR,
    "values": VALUES,
    "inside": INSIDE,
    "two": TWO,
    "pixels": PIXELS,
    "again": AGAIN,
}


def component(kind, **params):
    return {"kind": kind, "params": params}


LABELS = [
    (PLAIN, {"data.labels": "one_hot"}, "loss_needs_integers", "loss", True),
    (PLAIN, {"loss": component("CategoricalCrossentropy")}, "loss_needs_one_hot", "loss", True),
    (PLAIN, {"loss": "categorical_crossentropy"}, "loss_needs_one_hot", "loss", True),
    (
        PLAIN,
        {"loss": component("CategoricalFocalCrossentropy")},
        "loss_needs_one_hot",
        "loss",
        True,
    ),
    (PLAIN, {"loss": component("KLDivergence")}, "loss_needs_one_hot", "loss", True),
    (PLAIN, {"loss": component("CategoricalHinge")}, "loss_needs_one_hot", "loss", True),
    (PLAIN, {"loss": component("Dice")}, "loss_needs_one_hot", "loss", True),
    (PLAIN, {"loss": component("Tversky")}, "loss_needs_one_hot", "loss", True),
    (PLAIN, {"loss": component("BinaryCrossentropy")}, "binary_loss_many_classes", "loss", True),
    (
        PLAIN,
        {"loss": component("BinaryFocalCrossentropy")},
        "binary_loss_many_classes",
        "loss",
        True,
    ),
    (PLAIN, {"loss": component("Hinge")}, "binary_loss_many_classes", "loss", True),
    (PLAIN, {"loss": component("MeanSquaredError")}, "value_loss_for_classes", "loss", True),
    (PLAIN, {"loss": "mae"}, "value_loss_for_classes", "loss", True),
    (PLAIN, {"loss": component("Huber")}, "value_loss_for_classes", "loss", True),
    (PLAIN, {"loss": component("CTC")}, "loss_for_sequences", "loss", True),
    (PLAIN, {"loss": component("Circle")}, "loss_learns_distances", "loss", True),
    (
        ONE_HOT,
        {"loss": component("SparseCategoricalCrossentropy")},
        "loss_needs_integers",
        "loss",
        True,
    ),
    (
        ONE_HOT,
        {"loss": component("CategoricalGeneralizedCrossEntropy")},
        "loss_needs_integers",
        "loss",
        True,
    ),
    (ONE_HOT, {"loss": component("Circle")}, "loss_needs_integers", "loss", True),
    (PAIR, {"loss": component("CategoricalCrossentropy")}, "loss_needs_one_hot", "loss", True),
    (PAIR, {"loss": component("CTC")}, "loss_for_sequences", "loss", True),
    (VALUES, {"loss": component("BinaryCrossentropy")}, "class_loss_for_values", "loss", True),
    (VALUES, {"loss": "sparse_categorical_crossentropy"}, "class_loss_for_values", "loss", True),
    (VALUES, {"loss": component("Hinge")}, "class_loss_for_values", "loss", True),
    (VALUES, {"loss": component("Dice")}, "class_loss_for_values", "loss", True),
    (VALUES, {"loss": component("Circle")}, "class_loss_for_values", "loss", True),
    (VALUES, {"loss": component("CosineSimilarity")}, "cosine_of_one_value", "loss", True),
    (VALUES, {"loss": "mze"}, "unknown_kind_near", "loss", True),
    (TWO, {"loss.output": "mse"}, "value_loss_for_classes", "loss.output", True),
    (
        TWO,
        {"loss.first": "sparse_categorical_crossentropy", "loss.output": ...},
        "no_such_output_name",
        "loss.first",
        True,
    ),
    (TWO, {"loss.second": ...}, "output_without_loss", "loss", False),
    (TWO, {"metrics.third": ["accuracy"]}, "no_such_output_name", "metrics.third", True),
    (PIXELS, {"loss": component("CategoricalCrossentropy")}, "loss_for_pixels", "loss", True),
    (AGAIN, {"loss": component("SparseCategoricalCrossentropy")}, "loss_for_input", "loss", True),
    (AGAIN, {"data.scaling": "standard"}, "crossentropy_beyond_unit", "loss", True),
]
OUTPUTS = [
    (
        PLAIN,
        {
            "network.2": ...,
        },
        "output_has_positions",
        "network.output",
        True,
    ),
    (
        PLAIN,
        {"network.4.params.units": 9},
        "units_for_classes",
        "network.output.params.units",
        True,
    ),
    (PLAIN, {"network.4.params.units": 1}, "softmax_one_unit", "network.output.params.units", True),
    (
        PLAIN,
        {"network.4.params.units": 100},
        "units_for_classes",
        "network.output.params.units",
        True,
    ),
    (
        TABLE,
        {"network.2.params.units": 2},
        "units_for_classes",
        "network.output.params.units",
        True,
    ),
    (PAIR, {"network.2.params.units": 2}, "units_for_classes", "network.output.params.units", True),
    (
        PAIR,
        {"network.2.params.activation": "softmax"},
        "softmax_one_unit",
        "network.output.params.activation",
        True,
    ),
    (
        PAIR,
        {"network.2.params.activation": "relu"},
        "probabilities_expected",
        "network.output.params.activation",
        True,
    ),
    (
        PAIR,
        {"network.2.params.activation": "tanh"},
        "probabilities_expected",
        "network.output.params.activation",
        True,
    ),
    (
        PAIR,
        {"network.2.params": {"units": 1}},
        "probabilities_expected",
        "network.output.params.activation",
        True,
    ),
    (
        VALUES,
        {"network.2.params.units": 3},
        "units_for_values",
        "network.output.params.units",
        True,
    ),
    (
        VALUES,
        {"network.2.params.activation": "sigmoid"},
        "activation_bounds_values",
        "network.output.params.activation",
        True,
    ),
    (
        VALUES,
        {"network.2.params.activation": "relu"},
        "activation_bounds_values",
        "network.output.params.activation",
        True,
    ),
    (
        VALUES,
        {"network.2.params.activation": "softmax"},
        "activation_bounds_values",
        "network.output.params.activation",
        True,
    ),
    (
        VALUES,
        {"network.2.params.activation": "tanh"},
        "activation_bounds_values",
        "network.output.params.activation",
        True,
    ),
    (
        VALUES,
        {"loss": component("Poisson")},
        "loss_needs_positive",
        "network.output.params.activation",
        True,
    ),
    (
        VALUES,
        {"loss": component("MeanSquaredLogarithmicError")},
        "loss_needs_positive",
        "network.output.params.activation",
        True,
    ),
    (
        PLAIN,
        {"network.4.params": {"units": 10}},
        "probabilities_expected",
        "network.output.params.activation",
        True,
    ),
    (
        PLAIN,
        {"network.4.params.activation": "relu"},
        "probabilities_expected",
        "network.output.params.activation",
        True,
    ),
    (
        PLAIN,
        {"network.4.params.activation": "sigmoid"},
        "sigmoid_for_classes",
        "network.output.params.activation",
        True,
    ),
    (
        ONE_HOT,
        {"network.4.params.activation": "linear"},
        "probabilities_expected",
        "network.output.params.activation",
        True,
    ),
    (
        ONE_HOT,
        {"loss": component("BinaryCrossentropy")},
        "softmax_for_each_unit",
        "network.output.params.activation",
        True,
    ),
    (
        ONE_HOT,
        {"loss": component("KLDivergence"), "network.4.params": {"units": 10}},
        "probabilities_expected",
        "network.output.params.activation",
        True,
    ),
    (
        ONE_HOT,
        {"loss": component("Dice"), "network.4.params": {"units": 10}},
        "probabilities_expected",
        "network.output.params.activation",
        True,
    ),
    (
        PLAIN,
        {"loss": component("SparseCategoricalCrossentropy", from_logits=True)},
        "logits_expected",
        "network.output.params.activation",
        True,
    ),
    (
        ONE_HOT,
        {"loss": component("CategoricalCrossentropy", from_logits=True)},
        "logits_expected",
        "network.output.params.activation",
        True,
    ),
    (
        PAIR,
        {"loss": component("BinaryCrossentropy", from_logits=True)},
        "logits_expected",
        "network.output.params.activation",
        True,
    ),
    (
        LOGITS,
        {"network.4.params.activation": "relu"},
        "logits_cut_off",
        "network.output.params.activation",
        True,
    ),
    (
        LOGITS,
        {"network.4.params.activation": "tanh"},
        "logits_cut_off",
        "network.output.params.activation",
        True,
    ),
    (LOGITS, {"network.5": node("soft", "Softmax")}, "logits_expected", "network.soft", True),
    (
        LOGITS,
        {"loss.params": {}, "network.5": node("bend", "ReLU")},
        "probabilities_expected",
        "network.bend",
        True,
    ),
    (
        PLAIN,
        {"network.5": node("drop", "Dropout", rate=0.2)},
        "dropout_at_output",
        "network.drop",
        True,
    ),
    (
        INSIDE,
        {"network.1.network.2.params.units": 7},
        "units_for_classes",
        "network.block.network.last.params.units",
        True,
    ),
    (
        INSIDE,
        {"network.1.network.2.params.activation": "relu"},
        "probabilities_expected",
        "network.block.network.last.params.activation",
        True,
    ),
    (
        INSIDE,
        {"network.1.network.1.params.kernel_initializer": "zeros"},
        "equal_weights",
        "network.block.network.hidden.params.kernel_initializer",
        True,
    ),
    (TWO, {"network.3.params.units": 5}, "units_for_classes", "network.second.params.units", True),
    (
        TWO,
        {"network.3.params.activation": "relu"},
        "probabilities_expected",
        "network.second.params.activation",
        True,
    ),
    (PIXELS, {"network.2.params.filters": 10}, "output_for_pixels", "network.output", True),
    (PIXELS, {"network.1.params.padding": "valid"}, "output_for_pixels", "network.output", False),
    (
        PIXELS,
        {"network.2.params.activation": "sigmoid"},
        "probabilities_expected",
        "network.output.params.activation",
        True,
    ),
    (AGAIN, {"network.2.params.filters": 3}, "output_for_input", "network.output", True),
    (
        AGAIN,
        {"network.2.params.activation": "relu"},
        "probabilities_expected",
        "network.output.params.activation",
        True,
    ),
]
METRICS = [
    *(
        (PLAIN, {"metrics": [component(kind)]}, "metric_needs_two_classes", "metrics.0", True)
        for kind in (
            "AUC",
            "Precision",
            "Recall",
            "TruePositives",
            "TrueNegatives",
            "FalsePositives",
            "FalseNegatives",
            "BinaryAccuracy",
            "BinaryCrossentropy",
            "Hinge",
            "BinaryIoU",
        )
    ),
    *(
        (PLAIN, {"metrics": [component(kind)]}, "metric_needs_one_hot", "metrics.0", True)
        for kind in (
            "CategoricalAccuracy",
            "CategoricalCrossentropy",
            "F1Score",
            "FBetaScore",
            "KLDivergence",
            "TopKCategoricalAccuracy",
            "CategoricalHinge",
        )
    ),
    *(
        (PLAIN, {"metrics": [component(kind)]}, "value_metric_for_classes", "metrics.0", True)
        for kind in (
            "MeanAbsoluteError",
            "MeanSquaredError",
            "RootMeanSquaredError",
            "R2Score",
            "CosineSimilarity",
            "PearsonCorrelation",
            "LogCoshError",
            "Poisson",
        )
    ),
    *(
        (VALUES, {"metrics": [component(kind)]}, "class_metric_for_values", "metrics.0", True)
        for kind in (
            "SparseCategoricalAccuracy",
            "CategoricalAccuracy",
            "BinaryAccuracy",
            "Accuracy",
            "AUC",
            "Precision",
            "F1Score",
            "KLDivergence",
            "BinaryIoU",
        )
    ),
    *(
        (PAIR, {"metrics": [component(kind)]}, "metric_needs_units", "metrics.0", True)
        for kind in ("SparseCategoricalAccuracy", "CategoricalAccuracy", "TopKCategoricalAccuracy")
    ),
    *(
        (ONE_HOT, {"metrics": [component(kind)]}, "metric_needs_integers", "metrics.0", True)
        for kind in (
            "SparseCategoricalAccuracy",
            "SparseTopKCategoricalAccuracy",
            "SparseCategoricalCrossentropy",
        )
    ),
    (VALUES, {"metrics": ["accuracy"]}, "class_metric_for_values", "metrics.0", True),
    (PLAIN, {"metrics": ["mae"]}, "value_metric_for_classes", "metrics.0", True),
    (PLAIN, {"metrics": {"output": "mae"}}, "value_metric_for_classes", "metrics.output", True),
    (PLAIN, {"metrics": {"output": ["mae"]}}, "value_metric_for_classes", "metrics.output.0", True),
    (
        PLAIN,
        {"metrics": {"output": component("AUC")}},
        "metric_needs_two_classes",
        "metrics.output",
        True,
    ),
    (PLAIN, {"metrics": [component("Accuracy")]}, "accuracy_compares_exactly", "metrics.0", True),
    (ONE_HOT, {"metrics": [component("Accuracy")]}, "accuracy_compares_exactly", "metrics.0", True),
    (PAIR, {"metrics": [component("Accuracy")]}, "accuracy_compares_exactly", "metrics.0", True),
    (
        PLAIN,
        {"metrics": [component("MeanIoU", num_classes=10)]},
        "metric_compares_classes",
        "metrics.0",
        True,
    ),
    (
        PLAIN,
        {"metrics": [component("MeanIoU", num_classes=3, sparse_y_pred=False)]},
        "metric_num_classes",
        "metrics.0",
        True,
    ),
    (
        ONE_HOT,
        {"metrics": [component("OneHotMeanIoU", num_classes=3)]},
        "metric_num_classes",
        "metrics.0",
        True,
    ),
    (
        ONE_HOT,
        {"metrics": [component("BinaryAccuracy")]},
        "metric_counts_each_unit",
        "metrics.0",
        True,
    ),
    (
        ONE_HOT,
        {"metrics": [component("Precision", class_id=10)]},
        "metric_class_id",
        "metrics.0",
        True,
    ),
    (
        TABLE,
        {"metrics": [component("SparseTopKCategoricalAccuracy")]},
        "top_k_of_few",
        "metrics.0",
        True,
    ),
    (TABLE, {"metrics": ["sparse_top_k_categorical_accuracy"]}, "top_k_of_few", "metrics.0", True),
    (VALUES, {"metrics": [component("CosineSimilarity")]}, "metric_along_one", "metrics.0", True),
    (VALUES, {"metrics": [component("PearsonCorrelation")]}, "metric_along_one", "metrics.0", True),
    (
        PLAIN,
        {"metrics": [component("SparseCategoricalAccuracy", name="loss")]},
        "metric_named_loss",
        "metrics.0",
        True,
    ),
    (
        PLAIN,
        {"metrics": [component("SparseCategoricalCrossentropy", from_logits=True)]},
        "metric_expects_scores",
        "metrics.0",
        True,
    ),
    (
        LOGITS,
        {"metrics": [component("SparseCategoricalCrossentropy")]},
        "metric_expects_shares",
        "metrics.0",
        True,
    ),
    (
        PAIR,
        {"network.2.params": {"units": 1}, "loss.params.from_logits": True},
        "metric_cuts_scores",
        "metrics.0",
        True,
    ),
    (
        PAIR,
        {
            "network.2.params": {"units": 1},
            "loss.params.from_logits": True,
            "metrics": [component("Recall")],
        },
        "metric_cuts_scores",
        "metrics.0",
        True,
    ),
    (
        PAIR,
        {"network.2.params": {"units": 1}, "loss.params.from_logits": True, "metrics": ["AUC"]},
        "metric_expects_shares",
        "metrics.0",
        True,
    ),
    (PLAIN, {"metrics": ["acuracy"]}, "unknown_kind_near", "metrics.0", True),
    (
        PLAIN,
        {"metrics": [component("AUC", num_thresholds=0)]},
        "param_at_least",
        "metrics.0.params.num_thresholds",
        True,
    ),
    (TWO, {"metrics.output": ["mae"]}, "value_metric_for_classes", "metrics.output.0", True),
    (TWO, {"metrics": ["mae"]}, "value_metric_for_classes", "metrics.0", True),
    (PIXELS, {"metrics": [component("Precision")]}, "metric_for_pixels", "metrics.0", True),
    (AGAIN, {"metrics": ["accuracy"]}, "metric_for_input", "metrics.0", True),
]


def stopping(**params):
    return {"callbacks": [component("EarlyStopping", **params)]}


def plateau(**params):
    return {"callbacks": [component("ReduceLROnPlateau", **params)]}


COSINE = component("CosineDecay", initial_learning_rate=0.001, decay_steps=360)
CALLBACKS = [
    (
        PLAIN,
        stopping(monitor="val_accuracy"),
        "unknown_monitor",
        "callbacks.0.params.monitor",
        True,
    ),
    (PLAIN, stopping(monitor="val_los"), "unknown_monitor", "callbacks.0.params.monitor", True),
    (PLAIN, stopping(monitor="accuracy"), "unknown_monitor", "callbacks.0.params.monitor", True),
    (
        PLAIN,
        {"callbacks": ["EarlyStopping"], "data.validation": None},
        "monitor_without_validation",
        "callbacks.0.params.monitor",
        True,
    ),
    (
        PLAIN,
        {**stopping(monitor="val_loss"), "data.validation": None},
        "monitor_without_validation",
        "callbacks.0.params.monitor",
        True,
    ),
    (
        PLAIN,
        {**plateau(), "data.validation": None},
        "monitor_without_validation",
        "callbacks.0.params.monitor",
        True,
    ),
    (PLAIN, plateau(monitor="val_f1"), "unknown_monitor", "callbacks.0.params.monitor", True),
    (
        PLAIN,
        {
            "callbacks": [
                component(
                    "ModelCheckpoint", filepath="a.keras", save_best_only=True, monitor="val_acc"
                )
            ]
        },
        "unknown_monitor",
        "callbacks.0.params.monitor",
        True,
    ),
    (
        TWO,
        stopping(monitor="val_output_accuracy"),
        "monitor_without_direction",
        "callbacks.0.params.mode",
        True,
    ),
    (TWO, stopping(monitor="val_accuracy"), "unknown_monitor", "callbacks.0.params.monitor", True),
    (
        PAIR,
        {**stopping(monitor="true_positives"), "metrics": [component("TruePositives")]},
        "monitor_without_direction",
        "callbacks.0.params.mode",
        True,
    ),
    (
        PLAIN,
        stopping(monitor="val_loss", mode="max"),
        "monitor_wrong_direction",
        "callbacks.0.params.mode",
        True,
    ),
    (
        PLAIN,
        stopping(monitor="val_sparse_categorical_accuracy", mode="min"),
        "monitor_wrong_direction",
        "callbacks.0.params.mode",
        True,
    ),
    (
        VALUES,
        stopping(monitor="val_mean_absolute_error", mode="max"),
        "monitor_wrong_direction",
        "callbacks.0.params.mode",
        True,
    ),
    (
        PLAIN,
        stopping(monitor="val_sparse_categorical_accuracy", min_delta=1),
        "min_delta_too_large",
        "callbacks.0.params.min_delta",
        True,
    ),
    (PLAIN, stopping(patience=10), "patience_too_long", "callbacks.0.params.patience", True),
    (
        PLAIN,
        stopping(start_from_epoch=12),
        "patience_too_long",
        "callbacks.0.params.start_from_epoch",
        True,
    ),
    (PLAIN, plateau(patience=10), "patience_too_long", "callbacks.0.params.patience", True),
    (
        PLAIN,
        plateau(patience=2, min_lr=0.01),
        "plateau_at_its_end",
        "callbacks.0.params.min_lr",
        True,
    ),
    (
        PLAIN,
        {
            "callbacks": [
                component("EarlyStopping", patience=3),
                component("ReduceLROnPlateau", patience=5),
            ]
        },
        "plateau_after_stop",
        "callbacks.1.params.patience",
        True,
    ),
    (
        PLAIN,
        {**plateau(patience=2), "optimizer": component("Adam", learning_rate=COSINE)},
        "schedule_and_plateau",
        "callbacks.0",
        True,
    ),
    (PLAIN, {"callbacks": ["SwapEMAWeights"]}, "swap_without_ema", "callbacks.0", True),
    (
        PLAIN,
        {"callbacks": ["SwapEMAWeights"], "optimizer": "adam"},
        "swap_without_ema",
        "callbacks.0",
        True,
    ),
    (
        PLAIN,
        {"callbacks": [component("CSVLogger", filename="log.csv")] * 2},
        "same_file",
        "callbacks.1.params.filename",
        True,
    ),
    (
        PLAIN,
        {"callbacks": [component("ModelCheckpoint", filepath="best.keras")] * 2},
        "same_file",
        "callbacks.1.params.filepath",
        True,
    ),
    (PLAIN, plateau(factor=2.0), "param_above_below", "callbacks.0.params.factor", True),
    (PLAIN, stopping(patience=-1), "param_at_least", "callbacks.0.params.patience", True),
    (PLAIN, stopping(patienc=1), "unknown_param_near", "callbacks.0.params.patienc", True),
    (PLAIN, stopping(mode="lowest"), "param_not_a_choice", "callbacks.0.params.mode", True),
    (
        PLAIN,
        {"callbacks": [component("ModelCheckpoint", filepath="best.txt")]},
        "rule_checkpoint_file",
        "callbacks.0.params.filepath",
        True,
    ),
    (PLAIN, {"callbacks": ["EarlyStoping"]}, "unknown_kind_near", "callbacks.0", True),
]


def adam(rate, kind="Adam", **params):
    return {"optimizer": component(kind, learning_rate=rate, **params)}


RATE = "optimizer.params.learning_rate"
OPTIMIZERS = [
    (PLAIN, adam(0.0), "rate_is_zero", RATE, True),
    (PLAIN, adam(1.0), "rate_too_high", RATE, True),
    (PLAIN, adam(0.3), "rate_too_high", RATE, True),
    (PLAIN, adam(1e-9), "rate_too_low", RATE, True),
    (PLAIN, adam(10.0, "SGD"), "rate_too_high", RATE, True),
    (PLAIN, adam(0.1, "Lion"), "rate_too_high", RATE, True),
    (PLAIN, adam(0.5, "RMSprop"), "rate_too_high", RATE, True),
    (PLAIN, adam(-0.1), "param_at_least", RATE, True),
    (PLAIN, adam("fast"), "unknown_kind", RATE, False),
    (
        PLAIN,
        {"optimizer": component("SGD", nesterov=True)},
        "nesterov_without_momentum",
        "optimizer.params.nesterov",
        True,
    ),
    (
        PLAIN,
        {"optimizer": component("SGD", momentum=1.0)},
        "momentum_never_fades",
        "optimizer.params.momentum",
        True,
    ),
    (
        PLAIN,
        {"optimizer": component("Adam", gradient_accumulation_steps=1000)},
        "accumulates_for_ever",
        "optimizer.params.gradient_accumulation_steps",
        True,
    ),
    (
        PLAIN,
        {"optimizer": component("Adam", clipnorm=1.0, clipvalue=1.0)},
        "rule_at_most_one",
        "optimizer.params.clipvalue",
        True,
    ),
    (
        PLAIN,
        {"optimizer": component("Adam", beta_1=1.0)},
        "param_from_below",
        "optimizer.params.beta_1",
        True,
    ),
    (PLAIN, {"optimizer": "adm"}, "unknown_kind_near", "optimizer", True),
    (
        PLAIN,
        {"optimizer": component("Adam", lr=0.1)},
        "unknown_param_near",
        "optimizer.params.lr",
        True,
    ),
    (
        PLAIN,
        adam(component("CosineDecay", initial_learning_rate=0.001, decay_steps=20)),
        "schedule_ends_early",
        RATE,
        True,
    ),
    (
        PLAIN,
        adam(
            component(
                "PolynomialDecay",
                initial_learning_rate=0.001,
                decay_steps=20,
                end_learning_rate=0.0,
            )
        ),
        "schedule_ends_early",
        RATE,
        True,
    ),
    (
        PLAIN,
        adam(
            component("ExponentialDecay", initial_learning_rate=0.1, decay_steps=1, decay_rate=0.9)
        ),
        "schedule_ends_early",
        RATE,
        True,
    ),
    (
        PLAIN,
        adam(component("PiecewiseConstantDecay", boundaries=[5], values=[0.01, 0.0])),
        "schedule_ends_early",
        RATE,
        False,
    ),
    (
        PLAIN,
        adam(component("CosineDecay", initial_learning_rate=0.001, decay_steps=100000)),
        "schedule_never_acts",
        RATE,
        True,
    ),
    (
        PLAIN,
        adam(
            component(
                "ExponentialDecay", initial_learning_rate=0.001, decay_steps=100000, decay_rate=0.9
            )
        ),
        "schedule_never_acts",
        RATE,
        True,
    ),
    (
        PLAIN,
        adam(
            component(
                "InverseTimeDecay", initial_learning_rate=0.001, decay_steps=100000, decay_rate=0.5
            )
        ),
        "schedule_never_acts",
        RATE,
        True,
    ),
    (
        PLAIN,
        adam(component("PiecewiseConstantDecay", boundaries=[100000], values=[0.01, 0.001])),
        "schedule_never_acts",
        RATE,
        False,
    ),
    (
        PLAIN,
        adam(
            component(
                "CosineDecay",
                initial_learning_rate=0.0,
                decay_steps=100,
                warmup_target=0.001,
                warmup_steps=1000,
            )
        ),
        "warmup_never_ends",
        RATE,
        True,
    ),
    (
        PLAIN,
        adam(component("CosineDecay", initial_learning_rate=0.0, decay_steps=100)),
        "rate_is_zero",
        RATE,
        False,
    ),
    (
        PLAIN,
        adam(component("CosineDecay", initial_learning_rate=0.001, decay_steps=0)),
        "param_at_least",
        RATE + ".params.decay_steps",
        True,
    ),
]
COLUMNS = [f"{part} {way} (cm)" for part in ("sepal", "petal") for way in ("length", "width")]
FIGURES = "fit.layer_figures.every"
SNAPSHOTS = "fit.snapshots.every"
DATA = [
    (KNOWN, {"data.scaling": "unit"}, "architecture_scales_itself", "data.scaling", True),
    (PLAIN, {"data": ...}, "no_data", "data", False),
    (PLAIN, {"loss": ...}, "no_loss", "loss", True),
    (PLAIN, {"optimizer": ...}, "no_optimizer", "optimizer", True),
    (PLAIN, {"fit": ...}, "no_fit", "fit", True),
    (PLAIN, {"seed": -4}, "seed_out_of_range", "seed", True),
    (PLAIN, {"fit.epochs": 0}, "below_one", "fit.epochs", True),
    (PLAIN, {"fit.batch_size": 0}, "below_one", "fit.batch_size", True),
    (PLAIN, {"fit.batch_size": 5000}, "batch_too_large", "fit.batch_size", True),
    (PLAIN, {"fit.layer_figures": {"every": 0}}, "layer_figures_below_one", FIGURES, True),
    (PLAIN, {"fit.layer_figures": {"every": 99}}, "layer_figures_too_seldom", FIGURES, True),
    (PLAIN, {"fit.snapshots": {"every": 0}}, "snapshots_below_one", SNAPSHOTS, True),
    (PLAIN, {"fit.snapshots": {"every": 99}}, "snapshots_too_seldom", SNAPSHOTS, True),
    (PLAIN, {"fit.epochs": 500, "fit.snapshots": {}}, "snapshots_thinned", SNAPSHOTS, True),
    (
        PLAIN,
        {"fit.epochs": 30_000, "fit.layer_figures": {}},
        "layer_figures_too_many",
        FIGURES,
        True,
    ),
    (
        PLAIN,
        {"fit.batch_size": 1, "network.3": node("norm", "BatchNormalization")},
        "batch_of_one",
        "fit.batch_size",
        True,
    ),
    (PLAIN, {"data.kind": "digit"}, "data_kind_unknown", "data.kind", True),
    (PLAIN, {"data.params": {"size": 3}}, "data_params_unknown", "data.params", True),
    (PLAIN, {"data.scaling": "none"}, "unscaled_pixels", "data.scaling", True),
    (
        PLAIN,
        {"network.1": node("scale", "Rescaling", scale=0.0625)},
        "scaled_twice",
        "data.scaling",
        True,
    ),
    (
        PLAIN,
        {"data.validation": {"kind": "kfold"}},
        "data_validation_unknown",
        "data.validation",
        True,
    ),
    (
        PLAIN,
        {"data.validation": component("holdout", fraction=1.5)},
        "data_fraction_invalid",
        "data.validation.params.fraction",
        True,
    ),
    (
        PLAIN,
        {"data.validation": component("holdout", fraction=0.0001)},
        "data_fraction_too_small",
        "data.validation.params.fraction",
        True,
    ),
    (
        PLAIN,
        {"data.validation": component("holdout", fraction=0.9999)},
        "data_fraction_too_large",
        "data.validation.params.fraction",
        True,
    ),
    (
        TABLE,
        {"data.validation": component("holdout", fraction=0.05)},
        "data_validation_small",
        "data.validation.params.fraction",
        True,
    ),
    (
        TABLE,
        {"data.validation": component("holdout", fraction=0.8)},
        "data_validation_large",
        "data.validation.params.fraction",
        True,
    ),
    (VALUES, {"data.labels": "one_hot"}, "data_one_hot_values", "data.labels", True),
    (VALUES, {"data.labels": "pixels"}, "data_pixels_without_ink", "data.labels", True),
    (
        PLAIN,
        {"network.0.params.shape": [8, 8]},
        "input_without_channels",
        "network.input.params.shape",
        True,
    ),
    (
        PLAIN,
        {"network.0.params.shape": [28, 28, 1]},
        "input_shape_differs",
        "network.input.params.shape",
        True,
    ),
    (
        TABLE,
        {"network.0.params.shape": [5]},
        "input_shape_differs",
        "network.input.params.shape",
        True,
    ),
    (
        PLAIN,
        {"data.augmentation": [component("RandomFlip", mode="horizontal")]},
        "augmentation_changes_digits",
        "data.augmentation.0",
        True,
    ),
    (
        PLAIN,
        {"data.augmentation": [component("RandomRotation", factor=0.5)]},
        "augmentation_changes_digits",
        "data.augmentation.0",
        True,
    ),
    (
        PLAIN,
        {"data.augmentation": [component("RandomBrightness", factor=0.2)]},
        "augmentation_range",
        "data.augmentation.0.params.value_range",
        True,
    ),
    (
        PLAIN,
        {"data.augmentation": [component("Dense", units=2)]},
        "not_an_augmentation",
        "data.augmentation.0",
        True,
    ),
    (
        TABLE,
        {"data.augmentation": [component("RandomFlip")]},
        "augmentation_of_table",
        "data.augmentation.0",
        True,
    ),
    (
        PIXELS,
        {
            "data.augmentation": [
                component("RandomTranslation", height_factor=0.1, width_factor=0.1)
            ]
        },
        "augmentation_moves_targets",
        "data.augmentation.0",
        True,
    ),
    (TABLE, {"data.inputs": {"inputs": COLUMNS}}, "data_input_unknown", "data.inputs.inputs", True),
    (
        TABLE,
        {"data.inputs": {"input": [*COLUMNS[:3], "petal widht"]}},
        "data_column_unknown",
        "data.inputs.input",
        True,
    ),
    (PLAIN, {"data.inputs": {"input": ["a"]}}, "data_inputs_no_table", "data.inputs", True),
    (
        PLAIN,
        {"data.kind": "mnist_5k", "data.scaling": "none", "network.0.params.shape": [28, 28, 1]},
        "unscaled_pixels",
        "data.scaling",
        True,
    ),
    (
        {**TABLE, "data": {"kind": "wine", "scaling": "none"}},
        {"network.0.params.shape": [13]},
        "unscaled_columns",
        "data.scaling",
        True,
    ),
    (
        PLAIN,
        {"network.1": node("embed", "Embedding", input_dim=17, output_dim=2)},
        "indices_scaled",
        "data.scaling",
        True,
    ),
    (
        PLAIN,
        {
            "data.scaling": "none",
            "network.1": node("embed", "Embedding", input_dim=5, output_dim=2),
        },
        "too_few_indices",
        "network.embed.params.input_dim",
        True,
    ),
    (
        PLAIN,
        {"data.scaling": "none", "network.1": node("look", "IntegerLookup")},
        "never_adapted",
        "network.look.params.vocabulary",
        False,
    ),
    (
        PLAIN,
        {"network.1": node("words", "StringLookup", vocabulary=["a"])},
        "text_layer_for_numbers",
        "network.words",
        False,
    ),
    (
        TABLE,
        {
            "network.1": node("hidden", "Dense", units=4),
            "network.2": node("norm", "Normalization"),
            "network.3": TABLE["network"][2],
        },
        "normalization_too_late",
        "network.norm",
        True,
    ),
    (
        INSIDE,
        {
            "network.1.network.2": node("norm", "Normalization"),
            "network.1.network.3": INSIDE["network"][1]["network"][2],
        },
        "normalization_too_late",
        "network.block.network.norm",
        True,
    ),
    (
        INSIDE,
        {
            "network.2": INSIDE["network"][1],
            "network.1": node("before", "Dense", units=4),
            "network.2.network.1": node("norm", "Normalization"),
        },
        "normalization_too_late",
        "network.block.network.norm",
        True,
    ),
    (
        INSIDE,
        {
            "network.1.network.1": node("norm", "Normalization"),
            "network.2": {"name": "again", "shares": "block", "inputs": ["input"]},
            "network.3": {**node("both", "Add"), "inputs": ["block", "again"]},
        },
        "normalization_shared",
        "network.block",
        False,
    ),
    (
        PLAIN,
        {"network.1": node("each", "TimeDistributed", layer={"kind": "Normalization"})},
        "normalization_wrapped",
        "network.each.params.layer",
        True,
    ),
    (
        PLAIN,
        {"network": [node("input", "Input", shape=[8, 8, 1])]},
        "no_layers",
        "network.input",
        False,
    ),
    (PLAIN, {"network": []}, "empty_network", "network", True),
    (PLAIN, {"network.0": ...}, "no_input", "network", True),
    (PLAIN, {"network.2.name": "conv"}, "duplicate_name", "network.conv", True),
    (PLAIN, {"network.4.inputs": ["hiden"]}, "unknown_node_near", "network.output.inputs", True),
    (PLAIN, {"outputs": ["outputs"]}, "unknown_node_near", "outputs", True),
    (PLAIN, {"outputs": ["output", "output"]}, "output_twice", "outputs", True),
    (PLAIN, {"outputs": []}, "no_outputs", "outputs", True),
    (PLAIN, {"network.4.inputs": ["flat"]}, "unused_node", "network.hidden", True),
    (PLAIN, {"network.3.inputs": ["hidden"]}, "reads_itself", "network.hidden.inputs", True),
    (PLAIN, {"network.3.inputs": []}, "no_inputs_given", "network.hidden.inputs", True),
    (PLAIN, {"network.0.inputs": ["flat"]}, "input_reads", "network.input.inputs", True),
    (PLAIN, {"network.3.inputs": ["output"]}, "cycle", "network.hidden.inputs", True),
    (
        PLAIN,
        {"network.5": {**node("late", "Input", shape=[8, 8, 1])}, "outputs": ["output"]},
        "unused_input",
        "network.late",
        True,
    ),
    (
        PLAIN,
        {"network.3": {"name": "hidden", "shares": "flatt"}},
        "unknown_node_near",
        "network.hidden.shares",
        True,
    ),
    (
        PLAIN,
        {"network.3": {"name": "hidden", "shares": "flat", "kind": "Dense"}},
        "shares_has_own",
        "network.hidden",
        True,
    ),
    (
        TABLE,
        {"network.1.trainable": False, "network.2.trainable": False},
        "all_frozen",
        "network.output.trainable",
        True,
    ),
    (TABLE, {"network.1.params.units": 20000000}, "giant_layer", "network.hidden", False),
    (PLAIN, {"fits": {}}, "unknown_key_near", "fits", True),
    (PLAIN, {"colour": "red"}, "unknown_key", "colour", True),
    (PLAIN, {"data.scale": "unit"}, "unknown_key_near", "data.scale", True),
    (PLAIN, {"data.scaling": "units"}, "unknown_choice", "data.scaling", True),
    (PLAIN, {"fit.epoch": 3}, "unknown_key_near", "fit.epoch", True),
    (PLAIN, {"fit.epochs": "ten"}, "wrong_type", "fit.epochs", False),
    (PLAIN, {"network.1.kind": ...}, "missing_key", "network.conv.kind", False),
]
EXPERIMENTS = LABELS + OUTPUTS + METRICS + CALLBACKS + OPTIMIZERS + DATA
EXPERIMENTS += files(PLAIN) + rates(PLAIN) + formulas(PLAIN) + precision(PLAIN)
EXPERIMENTS += threads(PLAIN)
EXPERIMENTS += weighting(PLAIN, TABLE, VALUES, TWO, PIXELS, AGAIN)
EXPERIMENTS += targets(VALUES) + pretrained(PLAIN)
