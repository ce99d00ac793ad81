"""How one value of a layer comes about, in numbers that can be checked by hand."""

from kt_core.engine.sums.sum import Sum, keras_value
from kt_core.engine.sums.table import REASONS, SUMS, sum_of

__all__ = ["REASONS", "SUMS", "Sum", "keras_value", "sum_of"]
