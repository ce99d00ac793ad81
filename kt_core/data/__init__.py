"""Data sets: what there is, loading, splitting and scaling, and numbers about them."""

from kt_core.data.cards import Card, card, cards, parameters_of
from kt_core.data.checks import data_problems, split_of
from kt_core.data.contents import in_order, largest_value
from kt_core.data.description import Description, Values, describe, example_images, example_rows
from kt_core.data.parameters import Parameter
from kt_core.data.prepared import Prepared, column_places, for_inputs, prepare
from kt_core.data.sets import Arrays, available, load, x_test
from kt_core.data.splitting import Folds, Holdout, Split, fold_arguments
from kt_core.data.weighting import ClassShare, class_shares, example_weights, numbered

__all__ = [
    "Arrays",
    "Card",
    "ClassShare",
    "Description",
    "Folds",
    "Holdout",
    "Parameter",
    "Prepared",
    "Split",
    "Values",
    "available",
    "card",
    "cards",
    "class_shares",
    "column_places",
    "data_problems",
    "describe",
    "example_images",
    "example_rows",
    "example_weights",
    "fold_arguments",
    "for_inputs",
    "in_order",
    "largest_value",
    "load",
    "numbered",
    "parameters_of",
    "prepare",
    "split_of",
    "x_test",
]
