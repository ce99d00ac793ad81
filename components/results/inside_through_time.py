"""Inside the network epoch by epoch: the first filters, and what a layer makes of one example."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from components.escape import code, esc
from components.results.asked_back import asked
from components.results.looked_at import examples_of, picture
from components.results.moment import INSIDE, told_at
from components.results.shown import Shown
from components.segments import segments
from kt_core import inner_pictures, looking_back
from kt_core.inner_layers import inner_layers, last_hidden
from kt_core.texts import text
from kt_core.whole_moments import WholeMoment

INSIDES = ("filters", "activations")
EXAMPLES = 50
LONGEST = 24
WIDEST = 640  # pixels


def inside(shown: Shown, found: Sequence[Any], place: int, *, part: str, key: str) -> None:
    """Draws filters or activations at the moment at `place`; an example that was clicked is the
    one whose activations are shown."""
    with st.container(key=INSIDE):
        _inside(shown, found, place, part=part, key=key)


def _inside(shown: Shown, found: Sequence[Any], place: int, *, part: str, key: str) -> None:
    opened = st.session_state.pop(f"{key}.{part}.opened", None)
    if opened is not None:
        st.session_state[f"{key}.inside"] = INSIDES[1]
        st.session_state[f"{key}.{part}.example"] = opened
    st.subheader(text("through_time.inside"), anchor=False)
    chosen = segments(
        text("through_time.inside"),
        INSIDES,
        words=lambda one: text(f"through_time.insides.{one}"),
        default=INSIDES[0],
        key=f"{key}.inside",
        label_visibility="collapsed",
    )
    if chosen == "filters":
        _filters(shown, found[place])
    else:
        _activations(shown, found, place, part, key)


def _filters(shown: Shown, now: Any) -> None:
    told = (looking_back.about(shown.run.id) or {}).get("filters")
    known = looking_back.filters(shown.run.id, told) if told else {}
    if told is None or now.epoch not in known:
        st.caption(text(f"through_time.{'epoch_gone' if told else 'no_filters'}"))
        return
    tiles = {epoch: _tiles(shown, told, weights) for epoch, weights in known.items()}
    scale, drawn = inner_pictures.largest(list(tiles.values())), tiles[now.epoch]
    st.caption(_filter_words(told, drawn, scale))
    zoom = 14 if len(drawn) == 1 else None
    _sheet(inner_pictures.sheet(drawn, scale=scale, zoom=zoom))


def _tiles(shown: Shown, told: Mapping[str, Any], weights: np.ndarray) -> np.ndarray:
    if told["form"] == "filters":
        return inner_pictures.filter_tiles(weights)
    return inner_pictures.unit_tiles(weights, shown.facts.shape)


def _filter_words(told: Mapping[str, Any], drawn: np.ndarray, scale: float) -> str:
    kind = "units" if told["form"] == "units" else "filters"
    kind = "columns" if kind == "units" and len(drawn) == 1 else kind
    colour = drawn.shape[-1] == 3
    words = {"layer": code(told["node"]), "scale": f"{scale:.3g}"}
    said = text(f"through_time.{'filters_colour' if colour else kind + '_about'}", **words)
    count = told["shape"][-1]
    if len(drawn) in (1, count):
        return said
    return f"{said} {text('through_time.filters_first', n=len(drawn), of=count)}"


def _sheet(png: bytes) -> None:
    st.image(png, output_format="PNG", alt=text("through_time.inside"))


def _activations(shown: Shown, found: Sequence[Any], place: int, part: str, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if isinstance(found[0], WholeMoment):  # one is chosen already
            example = int(st.session_state[f"{key}.{part}.picture"])
        else:
            example = _example(shown, found, part, key)
        layer = _layer(shown, key)
    question = {"part": part, "row": int(found[0].rows[example]), "layer": layer}
    values = looking_back.activations(shown.run.id, **question)
    if values is None:
        told = {"run": shown.run.id, **question}
        if asked("look_back_at_activations", key="results.activations", **told) is None:
            return
        values = looking_back.activations(shown.run.id, **question)
    now = found[place]
    if values is None or now.epoch not in values:
        return
    _drawn(shown, values, now, example, part)


def _drawn(
    shown: Shown, values: Mapping[int, np.ndarray], now: Any, example: int, part: str
) -> None:
    place = st.container()
    if shown.facts.modality == "image":
        left, place = st.columns([1, 4], gap="medium")
        with left:
            _picture(shown, part, int(now.rows[example]))
    with place:
        st.markdown(told_at(shown, now, example))
        scale = inner_pictures.largest(list(values.values()))
        st.caption(text("through_time.activations_about", scale=f"{scale:.3g}"))
        tiles = inner_pictures.activation_tiles(values[now.epoch])
        _sheet(inner_pictures.sheet(tiles, scale=scale, zoom=_zoom(tiles)))


def _zoom(tiles: np.ndarray) -> int | None:
    """A single wide map is as large as the column allows; several are tiles."""
    return min(24, max(1, WIDEST // tiles.shape[2])) if len(tiles) == 1 else None


def _picture(shown: Shown, part: str, row: int) -> None:
    examples = examples_of(shown.facts, part, [row])
    if examples is not None:
        png = picture(shown.facts, examples[0], side=140)
        st.image(png, output_format="PNG", alt=text("through_time.picture"))


def _example(shown: Shown, found: Sequence[Any], part: str, key: str) -> int:
    """Draws the choice of an example, those that changed most often first; its place."""
    name, offered = f"{key}.{part}.example", _offered(shown, found)
    chosen = st.session_state.get(name)
    return st.selectbox(
        text("through_time.example"),
        offered if chosen in (None, *offered) else [chosen, *offered],
        key=name,
        format_func=lambda place: _named(shown, found, place),
        width=320,
    )


def _offered(shown: Shown, found: Sequence[Any]) -> list[int]:
    if shown.task == "regression":
        off = np.abs(found[-1].predicted - found[-1].true).max(axis=1)
        return np.argsort(-off, kind="stable")[:EXAMPLES].tolist()
    restless = looking_back.restless(found)[:EXAMPLES].tolist()
    return restless + [place for place in range(len(found[0].rows)) if place not in restless][:5]


def _named(shown: Shown, found: Sequence[Any], place: int) -> str:
    number = int(found[0].rows[place])
    if shown.task == "regression":
        value = float(np.ravel(found[0].true[place])[0])
        return text("through_time.example_value", n=number, value=value)
    name = esc(shown.facts.classes[int(found[0].true[place])], longest=LONGEST)
    wrong = sum(not each.right[place] for each in found)
    if not wrong:
        return text("through_time.example_right", n=number, name=name)
    return text("through_time.example_wrong", n=number, name=name, wrong=wrong, of=len(found))


def _layer(shown: Shown, key: str) -> int:
    layers = inner_layers(shown.run.document)
    return st.selectbox(
        text("through_time.layer"),
        range(len(layers)),
        index=0 if shown.facts.modality == "image" else last_hidden(layers),
        key=f"{key}.layer",
        format_func=lambda at: text(
            "layer_map.layer_of", name=esc(layers[at].name, longest=LONGEST), kind=layers[at].kind
        ),
        width=260,
    )
