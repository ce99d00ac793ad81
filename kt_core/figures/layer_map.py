"""A layer's results as points in two dimensions, coloured by class or by value."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from kt_core.figures.points import CLASSES, SYMBOLS, VALUES
from kt_core.figures.style import GREY, INK, VERMILLION, axis, label, labels, layout, legend, rgba
from kt_core.layer_maps import LayerMap
from kt_core.texts import text

HEIGHT = 560
MOST_NAMES = 20
"""More groups than this are told by hovering, not by a legend."""
COLOURS = (*CLASSES, "#9467BD", "#8C5A14", "#F0E442", "#5A5A5A")
FORMS = (*SYMBOLS, "triangle-down", "pentagon", "cross", "hexagon")
"""Those of points in the plane, and four more: a hundred classes differ in colour or form."""
SIZE, RING, FLAG = 8, 15, 19  # pixels


@dataclass(frozen=True, eq=False)
class Group:
    """Points drawn alike: places (k,) of examples, one class each or all that are left grey."""

    name: str
    number: int | None
    places: np.ndarray


def map_groups(
    found: LayerMap, classes: Sequence[str], *, chosen: Collection[int] = ()
) -> list[Group]:
    """The points class by class; where classes are `chosen`, the others are one grey group."""
    shown = sorted(chosen) if chosen else range(len(classes))
    groups = [
        Group(classes[number], number, np.flatnonzero(found.labels == number)) for number in shown
    ]
    if not chosen:
        return groups
    rest = np.flatnonzero(~np.isin(found.labels, list(chosen)))
    return [Group(text("layer_map.figure.others"), None, rest), *groups]


def hardest(found: LayerMap, *, most: int) -> list[int]:
    """The classes with the most mistakes among the examples, then the first ones."""
    classes = np.unique(found.labels)
    wrong = np.bincount(found.labels[map_mistakes(found)], minlength=int(classes.max()) + 1)
    order = np.argsort(-wrong[classes], kind="stable")[:most]
    return sorted(classes[order].tolist())


def map_mistakes(found: LayerMap) -> np.ndarray:
    """Places of the examples that are taken for another class."""
    if found.predicted is None or found.confidence is None:
        return np.zeros(0, dtype="int64")
    return np.flatnonzero(found.predicted != found.labels)


def layer_map_figure(
    found: LayerMap,
    classes: Sequence[str],
    *,
    target: str = "",
    chosen: Collection[int] = (),
    marked: Collection[int] = (),
) -> go.Figure:
    """Points carry their places as `customdata`; mistakes are ringed, hovering tells the classes.

    `marked` are the rows of examples that somebody believes to be labelled wrongly. Without
    `classes` the colour is the value to be predicted, called `target`.
    """
    if classes:
        groups = map_groups(found, classes, chosen=chosen)
        traces = [_points(found, group, classes, of=len(groups)) for group in groups]
        traces += [_rings(found)] if len(map_mistakes(found)) else []
    else:
        traces = [_values(found, target)]
    flagged = np.flatnonzero(np.isin(found.rows, list(marked)))
    traces += [_flags(found, flagged)] if len(flagged) else []
    figure = go.Figure(traces)
    for number, way in enumerate(("x", "y")):
        figure.update_layout({f"{way}axis": _axis(found, number)})
    figure.update_yaxes(scaleanchor="x", scaleratio=1)
    return figure.update_layout(layout(HEIGHT, hovermode="closest", legend=legend()))


def _points(found: LayerMap, group: Group, classes: Sequence[str], *, of: int) -> go.Scatter:
    number = group.number
    colour = GREY if number is None else COLOURS[number % len(COLOURS)]
    marker = {
        "size": SIZE if number is not None else SIZE - 3,
        "color": colour if number is not None else rgba(GREY, 0.35),
        "symbol": "circle" if number is None else _symbol(number),
        "line": {"width": 0.7 if number is not None else 0, "color": rgba(GREY, 0.9)},
    }
    return go.Scatter(
        **_places(found, group.places),
        mode="markers",
        name=label(group.name),
        marker=marker,
        hovertext=_words(found, group.places, classes),
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=of <= MOST_NAMES,
        **_chosen(),
    )


def _symbol(number: int) -> str:
    return FORMS[(number + number // len(COLOURS)) % len(FORMS)]


def _rings(found: LayerMap) -> go.Scatter:
    places = map_mistakes(found)
    return go.Scatter(
        **_places(found, places),
        mode="markers",
        name=text("layer_map.figure.mistakes", n=len(places)),
        marker={"size": RING, "symbol": "circle-open", "color": INK, "line": {"width": 1.5}},
        hoverinfo="skip",
        **_chosen(),
    )


def _flags(found: LayerMap, places: np.ndarray) -> go.Scatter:
    """A square around each example that is marked."""
    return go.Scatter(
        **_places(found, places),
        mode="markers",
        name=text("layer_map.figure.marked", n=len(places)),
        marker={"size": FLAG, "symbol": "square-open", "color": VERMILLION, "line": {"width": 2}},
        hoverinfo="skip",
        **_chosen(),
    )


def _values(found: LayerMap, target: str) -> go.Scatter:
    bar = {
        "title": {"text": label(target), "side": "right", "font": {"color": INK}},
        "tickfont": {"color": INK},
        "thickness": 12,
    }
    values = np.ravel(found.labels).astype(float)
    return go.Scatter(
        **_places(found, np.arange(len(values))),
        mode="markers",
        marker={
            "size": SIZE,
            "color": values,
            "colorscale": VALUES,
            "colorbar": bar,
            "line": {"color": GREY, "width": 0.7},
        },
        hovertext=_numbers(found, values),
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
        **_chosen(),
    )


def _places(found: LayerMap, places: np.ndarray) -> dict[str, object]:
    points = found.points[places]
    return {"x": points[:, 0], "y": points[:, 1], "customdata": places.tolist()}


def _chosen() -> dict[str, object]:
    """What was clicked is drawn larger; the others stay as they are."""
    return {
        "selected": {"marker": {"size": RING + 3, "opacity": 1}},
        "unselected": {"marker": {"opacity": 1}},
    }


def _words(found: LayerMap, places: np.ndarray, classes: Sequence[str]) -> list[str]:
    names, predicted = labels(classes), found.predicted
    true = [names[int(found.labels[place])] for place in places]
    if predicted is None:
        return true
    taken = [names[int(predicted[place])] for place in places]
    return [
        text("layer_map.figure.right", true=one)
        if one_is
        else text("layer_map.figure.wrong", true=one, predicted=other)
        for one, other, one_is in zip(
            true, taken, found.labels[places] == predicted[places], strict=True
        )
    ]


def _numbers(found: LayerMap, values: np.ndarray) -> list[str]:
    if found.predicted is None:
        return [text("layer_map.figure.value", true=float(one)) for one in values]
    pairs = zip(values, found.predicted, strict=True)
    return [text("layer_map.figure.values", true=float(a), predicted=float(b)) for a, b in pairs]


def _axis(found: LayerMap, number: int) -> dict[str, object]:
    """Directions of PCA have a share of the variance; those of t-SNE mean nothing by themselves."""
    share = found.facts.get("share")
    if share is None:
        return axis("", showticklabels=False, zeroline=False, showgrid=False)
    title = text("layer_map.figure.direction", n=number + 1, share=f"{share[number]:.1%}")
    return axis(title, zeroline=False, tickformat="~g")
