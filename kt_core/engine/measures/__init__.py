"""Figures of single answers: scikit-learn's definitions, each with its 95 % interval.

Needs no keras: only what the model answered, as it lies in the run's folder.
"""

from kt_core.engine.measures.kept import keep, measure

__all__ = ["keep", "measure"]
