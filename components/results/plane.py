"""For networks of two numbers: what the trained model answers all over the plane."""

from components import session
from components.decision_surface import results_surface
from components.results.shown import Shown


def draw(shown: Shown) -> None:
    """Draws the surface, where one was kept; a click on a test point leads to the example."""
    from components.results.views import VIEWS  # which knows this one

    why = VIEWS.get("why")
    on_example = _open if why and why.fits(shown) else None
    results_surface(shown.run, shown.output, on_example=on_example)


def _open(row: int) -> None:
    session.show_results("why", example=row)
