"""Mistakes in networks, as data: (shape of the Input, nodes, code, name of the node at fault, fix).

`fix` says whether a fix is offered that mends it. Nodes are `(kind, params)`, called n1, n2, ...,
or whole nodes. Each is also planted inside a nested network.
"""

CONV1, CONV2 = (
    ("Conv1D", {"filters": 4, "kernel_size": 3}),
    ("Conv2D", {"filters": 4, "kernel_size": 3}),
)
CONV3 = ("Conv3D", {"filters": 2, "kernel_size": 2})
POOL1, POOL2, POOL3 = ("MaxPooling1D", {}), ("MaxPooling2D", {}), ("MaxPooling3D", {})
LSTM, GRU, RNN = ("LSTM", {"units": 3}), ("GRU", {"units": 3}), ("SimpleRNN", {"units": 3})
DENSE, FLAT = ("Dense", {"units": 4, "activation": "relu"}), ("Flatten", {})
IMAGE, SERIES, ROW, VOLUME = (8, 8, 3), (5, 4), (6,), (4, 4, 4, 2)
CELL = {"kind": "LSTM", "params": {"units": 3}}
BOTH = ("Bidirectional", {"layer": CELL})
INNER = {"kind": "Dense", "params": {"units": 2}}


def joined(kind, *sources, name="join", **params):
    """A node that reads several."""
    return {"name": name, "kind": kind, "params": params, "inputs": list(sources)}


def side(kind, params, name="side", source="input"):
    return {"name": name, "kind": kind, "params": params, "inputs": [source]}


