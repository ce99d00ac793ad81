"""Which layer is worked out by which function, and why some are not: the table of arithmetic.

Every layer of the catalog is in one of SUMS and REASONS.
"""

from collections.abc import Callable, Mapping
from functools import partial

from kt_core.engine.explain_calls import Call
from kt_core.engine.sums.activations import activated, exponential, leaky, softmax
from kt_core.engine.sums.attention import attention
from kt_core.engine.sums.both_ways import both_ways
from kt_core.engine.sums.conv_lstm import conv_lstm
from kt_core.engine.sums.encoding import bins, categories, looked_up, looked_up_or_back
from kt_core.engine.sums.heads import heads
from kt_core.engine.sums.moving import COPYING, JOINS, copied, enlarged, joined, unmasked
from kt_core.engine.sums.normalizing import (
    batch_norm,
    given_statistics,
    group_norm,
    layer_norm,
    mean_square_norm,
    rescaled,
    unit_norm,
)
from kt_core.engine.sums.pooling import average, largest
from kt_core.engine.sums.recurrent import recurrent
from kt_core.engine.sums.sum import At, Reason, Sum
from kt_core.engine.sums.weighted import convolution, dense, depthwise, linear, matched
from kt_core.engine.sums.wrapping import each_time, piped, wrapped


def sum_of(call: Call, at: At) -> Sum | Reason:
    """The arithmetic of the call's first output at `at` (without the batch axis), for the first
    example; or the reason why there is none."""
    kind = type(call.layer).__name__
    made = SUMS.get(kind)
    return made(call, at) if made else REASONS.get(kind, "own")


SUMS: Mapping[str, Callable[[Call, At], Sum | Reason]] = {
    "Dense": dense,
    "EinsumDense": linear,
    **{f"Conv{rank}D": convolution for rank in (1, 2, 3)},
    **{f"DepthwiseConv{rank}D": depthwise for rank in (1, 2)},
    **{f"SeparableConv{rank}D": linear for rank in (1, 2)},
    **{f"Conv{rank}DTranspose": linear for rank in (1, 2, 3)},
    **{
        f"{sort}{made}Pooling{rank}D": arithmetic
        for made, arithmetic in (("Average", average), ("Max", largest))
        for sort in ("", "Global", "Adaptive")
        for rank in (1, 2, 3)
    },
    "BatchNormalization": batch_norm,
    "LayerNormalization": layer_norm,
    "GroupNormalization": group_norm,
    "RMSNormalization": mean_square_norm,
    "UnitNormalization": unit_norm,
    "SpectralNormalization": partial(wrapped, inside=sum_of),
    "Normalization": given_statistics,
    "Rescaling": rescaled,
    **dict.fromkeys(JOINS, joined),
    "Dot": matched,
    **dict.fromkeys(COPYING, copied),
    "Masking": unmasked,
    "UpSampling2D": enlarged,
    "Resizing": linear,
    "Activation": activated,
    "ReLU": leaky,
    "LeakyReLU": leaky,
    "PReLU": leaky,
    "ELU": exponential,
    "Softmax": softmax,
    "Embedding": looked_up,
    "ReversibleEmbedding": looked_up_or_back,
    "CategoryEncoding": categories,
    "Discretization": bins,
    **dict.fromkeys(("SimpleRNN", "LSTM", "GRU", "RNN"), recurrent),
    **{f"ConvLSTM{rank}D": conv_lstm for rank in (1, 2, 3)},
    "Bidirectional": partial(both_ways, inside=sum_of),
    "TimeDistributed": partial(each_time, inside=sum_of),
    "Attention": attention,
    "AdditiveAttention": attention,
    "MultiHeadAttention": heads,
    "GroupedQueryAttention": heads,
    "Pipeline": partial(piped, inside=sum_of),
}

REASONS: Mapping[str, Reason] = {
    "Input": "input",
    "Hashing": "hash",
    "HashedCrossing": "hash",
    "IntegerLookup": "vocabulary",
    "StringLookup": "vocabulary",
    "TextVectorization": "vocabulary",
    "MelSpectrogram": "spectrum",
    "STFTSpectrogram": "spectrum",
    "AutoContrast": "histogram",
    "ContrastLimitedAdaptiveHistogramEqualization": "histogram",
    "Equalization": "histogram",
    "MaxNumBoundingBoxes": "boxes",
}
