"""Maps of what an answer rests on, and values inside a network, as figures and pictures."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from PIL import Image

from kt_core.figures.style import BLUE, INK, VERMILLION, axis, labels, layout
from kt_core.texts import text

PAPER = "#F7F7F7"
SIGNED = ((0.0, BLUE), (0.5, PAPER), (1.0, VERMILLION))
UNSIGNED = ((0.0, PAPER), (1.0, VERMILLION))
SIDE = 240  # pixels of a picture with a map over it
TILE = 72
MOST_NUMBERS = 49
FEW = 12  # rows or columns up to which each one has its number
BARE = {"showticklabels": False, "showgrid": False, "zeroline": False, "ticks": ""}
DARK = "#111111"  # letters on the colours of a map, in both themes


def extent(values: np.ndarray) -> float:
    """The largest size of a number in `values`; 1 where all are 0, so that a scale has two ends."""
    found = float(np.abs(values).max()) if values.size else 0.0
    return found if np.isfinite(found) and found > 0 else 1.0


def overlay(picture: np.ndarray, values: np.ndarray) -> bytes:
    """A PNG of the picture in grey with the map over it: orange for, blue against, deeper is more.

    picture: uint8 (height, width, 1 or 3). values: (rows, columns) of any size; it is stretched
    over the picture, in steps of its own cells.
    """
    side = _enlarged(*picture.shape[:2])
    grey = np.asarray(Image.fromarray(_grey(picture)).resize(side, Image.Resampling.NEAREST))
    scaled = Image.fromarray((values / extent(values)).astype("float32"))
    smooth = values.shape != picture.shape[:2]
    how = Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST
    depth = np.clip(np.asarray(scaled.resize(side, how)), -1, 1)[..., np.newaxis]
    colour = np.where(depth < 0, _rgb(BLUE), _rgb(VERMILLION))
    strength = 0.85 * np.sqrt(np.abs(depth))
    ground = 40 + 0.6 * grey[..., np.newaxis]  # neither black nor white: both would drown colours
    return _png((1 - strength) * ground + strength * colour)


def shown(picture: np.ndarray, side: int = SIDE) -> bytes:
    """A PNG of a picture uint8 (height, width, 1 or 3) with pixels that stay visible."""
    image = Image.fromarray(picture[..., 0] if picture.shape[-1] == 1 else picture)
    return _file(image.resize(_enlarged(*picture.shape[:2], side=side), Image.Resampling.NEAREST))


def tile(values: np.ndarray, most: float, *, signed: bool) -> bytes:
    """A PNG of (rows, columns): from black to white, or from blue over white (0) to orange.

    `most` is the number that has the full colour; several tiles are comparable with the same.
    """
    share = np.clip(np.nan_to_num(values / most), -1, 1)[..., np.newaxis]
    if signed:
        ends = np.where(share < 0, _rgb(BLUE), _rgb(VERMILLION))
        pixels = (1 - np.abs(share)) * _rgb(PAPER) + np.abs(share) * ends
    else:
        pixels = np.repeat(np.maximum(share, 0), 3, axis=-1) * 255
    return shown(pixels.round().astype("uint8"), TILE)


def map_figure(values: np.ndarray, *, signed: bool = True) -> go.Figure:
    """The map alone with its scale: (rows, columns)."""
    rows, columns = values.shape
    bare = {**BARE, "constrain": "domain"}
    figure = go.Figure(_heat(values, signed=signed, hover=_hover()))
    return figure.update_layout(
        layout(
            250,
            xaxis={**bare, "range": [-0.5, columns - 0.5]},
            yaxis={**bare, "range": [rows - 0.5, -0.5], "scaleanchor": "x"},
        )
    )


def heat_figure(values: np.ndarray, *, down: str, across: str) -> go.Figure:
    """Numbers (rows, columns) on a scale centred on 0, with what stands on its axes."""
    hover = f"{down} %{{y}}, {across} %{{x}}: %{{z:.4g}}<extra></extra>"
    figure = go.Figure(_heat(values, signed=True, hover=hover))
    plain = {"showgrid": False, "zeroline": False, "tickformat": "d"}
    steps = [{"dtick": 1} if size <= FEW else {} for size in values.shape]
    return figure.update_layout(
        layout(
            int(min(520, max(180, 60 + 14 * values.shape[0]))),
            xaxis=axis(across, **plain, **steps[1]),
            yaxis=axis(down, autorange="reversed", **plain, **steps[0]),
        )
    )


def numbers_figure(values: np.ndarray) -> go.Figure:
    """A small matrix with its numbers written into it, on a scale centred on 0."""
    heat = _heat(values, signed=True, hover="%{z:.6g}<extra></extra>")
    heat.update(showscale=False, xgap=1, ygap=1)
    if values.size <= MOST_NUMBERS:
        heat.update(text=[[f"{each:.3g}" for each in row] for row in values])
        heat.update(texttemplate="%{text}", textfont={"color": DARK})
    return go.Figure(heat).update_layout(
        layout(
            int(min(300, max(90, 34 * values.shape[0] + 16))),
            xaxis=BARE,
            yaxis={**BARE, "autorange": "reversed"},
        )
    )


def bars_figure(names: Sequence[object], values: Sequence[float], *, title: str) -> go.Figure:
    """One bar for each name, orange to the right for what is positive, blue to the left."""
    places = list(range(len(names)))
    numbers = np.asarray(values, float)
    bars = go.Bar(
        orientation="h",
        x=numbers,
        y=places,
        text=[f"{each:.3g}" for each in numbers],
        textposition="outside",
        textfont={"color": INK},
        cliponaxis=False,
        customdata=labels(names),
        marker={"color": [VERMILLION if each >= 0 else BLUE for each in numbers]},
        hovertemplate="%{customdata}: %{x:.4g}<extra></extra>",
        showlegend=False,
    )
    most = 1.25 * extent(numbers)
    ticks = {"tickvals": places, "ticktext": labels(names, longest=20), "autorange": "reversed"}
    return go.Figure(bars).update_layout(
        layout(
            int(80 + 24 * max(1, len(places))),
            bargap=0.3,
            margin={"l": 8, "r": 48, "t": 8, "b": 8},
            xaxis=axis(title, range=[-most if (numbers < 0).any() else 0, most]),
            yaxis=axis("", showgrid=False, **ticks),
        )
    )


def units_figure(values: np.ndarray, *, title: str) -> go.Figure:
    """The values of many units (n,) side by side, by their numbers."""
    colours = np.where(values >= 0, VERMILLION, BLUE).tolist()
    bars = go.Bar(x=list(range(len(values))), y=values, marker={"color": colours}, showlegend=False)
    bars.update(hovertemplate="%{x}: %{y:.4g}<extra></extra>")
    return go.Figure(bars).update_layout(
        layout(240, bargap=0.1, xaxis=axis(title, showgrid=False), yaxis=axis(""))
    )


def numbers_csv(maps: Mapping[str, np.ndarray]) -> bytes:
    """All maps as lines `map,row,column,value`; a row of numbers has no column."""
    lines = ["map,row,column,value"]
    for name, values in maps.items():
        for place in np.ndindex(values.shape):
            row, column = (*place, "")[:2]
            lines.append(f"{name},{row},{column},{float(values[place])!r}")
    return ("\n".join(lines) + "\n").encode()


def _png(pixels: np.ndarray) -> bytes:
    return _file(Image.fromarray(np.clip(pixels, 0, 255).astype("uint8")))


def _hover() -> str:
    places = {"row": "%{y}", "column": "%{x}", "value": "%{z:.4g}"}
    return text("why.cell", **places) + "<extra></extra>"


def _heat(values: np.ndarray, *, signed: bool, hover: str) -> go.Heatmap:
    most = extent(values)
    scale = {"colorscale": SIGNED if signed else UNSIGNED, "zmax": most}
    bar = {"thickness": 12, "tickfont": {"color": INK}, "tickformat": ".2g", "outlinewidth": 0}
    return go.Heatmap(
        z=values, zmin=-most if signed else 0.0, colorbar=bar, hovertemplate=hover, **scale
    )


def _enlarged(height: int, width: int, *, side: int = SIDE) -> tuple[int, int]:
    """Width and height about `side` pixels, a whole multiple where it is small."""
    longest = max(height, width)
    if longest >= side:
        return round(width * side / longest), round(height * side / longest)
    zoom = max(1, side // longest)
    return width * zoom, height * zoom


def _grey(picture: np.ndarray) -> np.ndarray:
    if picture.shape[-1] == 1:
        return picture[..., 0]
    return np.asarray(Image.fromarray(picture).convert("L"))


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)], "float64")


def _file(image: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