RANKS = [
    ((8, 8), [CONV2], "no_channel_axis", "n1", True),
    ((8, 8), [POOL2], "no_channel_axis", "n1", True),
    (
        (8, 8),
        [("SeparableConv2D", {"filters": 2, "kernel_size": 3})],
        "no_channel_axis",
        "n1",
        True,
    ),
    ((8, 8), [("DepthwiseConv2D", {"kernel_size": 3})], "no_channel_axis", "n1", True),
    (
        (8, 8),
        [("Conv2DTranspose", {"filters": 2, "kernel_size": 3})],
        "no_channel_axis",
        "n1",
        True,
    ),
    ((8, 8), [("GlobalAveragePooling2D", {})], "no_channel_axis", "n1", True),
    ((8, 8), [("UpSampling2D", {})], "no_channel_axis", "n1", True),
    ((8, 8), [("ZeroPadding2D", {})], "no_channel_axis", "n1", True),
    ((8, 8), [("Cropping2D", {"cropping": 1})], "no_channel_axis", "n1", True),
    (ROW, [CONV2], "needs_rank_4", "n1", False),
    (ROW, [POOL2], "needs_rank_4", "n1", False),
    (IMAGE, [FLAT, CONV2], "needs_rank_4", "n2", False),
    (IMAGE, [FLAT, DENSE, POOL2], "needs_rank_4", "n3", False),
    (IMAGE, [("GlobalMaxPooling2D", {}), CONV2], "needs_rank_4", "n2", False),
    (VOLUME, [CONV2], "needs_rank_4", "n1", False),
    (IMAGE, [CONV1], "needs_rank_3", "n1", False),
    (ROW, [CONV1], "needs_rank_3", "n1", False),
    (ROW, [POOL1], "needs_rank_3", "n1", False),
    (IMAGE, [POOL1], "needs_rank_3", "n1", False),
    (IMAGE, [LSTM], "needs_rank_3", "n1", False),
    (ROW, [LSTM], "needs_rank_3", "n1", False),
    (ROW, [GRU], "needs_rank_3", "n1", False),
    (ROW, [RNN], "needs_rank_3", "n1", False),
    (ROW, [BOTH], "needs_rank_3", "n1", False),
    (IMAGE, [BOTH], "needs_rank_3", "n1", False),
    (ROW, [("GlobalAveragePooling1D", {})], "needs_rank_3", "n1", False),
    (ROW, [("UpSampling1D", {})], "needs_rank_3", "n1", False),
    (ROW, [("ZeroPadding1D", {})], "needs_rank_3", "n1", False),
    (ROW, [("TimeDistributed", {"layer": INNER})], "needs_rank_3", "n1", False),
    (ROW, [("SpatialDropout1D", {"rate": 0.2})], "needs_rank_3", "n1", False),
    (SERIES, [("SpatialDropout2D", {"rate": 0.2})], "no_channel_axis", "n1", True),
    (IMAGE, [CONV3], "needs_rank_5", "n1", False),
    (IMAGE, [POOL3], "needs_rank_5", "n1", False),
    (IMAGE, [("ConvLSTM2D", {"filters": 2, "kernel_size": 2})], "needs_rank_5", "n1", False),
    (SERIES, [("RepeatVector", {"n": 3})], "needs_rank_2", "n1", True),
    (IMAGE, [("RepeatVector", {"n": 3})], "needs_rank_2", "n1", True),
    (ROW, [("RandomFlip", {})], "needs_rank_4", "n1", False),
    (SERIES, [("RandomRotation", {"factor": 0.1})], "needs_rank_4", "n1", False),
    (ROW, [("Resizing", {"height": 4, "width": 4})], "needs_rank_4", "n1", False),
    (ROW, [("MultiHeadAttention", {"num_heads": 1, "key_dim": 2})], "needs_rank_3", "n1", False),
    (ROW, [("MobileNetV2", {"weights": None})], "needs_rank_4", "n1", False),
]
CHAINS = [
    (SERIES, [LSTM, LSTM], "last_step_only", "n2", True),
    (SERIES, [GRU, LSTM], "last_step_only", "n2", True),
    (SERIES, [RNN, GRU], "last_step_only", "n2", True),
    (SERIES, [LSTM, ("Dropout", {"rate": 0.2}), LSTM], "last_step_only", "n3", True),
    (SERIES, [BOTH, LSTM], "last_step_only", "n2", True),
    (SERIES, [LSTM, BOTH], "last_step_only", "n2", True),
    (SERIES, [LSTM, CONV1], "last_step_only", "n2", True),
    (SERIES, [LSTM, ("GlobalAveragePooling1D", {})], "last_step_only", "n2", True),
    (SERIES, [LSTM, ("TimeDistributed", {"layer": INNER})], "last_step_only", "n2", True),
    (
        SERIES,
        [LSTM, ("MultiHeadAttention", {"num_heads": 1, "key_dim": 2})],
        "last_step_only",
        "n2",
        True,
    ),
    ((4, 4), [POOL1, POOL1, POOL1], "window_too_large", "n3", True),
    ((4, 4, 1), [CONV2, POOL2, POOL2], "window_too_large", "n3", True),
    ((8, 8, 1), [CONV2, POOL2, CONV2, CONV2], "window_too_large", "n4", True),
    ((8, 8, 1), [("Conv2D", {"filters": 2, "kernel_size": 9})], "window_too_large", "n1", True),
    ((8, 8, 1), [("DepthwiseConv2D", {"kernel_size": 9})], "window_too_large", "n1", True),
    (
        (8, 8, 1),
        [("SeparableConv2D", {"filters": 2, "kernel_size": 9})],
        "window_too_large",
        "n1",
        True,
    ),
    ((8, 8, 1), [("AveragePooling2D", {"pool_size": 9})], "window_too_large", "n1", True),
    ((2, 4), [CONV1], "window_too_large", "n1", True),
    (VOLUME, [("Conv3D", {"filters": 2, "kernel_size": 5})], "window_too_large", "n1", True),
    (
        (8, 8, 1),
        [("Conv2D", {"filters": 2, "kernel_size": 3, "dilation_rate": 5})],
        "window_too_large",
        "n1",
        True,
    ),
    ((4, 4, 1), [("Cropping2D", {"cropping": 2})], "cropping_too_large", "n1", False),
    ((5, 4), [("Cropping1D", {"cropping": 3})], "cropping_too_large", "n1", False),
    (VOLUME, [("Cropping3D", {"cropping": 2})], "cropping_too_large", "n1", False),
    (IMAGE, [("Reshape", {"target_shape": [10, 10]})], "reshape_size", "n1", False),
    (IMAGE, [("Reshape", {"target_shape": [-1, 7]})], "reshape_size", "n1", False),
    (SERIES, [("Permute", {"dims": [2, 1, 3]})], "permute_axes", "n1.params.dims", False),
    (IMAGE, [("Permute", {"dims": [2, 1]})], "permute_axes", "n1.params.dims", False),
    (
        IMAGE,
        [("MobileNetV2", {"weights": None, "include_top": False})],
        "image_too_small",
        "n1",
        False,
    ),
    (
        (64, 64, 3),
        [("InceptionV3", {"weights": None, "include_top": False})],
        "image_too_small",
        "n1",
        False,
    ),
]
JOINS = [
    (
        IMAGE,
        [CONV2, side("Conv2D", {"filters": 4, "kernel_size": 5}), joined("Add", "n1", "side")],
        "shapes_differ",
        "join",
        False,
    ),
    (
        IMAGE,
        [CONV2, side("Conv2D", {"filters": 5, "kernel_size": 3}), joined("Add", "n1", "side")],
        "shapes_differ",
        "join",
        False,
    ),
    (IMAGE, [CONV2, joined("Add", "input", "n1")], "shapes_differ", "join", False),
    (IMAGE, [CONV2, joined("Multiply", "input", "n1")], "shapes_differ", "join", False),
    (IMAGE, [CONV2, joined("Average", "input", "n1")], "shapes_differ", "join", False),
    (IMAGE, [CONV2, joined("Maximum", "input", "n1")], "shapes_differ", "join", False),
    (IMAGE, [CONV2, joined("Subtract", "input", "n1")], "shapes_differ", "join", False),
    (IMAGE, [CONV2, joined("Concatenate", "input", "n1")], "concatenate_shapes", "join", False),
    (IMAGE, [FLAT, joined("Concatenate", "input", "n1")], "concatenate_shapes", "join", False),
    (IMAGE, [CONV2, ("Add", {}), FLAT], "joins_one", "n2", True),
    (IMAGE, [CONV2, ("Concatenate", {}), FLAT], "joins_one", "n2", True),
    (IMAGE, [("Subtract", {})], "needs_several", "n1", False),
    (IMAGE, [("Dot", {"axes": 1})], "needs_several", "n1", False),
    (SERIES, [("Attention", {})], "needs_several", "n1", False),
    (SERIES, [("AdditiveAttention", {})], "needs_several", "n1", False),
    (ROW, [("HashedCrossing", {"num_bins": 4})], "needs_several", "n1", False),
    (IMAGE, [CONV2, FLAT, joined("Subtract", "n1", "n1", "n1")], "needs_two", "join", False),
    (SERIES, [LSTM, joined("Dot", "input", "n1", axes=1)], "dot_axes", "join", False),
    (SERIES, [joined("Dense", "input", "input", units=3)], "too_many", "join", False),
    (
        IMAGE,
        [joined("Conv2D", "input", "input", filters=2, kernel_size=1)],
        "too_many",
        "join",
        False,
    ),
    (
        SERIES,
        [
            joined("LSTM", "input", name="x", units=2),
            {
                "name": "y",
                "kind": "MultiHeadAttention",
                "params": {"num_heads": 1, "key_dim": 2},
                "inputs": {"value": "input"},
            },
        ],
        "argument_missing",
        "y",
        False,
    ),
    (
        SERIES,
        [{"name": "x", "kind": "Dense", "params": {"units": 2}, "inputs": {"input": "input"}}],
        "arguments_of",
        "x.inputs.input",
        True,
    ),
    (
        SERIES,
        [
            {
                "name": "x",
                "kind": "Dense",
                "params": {"units": 2},
                "inputs": [{"node": "input", "output": 3}],
            }
        ],
        "no_such_output",
        "x",
        False,
    ),
    (
        SERIES,
        [
            LSTM,
            {
                "name": "x",
                "kind": "Dense",
                "params": {"units": 2},
                "inputs": [{"node": "n1", "output": 1}],
            },
        ],
        "no_such_output",
        "x",
        False,
    ),
    (
        SERIES,
        [DENSE, ("LSTM", {"units": 2}), {"name": "x", "shares": "n1", "inputs": ["n2"]}],
        "built_for_other",
        "x",
        False,
    ),
    (
        IMAGE,
        [CONV2, {"name": "x", "shares": "n1", "inputs": ["n1"]}],
        "built_for_other",
        "x",
        False,
    ),
]
VALUES = [
    (
        IMAGE,
        [("Conv2D", {"filters": 4, "kernel_size": 3, "groups": 2})],
        "groups_divide",
        "n1",
        True,
    ),
    (IMAGE, [("GroupNormalization", {"groups": 2})], "groups_divide", "n1", True),
    (
        SERIES,
        [("Conv1D", {"filters": 4, "kernel_size": 3, "groups": 3})],
        "rule_multiple_of",
        "n1.params.groups",
        True,
    ),
    (IMAGE, [("BatchNormalization", {"axis": 7})], "axis_out_of_range", "n1", True),
    (IMAGE, [("LayerNormalization", {"axis": 7})], "axis_out_of_range", "n1", True),
    (IMAGE, [("UnitNormalization", {"axis": 7})], "axis_out_of_range", "n1", True),
    (IMAGE, [("Normalization", {"axis": 7})], "axis_out_of_range", "n1", True),
    (IMAGE, [("Softmax", {"axis": 9})], "axis_out_of_range", "n1", True),
    (IMAGE, [CONV2, joined("Concatenate", "n1", "n1", axis=9)], "axis_out_of_range", "join", True),
    (
        SERIES,
        [("MultiHeadAttention", {"num_heads": 1, "key_dim": 2, "attention_axes": 5})],
        "axis_out_of_range",
        "n1",
        True,
    ),
    (SERIES, [("LSTM", {"units": 3, "stateful": True})], "stateful_needs_batch", "n1", True),
    (
        SERIES,
        [("EinsumDense", {"equation": "ab", "output_shape": [4]})],
        "einsum_equation",
        "n1.params.equation",
        False,
    ),
    (
        SERIES,
        [("EinsumDense", {"equation": "abc,cd->abd", "output_shape": [7, 4]})],
        "einsum_shape",
        "n1.params.output_shape",
        False,
    ),
    (
        SERIES,
        [("EinsumDense", {"equation": "abc,cd->abd", "output_shape": [5, 4], "bias_axes": "z"})],
        "einsum_bias",
        "n1.params.bias_axes",
        True,
    ),
    ((None, 4), [FLAT, DENSE], "size_unknown", "n2", False),
    ((None, None, 3), [FLAT, DENSE], "size_unknown", "n2", False),
    ((4, None), [DENSE], "size_unknown", "n1", False),
    ((8, 8, None), [CONV2], "size_unknown", "n1", False),
    ((5, None), [LSTM], "size_unknown", "n1", False),
    (
        (8, 8, 1),
        [("MobileNetV2", {"weights": None, "input_shape": [32, 32, 3]})],
        "network_input_differs",
        "n1",
        False,
    ),
    (
        SERIES,
        [("Bidirectional", {"layer": CELL, "backward_layer": CELL})],
        "rule_mirrored",
        "n1.params.layer",
        True,
    ),
    (
        ROW,
        [("IntegerLookup", {"vocabulary": [3, 3]})],
        "vocabulary_repeats",
        "n1.params.vocabulary",
        False,
    ),
    (
        ROW,
        [("StringLookup", {"vocabulary": ["a", "a"]})],
        "vocabulary_repeats",
        "n1.params.vocabulary",
        False,
    ),
    (
        (8, 8, 1),
        [("RandomHue", {"factor": 0.5, "value_range": [0, 1]})],
        "needs_three_channels",
        "n1",
        False,
    ),
    (ROW, [("Dense", {"units": 0})], "param_at_least", "n1.params.units", True),
    (ROW, [("Dense", {"units": -3})], "param_at_least", "n1.params.units", True),
    (ROW, [("Dense", {"units": 2.5})], "param_not_integer", "n1.params.units", True),
    (ROW, [("Dense", {"units": "64"})], "param_not_integer", "n1.params.units", True),
    (ROW, [("Dense", {})], "missing_param", "n1.params.units", True),
    (ROW, [("Dense", {"unit": 3})], "unknown_param_near", "n1.params.unit", True),
    (
        ROW,
        [("Dense", {"units": 3, "activation": "relo"})],
        "unknown_kind_near",
        "n1.params.activation",
        True,
    ),
    (ROW, [("Dens", {"units": 3})], "unknown_kind_near", "n1", True),
    (ROW, [("Dropout", {"rate": 50})], "param_from_to", "n1.params.rate", True),
    (ROW, [("Dropout", {"rate": -0.1})], "param_from_to", "n1.params.rate", True),
    (
        IMAGE,
        [("Conv2D", {"filters": 4, "kernel_size": 3, "strides": 2, "dilation_rate": 2})],
        "rule_one_above_one",
        "n1.params.dilation_rate",
        True,
    ),
    (
        IMAGE,
        [("Conv2D", {"filters": 4, "kernel_size": 0})],
        "param_at_least",
        "n1.params.kernel_size",
        True,
    ),
    (
        IMAGE,
        [("Conv2D", {"filters": 4, "kernel_size": [3, 3, 3]})],
        "param_not_integer_or_list",
        "n1.params.kernel_size",
        True,
    ),
    (
        IMAGE,
        [("Conv2D", {"filters": 4, "kernel_size": 3, "padding": "full"})],
        "param_not_a_choice",
        "n1.params.padding",
        True,
    ),
    (IMAGE, [("MaxPooling2D", {"strides": 0})], "param_at_least", "n1.params.strides", True),
    (SERIES, [("LSTM", {"units": 3, "dropout": 1.5})], "param_from_to", "n1.params.dropout", True),
    (
        ROW,
        [("Embedding", {"input_dim": 0, "output_dim": 3})],
        "param_at_least",
        "n1.params.input_dim",
        True,
    ),
    (
        ROW,
        [("Dense", {"units": 3, "kernel_initializer": "he_unifrom"})],
        "unknown_kind_near",
        "n1.params.kernel_initializer",
        True,
    ),
    (
        ROW,
        [("Dense", {"units": 3, "kernel_regularizer": {"kind": "L2", "params": {"l2": -1}}})],
        "param_at_least",
        "n1.params.kernel_regularizer.params.l2",
        True,
    ),
    (
        ROW,
        [
            (
                "Dense",
                {
                    "units": 3,
                    "kernel_constraint": {
                        "kind": "MinMaxNorm",
                        "params": {"min_value": 2.0, "max_value": 1.0},
                    },
                },
            )
        ],
        "rule_at_most",
        "n1.params.kernel_constraint.params.min_value",
        True,
    ),
    (SERIES, [("Bidirectional", {"layer": INNER})], "param_other_layer", "n1.params.layer", True),
    (SERIES, [("Bidirectional", {})], "missing_param", "n1.params.layer", True),
]
WEIGHTS = [
    (
        ROW,
        [("Dense", {"units": 4, "activation": "relu", "kernel_initializer": "zeros"}), DENSE],
        "equal_weights",
        "n1.params.kernel_initializer",
        True,
    ),
    (
        ROW,
        [("Dense", {"units": 4, "activation": "relu", "kernel_initializer": "ones"}), DENSE],
        "equal_weights",
        "n1.params.kernel_initializer",
        True,
    ),
    (
        ROW,
        [
            (
                "Dense",
                {
                    "units": 4,
                    "activation": "relu",
                    "kernel_initializer": {"kind": "Constant", "params": {"value": 0.1}},
                },
            ),
            DENSE,
        ],
        "equal_weights",
        "n1.params.kernel_initializer",
        True,
    ),
    (
        IMAGE,
        [
            (
                "Conv2D",
                {
                    "filters": 4,
                    "kernel_size": 3,
                    "activation": "relu",
                    "kernel_initializer": "zeros",
                },
            ),
            FLAT,
        ],
        "equal_weights",
        "n1.params.kernel_initializer",
        True,
    ),
    (ROW, [("Dense", {"units": 8}), DENSE], "linear_in_a_row", "n1.params.activation", True),
    (
        ROW,
        [("Dense", {"units": 8}), ("Dropout", {"rate": 0.1}), DENSE],
        "linear_in_a_row",
        "n1.params.activation",
        True,
    ),
    (
        ROW,
        [("Dense", {"units": 8}), ("BatchNormalization", {}), DENSE],
        "linear_in_a_row",
        "n1.params.activation",
        True,
    ),
    (
        IMAGE,
        [("Conv2D", {"filters": 4, "kernel_size": 3}), CONV2],
        "linear_in_a_row",
        "n1.params.activation",
        True,
    ),
    (
        ROW,
        [("Dense", {"units": 8, "activation": "softmax"}), DENSE],
        "softmax_inside",
        "n1.params.activation",
        True,
    ),
    (ROW, [DENSE, ("ReLU", {})], "activation_twice", "n2", True),
    (
        ROW,
        [("Dense", {"units": 8, "activation": "softmax"}), ("Softmax", {})],
        "activation_twice",
        "n2",
        True,
    ),
    (ROW, [DENSE, ("Activation", {"activation": "tanh"}), DENSE], "activation_twice", "n2", True),
    (ROW, [DENSE, ("Dropout", {"rate": 0.9}), DENSE], "large_dropout", "n2.params.rate", True),
    (
        IMAGE,
        [CONV2, ("SpatialDropout2D", {"rate": 0.8}), FLAT],
        "large_dropout",
        "n2.params.rate",
        True,
    ),
    (
        ROW,
        [
            (
                "Dense",
                {
                    "units": 8,
                    "activation": "relu",
                    "kernel_regularizer": {"kind": "L2", "params": {"l2": 5.0}},
                },
            ),
            DENSE,
        ],
        "strong_regularizer",
        "n1.params.kernel_regularizer",
        True,
    ),
]
SILENT = [
    (ROW, [("RandomBrightness", {"factor": 0.1})], "needs_rank_4", "n1", False),
    (ROW, [("RandomZoom", {"height_factor": 0.1})], "needs_rank_4", "n1", False),
    (VOLUME, [("Resizing", {"height": 4, "width": 4})], "needs_rank_4", "n1", False),
    (VOLUME, [("CenterCrop", {"height": 2, "width": 2})], "needs_rank_4", "n1", False),
    ((8, 8, 1), [("RandomSaturation", {"factor": 0.5})], "needs_three_channels", "n1", False),
    (IMAGE, [("Equalization", {}), CONV2], "equalization_in_network", "n1", True),
    (ROW, [("AdaptiveAveragePooling1D", {"output_size": 2})], "needs_rank_3", "n1", False),
    (SERIES, [("AdaptiveAveragePooling2D", {"output_size": 2})], "needs_rank_4", "n1", False),
    (IMAGE, [("AdaptiveMaxPooling3D", {"output_size": 2})], "needs_rank_5", "n1", False),
    (SERIES, [("AdaptiveMaxPooling1D", {"output_size": 1})], "adaptive_max_of_one", "n1", True),
    (IMAGE, [("AdaptiveMaxPooling2D", {"output_size": 1})], "adaptive_max_of_one", "n1", True),
    (
        IMAGE,
        [("AdaptiveMaxPooling2D", {"output_size": [2, 1]})],
        "adaptive_max_of_one",
        "n1",
        False,
    ),
    (VOLUME, [("AdaptiveMaxPooling3D", {"output_size": 1})], "adaptive_max_of_one", "n1", True),
    (
        IMAGE,
        [("RNN", {"cell": {"kind": "LSTMCell", "params": {"units": 3}}})],
        "needs_rank_3",
        "n1",
        False,
    ),
    (ROW, [joined("Attention", "input", "input")], "needs_rank_3", "join", False),
    (
        IMAGE,
        [("GroupQueryAttention", {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1})],
        "needs_rank_3",
        "n1",
        False,
    ),
    (SERIES, [("CategoryEncoding", {"num_tokens": 5})], "needs_rank_2", "n1", True),
    (
        ROW,
        [joined("HashedCrossing", "input", "input", num_bins=4)],
        "needs_one_column",
        "join",
        False,
    ),
    (
        IMAGE,
        [("EinsumDense", {"equation": "abc,cd->abd", "output_shape": [None, 4]})],
        "einsum_axes",
        "n1.params.equation",
        False,
    ),
]
LAYERS = RANKS + CHAINS + JOINS + VALUES + WEIGHTS + SILENT


