"""Each layer in at least two forms: what it is called on, and two sets of parameters.

Shapes are without the batch axis; several in a list are several inputs. A shape that ends in a
name has that dtype.
"""

LINE, SERIES, IMAGE, VOLUME = (6,), (9, 4), (12, 10, 3), (6, 7, 8, 2)
WORDS, TEXT, CLIP = (7, "int32"), (5, "string"), (4, 8, 8, 3)
PAIR = [(5, 4), (5, 4)]
DENSE = {"kind": "Dense", "params": {"units": 3}}
LSTM = {"kind": "LSTM", "params": {"units": 3}}
CHAIN = {"kind": "LSTM", "params": {"units": 3, "return_sequences": True}}
CONV = {"kind": "Conv2D", "params": {"filters": 4, "kernel_size": 3}}
STACK = {
    "kind": "StackedRNNCells",
    "params": {
        "cells": [
            {"kind": "GRUCell", "params": {"units": 2}},
            {"kind": "LSTMCell", "params": {"units": 3}},
        ]
    },
}

CASES = {
    "Dense": (SERIES, {"units": 5}, {"units": 2, "use_bias": False, "lora_rank": 2}),
    "EinsumDense": (
        SERIES,
        {"equation": "abc,cd->abd", "output_shape": [None, 6], "bias_axes": "d"},
        {"equation": "abc,cde->abde", "output_shape": [9, 2, 3]},
        {"equation": "abc,cd->ad", "output_shape": 6},
    ),
    "Embedding": (
        WORDS,
        {"input_dim": 11, "output_dim": 3},
        {"input_dim": 8, "output_dim": 2, "mask_zero": True},
    ),
    "ReversibleEmbedding": (
        WORDS,
        {"input_dim": 11, "output_dim": 3},
        {"input_dim": 8, "output_dim": 2, "tie_weights": False},
    ),
    "Identity": (IMAGE, {}, {"dtype": "float16"}),
    "Masking": (SERIES, {}, {"mask_value": 2.0}),
    "Conv1D": (
        SERIES,
        {"filters": 5, "kernel_size": 3},
        {"filters": 4, "kernel_size": 2, "strides": 2, "padding": "causal", "groups": 2},
    ),
    "Conv2D": (
        IMAGE,
        {"filters": 5, "kernel_size": [3, 2], "dilation_rate": 2},
        {
            "filters": 6,
            "kernel_size": 3,
            "groups": 3,
            "strides": [2, 1],
            "padding": "same",
            "use_bias": False,
        },
    ),
    "Conv3D": (
        VOLUME,
        {"filters": 3, "kernel_size": 2},
        {"filters": 4, "kernel_size": [1, 2, 3], "strides": 2, "padding": "same"},
    ),
    "Conv1DTranspose": (
        SERIES,
        {"filters": 5, "kernel_size": 3},
        {"filters": 2, "kernel_size": 3, "strides": 2, "padding": "same", "output_padding": 1},
    ),
    "Conv2DTranspose": (
        IMAGE,
        {"filters": 5, "kernel_size": 2, "strides": 2},
        {"filters": 2, "kernel_size": [3, 4], "padding": "same", "use_bias": False},
    ),
    "Conv3DTranspose": (
        VOLUME,
        {"filters": 2, "kernel_size": 2},
        {"filters": 3, "kernel_size": 3, "strides": 2, "padding": "same"},
    ),
    "DepthwiseConv1D": (
        SERIES,
        {"kernel_size": 3},
        {"kernel_size": 2, "depth_multiplier": 3, "padding": "same"},
    ),
    "DepthwiseConv2D": (
        IMAGE,
        {"kernel_size": 3},
        {"kernel_size": [2, 3], "depth_multiplier": 2, "use_bias": False},
    ),
    "SeparableConv1D": (
        SERIES,
        {"filters": 5, "kernel_size": 3},
        {"filters": 2, "kernel_size": 2, "depth_multiplier": 2, "strides": 2},
    ),
    "SeparableConv2D": (
        IMAGE,
        {"filters": 5, "kernel_size": 3},
        {"filters": 2, "kernel_size": 3, "depth_multiplier": 2, "padding": "same"},
    ),
    "AveragePooling1D": (
        SERIES,
        {"pool_size": 2},
        {"pool_size": 3, "strides": 1, "padding": "same"},
    ),
    "AveragePooling2D": (IMAGE, {"pool_size": 2}, {"pool_size": [3, 2], "strides": 1}),
    "AveragePooling3D": (
        VOLUME,
        {"pool_size": 2},
        {"pool_size": 2, "strides": [1, 2, 2], "padding": "same"},
    ),
    "MaxPooling1D": (SERIES, {}, {"pool_size": 4, "strides": 3}),
    "MaxPooling2D": (IMAGE, {}, {"pool_size": 3, "strides": 2, "padding": "same"}),
    "MaxPooling3D": (VOLUME, {}, {"pool_size": [1, 2, 3]}),
    **{
        f"Global{sort}Pooling{rank}D": (shape, {}, {"keepdims": True})
        for sort in ("Average", "Max")
        for rank, shape in ((1, SERIES), (2, IMAGE), (3, VOLUME))
    },
    **{
        f"Adaptive{sort}Pooling{rank}D": (
            shape,
            {"output_size": 2},
            {"output_size": [1, 3, 2][:rank]},
        )
        for sort in ("Average", "Max")
        for rank, shape in ((1, SERIES), (2, IMAGE), (3, VOLUME))
    },
    "Flatten": (IMAGE, {}, {"data_format": "channels_first"}),
    "Reshape": (IMAGE, {"target_shape": [-1, 5]}, {"target_shape": [3, 10, 12]}),
    "Permute": (IMAGE, {"dims": [3, 1, 2]}, {"dims": [2, 1, 3]}),
    "RepeatVector": (LINE, {"n": 3}, {"n": 1}),
    "Cropping1D": (SERIES, {"cropping": 2}, {"cropping": [0, 3]}),
    "Cropping2D": (IMAGE, {"cropping": 2}, {"cropping": [[1, 2], [0, 3]]}),
    "Cropping3D": (VOLUME, {"cropping": 1}, {"cropping": [[1, 2], [0, 3], [2, 2]]}),
    "ZeroPadding1D": (SERIES, {"padding": 2}, {"padding": [0, 3]}),
    "ZeroPadding2D": (IMAGE, {"padding": [1, 2]}, {"padding": [[1, 2], [0, 3]]}),
    "ZeroPadding3D": (VOLUME, {"padding": 1}, {"padding": [[1, 2], [0, 3], [2, 2]]}),
    "UpSampling1D": (SERIES, {}, {"size": 3}),
    "UpSampling2D": (IMAGE, {}, {"size": [1, 3], "interpolation": "bilinear"}),
    "UpSampling3D": (VOLUME, {}, {"size": [1, 2, 3]}),
    "Activation": (LINE, {"activation": "relu"}, {"activation": "softmax"}),
    "ReLU": (LINE, {}, {"max_value": 6.0, "negative_slope": 0.1}),
    "LeakyReLU": (LINE, {}, {"negative_slope": 0.1}),
    "ELU": (LINE, {}, {"alpha": 0.5}),
    "PReLU": (IMAGE, {}, {"shared_axes": [1, 2]}),
    "Softmax": (SERIES, {}, {"axis": 1}),
    "BatchNormalization": (IMAGE, {}, {"axis": 1, "scale": False}),
    "LayerNormalization": (SERIES, {}, {"axis": [1, 2], "center": False}),
    "GroupNormalization": ((6, 8), {"groups": 2}, {"groups": -1, "scale": False}),
    "RMSNormalization": (SERIES, {}, {"axis": 1}),
    "UnitNormalization": (SERIES, {}, {"axis": [1, 2]}),
    "SpectralNormalization": (SERIES, {"layer": DENSE}, {"layer": DENSE, "power_iterations": 2}),
    "Normalization": (SERIES, {}, {"mean": 0.5, "variance": 2.0}),
    "Dropout": (SERIES, {"rate": 0.5}, {"rate": 0.1, "noise_shape": [None, 1, 4]}),
    "AlphaDropout": (SERIES, {"rate": 0.5}, {"rate": 0.1, "seed": 3}),
    "GaussianDropout": (SERIES, {"rate": 0.5}, {"rate": 0.1, "seed": 3}),
    "GaussianNoise": (SERIES, {"stddev": 0.5}, {"stddev": 0.1, "seed": 3}),
    "SpatialDropout1D": (SERIES, {"rate": 0.5}, {"rate": 0.1}),
    "SpatialDropout2D": (IMAGE, {"rate": 0.5}, {"rate": 0.1, "data_format": "channels_first"}),
    "SpatialDropout3D": (VOLUME, {"rate": 0.5}, {"rate": 0.1}),
    "ActivityRegularization": (LINE, {}, {"l1": 0.1, "l2": 0.2}),
    **{
        kind: (PAIR, {}, {"dtype": "float16"})
        for kind in ("Add", "Average", "Maximum", "Minimum", "Multiply", "Subtract")
    },
    "Concatenate": (PAIR, {}, {"axis": 1}),
    "Dot": (PAIR, {"axes": 1}, {"axes": [2, 2], "normalize": True}),
    "SimpleRNN": (
        SERIES,
        {"units": 3},
        {"units": 2, "return_sequences": True, "return_state": True},
    ),
    "GRU": (SERIES, {"units": 3}, {"units": 2, "return_state": True, "reset_after": False}),
    "LSTM": (
        SERIES,
        {"units": 3},
        {"units": 2, "return_sequences": True, "return_state": True, "use_bias": False},
    ),
    "RNN": (
        SERIES,
        {"cell": STACK},
        {"cell": {"kind": "SimpleRNNCell", "params": {"units": 4}}, "return_sequences": True},
    ),
    "ConvLSTM1D": (
        (3, *SERIES),
        {"filters": 2, "kernel_size": 3},
        {"filters": 3, "kernel_size": 2, "return_sequences": True, "padding": "same"},
    ),
    "ConvLSTM2D": (
        CLIP,
        {"filters": 2, "kernel_size": 3},
        {"filters": 3, "kernel_size": 2, "return_state": True},
    ),
    "ConvLSTM3D": (
        (2, *VOLUME),
        {"filters": 2, "kernel_size": 3},
        {"filters": 1, "kernel_size": 2, "strides": 2},
    ),
    "Bidirectional": (
        SERIES,
        {"layer": LSTM},
        {"layer": CHAIN, "merge_mode": "sum"},
        {"layer": CHAIN, "merge_mode": None},
    ),
    "TimeDistributed": (CLIP, {"layer": DENSE}, {"layer": CONV}),
    "Attention": (PAIR, {}, {"use_scale": True, "score_mode": "concat"}),
    "AdditiveAttention": (PAIR, {}, {"use_scale": False}),
    "MultiHeadAttention": (
        PAIR,
        {"num_heads": 2, "key_dim": 3},
        {"num_heads": 2, "key_dim": 3, "value_dim": 5, "output_shape": 7, "use_bias": False},
    ),
    "GroupQueryAttention": (
        PAIR,
        {"head_dim": 3, "num_query_heads": 4, "num_key_value_heads": 2},
        {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1, "use_bias": False},
    ),
    "Rescaling": (IMAGE, {"scale": 0.5}, {"scale": [0.5, 1.0, 2.0], "offset": 1.0}),
    "Resizing": (
        IMAGE,
        {"height": 5, "width": 7},
        {"height": 6, "width": 6, "crop_to_aspect_ratio": True},
    ),
    "CenterCrop": (IMAGE, {"height": 5, "width": 7}, {"height": 12, "width": 2}),
    "RandomCrop": (IMAGE, {"height": 5, "width": 7}, {"height": 2, "width": 2, "seed": 1}),
    "RandomFlip": (IMAGE, {}, {"mode": "vertical"}),
    "RandomRotation": (IMAGE, {"factor": 0.2}, {"factor": [-0.1, 0.3], "fill_mode": "nearest"}),
    "RandomZoom": (
        IMAGE,
        {"height_factor": 0.2},
        {"height_factor": [-0.2, 0.1], "width_factor": 0.3},
    ),
    "RandomTranslation": (
        IMAGE,
        {"height_factor": 0.1, "width_factor": 0.2},
        {"height_factor": [0.1, 0.2], "width_factor": 0.0},
    ),
    "RandomBrightness": (
        IMAGE,
        {"factor": 0.2},
        {"factor": [-0.1, 0.3], "value_range": [0.0, 1.0]},
    ),
    "RandomContrast": (IMAGE, {"factor": 0.2}, {"factor": [0.1, 0.3]}),
    **{
        kind: (IMAGE, {"factor": 0.5}, {"factor": [0.1, 0.4], "seed": 2})
        for kind in (
            "RandomColorDegeneration",
            "RandomHue",
            "RandomSaturation",
            "RandomSharpness",
            "RandomInvert",
            "RandomPerspective",
            "RandomErasing",
            "RandomElasticTransform",
            "RandomGaussianBlur",
        )
    },
    "RandomColorJitter": (IMAGE, {}, {"brightness_factor": 0.2, "contrast_factor": 0.2}),
    "RandomGrayscale": (IMAGE, {}, {"factor": 0.3}),
    "RandomPosterization": (IMAGE, {"factor": 4}, {"factor": [2, 6]}, {"factor": [1, 8]}),
    "RandomShear": (IMAGE, {"x_factor": 0.2}, {"y_factor": [0.1, 0.3]}),
    "Solarization": (IMAGE, {}, {"addition_factor": 0.2, "threshold_factor": 0.1}),
    "AugMix": (IMAGE, {}, {"num_chains": 2, "chain_depth": 2}),
    "RandAugment": (IMAGE, {}, {"num_ops": 1, "factor": 0.2}),
    "AutoContrast": (IMAGE, {}, {"value_range": [0.0, 1.0]}),
    "ContrastLimitedAdaptiveHistogramEqualization": (IMAGE, {}, {"clip_limit": 2.0}),
    "MixUp": (IMAGE, {}, {"alpha": 0.4}),
    "CutMix": (IMAGE, {}, {"factor": 0.5}),
    "Pipeline": (
        IMAGE,
        {"layers": [{"kind": "RandomFlip"}]},
        {"layers": [{"kind": "Rescaling", "params": {"scale": 2.0}}]},
    ),
    "CategoryEncoding": (WORDS, {"num_tokens": 5}, {"num_tokens": 9, "output_mode": "one_hot"}),
    "Discretization": (
        LINE,
        {"bin_boundaries": [0.0, 1.0]},
        {"bin_boundaries": [0.0], "output_mode": "one_hot"},
    ),
    "Hashing": (WORDS, {"num_bins": 4}, {"num_bins": 3, "output_mode": "multi_hot"}),
    "HashedCrossing": (
        [(1, "int32"), (1, "int32")],
        {"num_bins": 4},
        {"num_bins": 3, "output_mode": "one_hot"},
    ),
    "IntegerLookup": (
        WORDS,
        {"vocabulary": [4, 5]},
        {"vocabulary": [4, 5], "output_mode": "multi_hot"},
    ),
    "StringLookup": (
        TEXT,
        {"vocabulary": ["a", "b"]},
        {"vocabulary": ["a"], "output_mode": "count"},
    ),
    "TextVectorization": (
        (1, "string"),
        {"vocabulary": ["a", "b"], "output_sequence_length": 6},
        {"vocabulary": ["a", "b"], "output_mode": "multi_hot"},
    ),
    "MelSpectrogram": ((4000,), {}, {"fft_length": 256, "num_mel_bins": 20, "sequence_stride": 64}),
    "STFTSpectrogram": (
        (500, 1),
        {},
        {
            "mode": "magnitude",
            "frame_length": 64,
            "frame_step": 32,
            "fft_length": 64,
            "expand_dims": True,
        },
    ),
}
# Layers that work on what no network here has: counts of boxes, whole numbers for pixels.
APART = {"Input", "Equalization", "MaxNumBoundingBoxes"}
