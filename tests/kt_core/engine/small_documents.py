"""Small experiments for engine tests: real data, few numbers, trained in a moment."""

import copy

HEAD = {"format": "kt-experiment", "version": 1}


def network(*nodes, shape=(8, 8, 1), **more):
    """A document of an Input and these nodes; a node is a dict, or (kind, params)."""
    found = [{"name": "input", "kind": "Input", "params": {"shape": list(shape)}}]
    for place, node in enumerate(nodes, start=1):
        if isinstance(node, tuple):
            node = {"name": f"n{place}", "kind": node[0], "params": node[1]}
        found.append(node)
    return {**HEAD, "network": found, **copy.deepcopy(more)}


def experiment(*nodes, kind="digits", **more):
    """A complete experiment on scikit-learn's digits (or other data), two epochs."""
    usual = {
        "name": "small",
        "seed": 3,
        "data": {"kind": kind, "scaling": "unit"},
        "loss": {"kind": "SparseCategoricalCrossentropy"},
        "optimizer": {"kind": "Adam"},
        "metrics": [{"kind": "SparseCategoricalAccuracy"}],
        "fit": {"epochs": 2, "batch_size": 64},
    }
    return network(*(nodes or DENSE), **{**usual, **more})


DENSE = (
    ("Flatten", {}),
    ("Dense", {"units": 16, "activation": "relu"}),
    ("Dropout", {"rate": 0.3}),
    ("Dense", {"units": 10, "activation": "softmax"}),
)

AUGMENTED = experiment(
    ("Conv2D", {"filters": 4, "kernel_size": 3}),
    ("BatchNormalization", {}),
    ("ReLU", {}),
    ("Flatten", {}),
    {"name": "随机失活", "kind": "Dropout", "params": {"rate": 0.3}},
    ("Dense", {"units": 10, "activation": "softmax"}),
    data={
        "kind": "digits",
        "scaling": "standard",
        "augmentation": [{"kind": "RandomTranslation", "params": {"height_factor": 0.1,
                                                                 "width_factor": 0.1}}],
    },
    callbacks=[
        {"kind": "ReduceLROnPlateau", "params": {"monitor": "val_loss", "patience": 1}},
        {"kind": "ModelCheckpoint", "params": {"filepath": "best.keras", "save_best_only": True}},
    ],
)  # fmt: skip

_BLOCK = [
    {"name": "x", "kind": "Input", "params": {"shape": [8, 8, 1]}},
    {"name": "flat", "kind": "Flatten"},
    {"name": "hidden", "kind": "Dense", "params": {"units": 8, "activation": "relu"}},
    {"name": "drop", "kind": "Dropout", "params": {"rate": 0.2}},
]
_ANSWER = {"units": 10, "activation": "softmax"}
_GRU = {"kind": "GRU", "params": {"units": 4}}
GRAPH = experiment(
    {"name": "second", "kind": "Input", "params": {"shape": [8, 8, 1]}},
    {"name": "block", "kind": "Network", "inputs": ["input"], "network": _BLOCK},
    {"name": "again", "shares": "block", "inputs": ["second"]},
    {"name": "both", "kind": "Concatenate", "inputs": ["block", "again"]},
    {"name": "unused", "kind": "Dense", "params": {"units": 3}, "inputs": ["both"]},
    {"name": "rows", "kind": "Reshape", "params": {"target_shape": [8, 8]}, "inputs": ["input"]},
    {"name": "ways", "kind": "Bidirectional", "params": {"layer": _GRU}},
    {
        "name": "attend",
        "kind": "MultiHeadAttention",
        "params": {"num_heads": 1, "key_dim": 4},
        "inputs": {"query": "rows", "value": "rows"},
    },
    {"name": "pool", "kind": "GlobalAveragePooling1D"},
    {"name": "a", "kind": "Dense", "params": _ANSWER, "inputs": ["both"]},
    {"name": "all", "kind": "Concatenate", "inputs": ["ways", "pool", "both"]},
    {"name": "b", "kind": "Dense", "params": _ANSWER},
    outputs=["a", "b"],
    loss={"a": "sparse_categorical_crossentropy", "b": "sparse_categorical_crossentropy"},
    metrics={"a": ["accuracy"]},
)

_NORMALIZATION = {"name": "norm", "kind": "Normalization"}
_DEEPER = [
    {"name": "y", "kind": "Input", "params": {"shape": [4]}},
    _NORMALIZATION,
    {"name": "hidden", "kind": "Dense", "params": {"units": 6, "activation": "relu"}},
]
_PAIR = [
    {"name": "a", "kind": "Input", "params": {"shape": [4]}},
    {"name": "b", "kind": "Input", "params": {"shape": [6]}},
    {"name": "twice", "kind": "Rescaling", "params": {"scale": 2.0}, "inputs": ["a"]},
    _NORMALIZATION,
    {"name": "other norm", "kind": "Normalization", "inputs": ["b"]},
    {"name": "both", "kind": "Concatenate", "inputs": ["norm", "other norm"]},
]
MEASURED_INSIDE = experiment(
    {
        "name": "块",
        "kind": "Network",
        "network": [
            {"name": "x", "kind": "Input", "params": {"shape": [4]}},
            {"name": "shift", "kind": "Rescaling", "params": {"scale": 1.0, "offset": 3.0}},
            {"name": "deeper", "kind": "Network", "network": _DEEPER},
        ],
    },
    {"name": "pair", "kind": "Network", "inputs": ["input", "块"], "network": _PAIR},
    {"name": "answer", "kind": "Dense", "params": {"units": 3, "activation": "softmax"}},
    kind="iris",
    data={
        "kind": "iris",
        "scaling": "none",
        "validation": {"kind": "fold", "params": {"folds": 3, "fold": 2}},
    },
    fit={"epochs": 2, "batch_size": 16},
)
"""Normalization layers in networks inside networks, one of them with two inputs; a fold."""
MEASURED_INSIDE["network"][0]["params"]["shape"] = [4]

SEVERAL = experiment(
    ("Dense", {"units": 6, "activation": "relu"}),
    ("Dense", {"units": 3}),
    shape=(2,),
    data={"kind": "venn", "params": {"examples": 200, "noise": 0.1}, "scaling": "standard"},
    loss={"kind": "BinaryCrossentropy", "params": {"from_logits": True}},
    metrics=[
        {"kind": "BinaryAccuracy", "params": {"threshold": 0.0}},
        {"kind": "AUC", "params": {"multi_label": True, "from_logits": True}},
    ],
)