def block(first, filters, stride=1):
    """A residual block of Keras' ResNet kind: convolution, normalization and relu, twice."""
    conv = {"filters": filters, "kernel_size": 3, "padding": "same", "use_bias": False}
    return [
        {**side("Conv2D", {**conv, "strides": stride}, "a", first)},
        ("BatchNormalization", {}),
        ("ReLU", {}),
        ("Conv2D", conv),
        {"name": "norm", "kind": "BatchNormalization"},
        side("Conv2D", {"filters": filters, "kernel_size": 1, "strides": stride}, "cut", first),
        joined("Add", "norm", "cut"),
        ("ReLU", {}),
    ]


HEADS = {"num_heads": 2, "key_dim": 4}
FINE = [
    (IMAGE, [("RandomCrop", {"height": 9, "width": 9}), CONV2]),
    (IMAGE, [("RandomGrayscale", {"factor": 0.5})]),
    # A narrow linear layer in the middle is a bottleneck made on purpose.
    ((64,), [("Dense", {"units": 2}), ("Dense", {"units": 64, "activation": "sigmoid"})]),
    (
        IMAGE,
        [
            ("Conv2D", {"filters": 2, "kernel_size": 1}),
            ("Conv2D", {"filters": 6, "kernel_size": 1}),
        ],
    ),
    # Zeros at the end are sound, and so is one linear layer alone.
    (ROW, [DENSE, ("Dense", {"units": 3, "kernel_initializer": "zeros"})]),
    (ROW, [("Dense", {"units": 1, "kernel_initializer": "ones"})]),
    (ROW, [("Dense", {"units": 3})]),
    # Normalization and activation as layers of their own.
    (
        IMAGE,
        [
            ("Conv2D", {"filters": 4, "kernel_size": 3}),
            ("BatchNormalization", {}),
            ("ReLU", {}),
            CONV2,
        ],
    ),
    (IMAGE, [("Conv2D", {"filters": 4, "kernel_size": 3}), POOL2, ("LeakyReLU", {}), FLAT, DENSE]),
    (IMAGE, [("Conv2D", {"filters": 4, "kernel_size": 3}), ("MaxPooling2D", {}), CONV2]),
    (
        IMAGE,
        [("DepthwiseConv2D", {"kernel_size": 3}), ("Conv2D", {"filters": 4, "kernel_size": 1})],
    ),
    (IMAGE, block("input", 4, 2)),
    # Gates: softmax over features that multiplies something.
    (
        ROW,
        [
            ("Dense", {"units": 6, "activation": "softmax"}),
            joined("Multiply", "input", "n1"),
            DENSE,
        ],
    ),
    # Series.
    (SERIES, [("LSTM", {"units": 3, "return_sequences": True}), LSTM, DENSE]),
    (SERIES, [("Bidirectional", {"layer": CELL}), DENSE]),
    (SERIES, [("TimeDistributed", {"layer": INNER}), ("GlobalAveragePooling1D", {})]),
    ((None, 4), [LSTM, DENSE]),
    ((None, 4), [CONV1, ("GlobalMaxPooling1D", {}), DENSE]),
    ((None, None, 3), [CONV2, ("GlobalAveragePooling2D", {}), DENSE]),
    ((10,), [("Embedding", {"input_dim": 50, "output_dim": 4}), LSTM]),
    (
        SERIES,
        [("MultiHeadAttention", HEADS), joined("Add", "input", "n1"), ("LayerNormalization", {})],
    ),
    (SERIES, [joined("Attention", "input", "input"), ("GlobalAveragePooling1D", {})]),
    # keras.io: simple MNIST convnet.
    (
        (28, 28, 1),
        [
            ("Conv2D", {"filters": 32, "kernel_size": 3, "activation": "relu"}),
            POOL2,
            ("Conv2D", {"filters": 64, "kernel_size": 3, "activation": "relu"}),
            POOL2,
            FLAT,
            ("Dropout", {"rate": 0.5}),
            ("Dense", {"units": 10, "activation": "softmax"}),
        ],
    ),
    # keras.io: timeseries classification from scratch.
    (
        (500, 1),
        [
            ("Conv1D", {"filters": 64, "kernel_size": 3, "padding": "same"}),
            ("BatchNormalization", {}),
            ("ReLU", {}),
            ("Conv1D", {"filters": 64, "kernel_size": 3, "padding": "same"}),
            ("BatchNormalization", {}),
            ("ReLU", {}),
            ("GlobalAveragePooling1D", {}),
            ("Dense", {"units": 2, "activation": "softmax"}),
        ],
    ),
    # keras.io: bidirectional LSTM on reviews.
    (
        (None,),
        [
            ("Embedding", {"input_dim": 20000, "output_dim": 128}),
            (
                "Bidirectional",
                {"layer": {"kind": "LSTM", "params": {"units": 64, "return_sequences": True}}},
            ),
            ("Bidirectional", {"layer": {"kind": "LSTM", "params": {"units": 64}}}),
            ("Dense", {"units": 1, "activation": "sigmoid"}),
        ],
    ),
    # keras.io: convolutional autoencoder.
    (
        (28, 28, 1),
        [
            ("Conv2D", {"filters": 32, "kernel_size": 3, "activation": "relu", "padding": "same"}),
            ("MaxPooling2D", {"padding": "same"}),
            (
                "Conv2DTranspose",
                {
                    "filters": 32,
                    "kernel_size": 3,
                    "strides": 2,
                    "activation": "relu",
                    "padding": "same",
                },
            ),
            (
                "Conv2D",
                {"filters": 1, "kernel_size": 3, "activation": "sigmoid", "padding": "same"},
            ),
        ],
    ),
    # keras.io: next-frame video prediction with ConvLSTM.
    (
        (None, 64, 64, 1),
        [
            (
                "ConvLSTM2D",
                {
                    "filters": 8,
                    "kernel_size": 5,
                    "padding": "same",
                    "return_sequences": True,
                    "activation": "relu",
                },
            ),
            ("BatchNormalization", {}),
            (
                "ConvLSTM2D",
                {
                    "filters": 8,
                    "kernel_size": 3,
                    "padding": "same",
                    "return_sequences": True,
                    "activation": "relu",
                },
            ),
            (
                "Conv3D",
                {"filters": 1, "kernel_size": 3, "activation": "sigmoid", "padding": "same"},
            ),
        ],
    ),
    # keras.io: 3D image classification from CT scans.
    (
        (32, 32, 16, 1),
        [
            ("Conv3D", {"filters": 8, "kernel_size": 3, "activation": "relu"}),
            POOL3,
            ("BatchNormalization", {}),
            ("GlobalAveragePooling3D", {}),
            ("Dense", {"units": 16, "activation": "relu"}),
            ("Dropout", {"rate": 0.3}),
            ("Dense", {"units": 1, "activation": "sigmoid"}),
        ],
    ),
    # Chollet: MLP with dropout; transfer learning head.
    (
        (784,),
        [
            ("Dense", {"units": 512, "activation": "relu"}),
            ("Dropout", {"rate": 0.2}),
            ("Dense", {"units": 512, "activation": "relu"}),
            ("Dropout", {"rate": 0.2}),
            ("Dense", {"units": 10}),
        ],
    ),
    (
        (96, 96, 3),
        [
            {
                "name": "base",
                "kind": "MobileNetV2",
                "params": {"include_top": False},
                "trainable": False,
            },
            ("GlobalAveragePooling2D", {}),
            ("Dropout", {"rate": 0.2}),
            ("Dense", {"units": 1}),
        ],
    ),
]
"""Networks of the Keras documentation, of books and of practice: nothing is to be said of them."""
