"""How sure the answers are, in ten bars: what came true below, what did not on top."""

import numpy as np
import plotly.graph_objects as go

from kt_core.figures.style import BLUE, CLEAR, VERMILLION, axis, label, labels, layout, legend
from kt_core.spread import tenths
from kt_core.texts import text

HEIGHT = 380
WIDTH = 0.1


def tenths_figure(
    right: np.ndarray, wrong: np.ndarray, *, names: tuple[str, str], title: str, unit: str
) -> go.Figure:
    """Stacked bars of how many are in each tenth, `right` and `wrong` (10,) as `spread.tenths`
    counts them; `names` of both, `title` and `unit` of the axes.

    Each bar carries `customdata` (tenth, whether it is of the right ones, both in words); so does
    the ground behind it, for all of its tenth: bars of a few can hardly be hit.
    """
    first, second = labels(names)
    parts = [_bars(right, name=first, colour=BLUE, came_true=True)]
    if wrong.any():
        parts.append(_bars(wrong, name=second, colour=VERMILLION, came_true=False, base=right))
    share = {"range": [-0.005, 1.005], "tickformat": ".0%", "dtick": 0.2}
    return go.Figure([_grounds(right, wrong, first), *parts]).update_layout(
        layout(
            HEIGHT,
            barmode="overlay",
            hovermode="closest",
            legend=legend(),
            showlegend=len(parts) > 1,
            xaxis=axis(label(title, longest=60), **share),
            yaxis=axis(unit, rangemode="tozero"),
        )
    )


def confidence_figure(probability: np.ndarray, hit: np.ndarray, *, name: str = "") -> go.Figure:
    """How many examples have how much probability (n,): of the class they are answered to be, or
    of the class `name`; `hit` (n,) says of which that is true."""
    right, wrong = tenths(probability, hit)
    words = ("is", "is_not") if name else ("right", "wrong")
    first, second = (text(f"figures.tenths.{word}", name=name) for word in words)
    title = text(f"figures.tenths.{'class' if name else 'answers'}_axis", name=name)
    unit = text("figures.regression.count")
    return tenths_figure(right, wrong, names=(first, second), title=title, unit=unit)


def ink_figure(share: np.ndarray) -> go.Figure:
    """How many pictures have which share (n,) of their ink right."""
    right, wrong = tenths(share, np.ones(len(share), dtype=bool))
    names = (text("figures.tenths.right"), text("figures.tenths.wrong"))
    title, unit = text("figures.tenths.ink_axis"), text("figures.tenths.pictures")
    return tenths_figure(right, wrong, names=names, title=title, unit=unit)


def _places(count: int) -> np.ndarray:
    return (np.arange(count) + 0.5) * WIDTH


def _ends(tenth: int) -> str:
    return f"{tenth * WIDTH:.0%} – {(tenth + 1) * WIDTH:.0%}"


def _bars(
    counts: np.ndarray, *, name: str, colour: str, came_true: bool, base: np.ndarray | None = None
) -> go.Bar:
    """The bars of those that came true, or of the others on top of them."""
    pattern = {} if came_true else {"shape": "/", "fillmode": "overlay", "fgcolor": "#FFFFFF"}
    return go.Bar(
        name=name,
        x=_places(len(counts)),
        y=counts,
        base=base,
        width=0.94 * WIDTH,
        customdata=[(at, came_true, f"{name}, {_ends(at)}", int(n)) for at, n in enumerate(counts)],
        marker={"color": colour, "pattern": {"solidity": 0.25, **pattern}},
        unselected={"marker": {"opacity": 0.45}},
        hovertemplate=text("figures.tenths.bar") + "<extra></extra>",
    )


def _grounds(right: np.ndarray, wrong: np.ndarray, name: str) -> go.Bar:
    """Clear bars as high as the figure, one for each tenth that holds any."""
    both = right + wrong
    there = np.flatnonzero(both).tolist()
    told = [(at, None, _words(right, both, at, name), int(both[at])) for at in there]
    return go.Bar(
        x=_places(len(both))[there],
        y=np.full(len(there), both.max(initial=0)),
        width=WIDTH,
        customdata=told,
        marker={"color": CLEAR},
        hovertemplate=text("figures.tenths.bar") + "<extra></extra>",
        showlegend=False,
    )


def _words(right: np.ndarray, both: np.ndarray, at: int, name: str) -> str:
    if both[at] == right[at]:
        return _ends(at)
    return f"{_ends(at)}: {right[at] / both[at]:.0%} {name}"
