"""Numbers to Plotly figures: fit for dark and light, told apart without colour."""

from kt_core.figures.confusion import cell_words, confusion_figure, confusion_height, shares
from kt_core.figures.curves import Mark, calibration_figure, precision_recall_figure, roc_figure
from kt_core.figures.epoch_lines import epoch_lines_figure
from kt_core.figures.history import history_figure
from kt_core.figures.input_map import input_figure
from kt_core.figures.layer_map import hardest, layer_map_figure, map_groups, map_mistakes
from kt_core.figures.mistakes import mistakes_figure
from kt_core.figures.pairs import pairs_figure
from kt_core.figures.points import points_data, points_figure
from kt_core.figures.points_table import figure_points
from kt_core.figures.probabilities import probabilities_figure
from kt_core.figures.rate_search import rate_search_figure
from kt_core.figures.rates import rate_figure
from kt_core.figures.regression import MOST, predicted_figure, residuals_figure
from kt_core.figures.spread import confidence_figure, ink_figure, tenths_figure

__all__ = [
    "MOST",
    "Mark",
    "calibration_figure",
    "cell_words",
    "confidence_figure",
    "confusion_figure",
    "confusion_height",
    "epoch_lines_figure",
    "figure_points",
    "hardest",
    "history_figure",
    "ink_figure",
    "input_figure",
    "layer_map_figure",
    "map_groups",
    "map_mistakes",
    "mistakes_figure",
    "pairs_figure",
    "points_data",
    "points_figure",
    "precision_recall_figure",
    "predicted_figure",
    "probabilities_figure",
    "rate_figure",
    "rate_search_figure",
    "residuals_figure",
    "roc_figure",
    "shares",
    "tenths_figure",
]
