"""A layer's results as a map: which examples the network finds alike."""

import numpy as np
import streamlit as st

from components import session
from components.escape import esc
from components.marks import Marks, badges, marked
from components.results import views
from components.results.asked_back import asked
from components.results.looked_at import examples_of, whole_example
from components.results.one_label import label_map, one_label
from components.results.part_choice import part_choice, parts_of
from components.results.shown import Shown
from components.segments import segments
from kt_core import layer_maps
from kt_core.figures import hardest, layer_map_figure, map_mistakes
from kt_core.inner_layers import InnerLayer, inner_layers, last_hidden
from kt_core.layer_maps import METHODS, PERPLEXITIES, LayerMap, Question
from kt_core.texts import shape_text, text

LONGEST = 40
USUAL = 30
MANY, TOO_MANY, PICKED = 10, 20, 8
"""From so many classes on some can be picked out, from so many on some are to begin with."""


def fits(shown: Shown) -> bool:
    """Whether the model can be asked: it gives finite answers."""
    return bool(shown.result["finite"])


def draw(shown: Shown) -> None:
    """Draws the questions, the map, and beside it the example that was clicked."""
    st.caption(text("layer_map.about"))
    question, key = _question(shown), f"map.{shown.key}"
    found = layer_maps.known(shown.run.id, question)
    if found is None:
        found = _computed(shown, question)
    if found is None:
        return
    if shown.facts.labels:
        shown, at = one_label(shown, key=key)
        found, key = label_map(found, at), f"{key}.{at}"
    chosen = _classes(shown, found, key)
    left, right = st.columns([5, 2], gap="large")
    with left:
        place = _map(shown, found, chosen, question)
        _said(found)
    with right:
        if place is None:
            st.caption(text("layer_map.pick"))
        else:
            _example(shown, found, place, question.part)


def _question(shown: Shown) -> Question:
    key, layers = f"map.{shown.key}", inner_layers(shown.run.document)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        part = part_choice(parts_of(shown), key=key)
        layer = st.selectbox(
            text("layer_map.layer"),
            range(len(layers)),
            index=last_hidden(layers),
            key=f"{key}.layer",
            format_func=lambda place: _named(layers[place]),
            width=260,
        )
        method = segments(
            text("layer_map.method"),
            METHODS,
            words=lambda one: text(f"layer_map.methods.{one}"),
            default=METHODS[0],
            key=f"{key}.method",
        )
        perplexity = _perplexity(key) if method == "tsne" else USUAL
    return Question(part, layer, method, perplexity, shown.output)


def _name(question: Question) -> str:
    asked = (question.part, question.layer, question.method, question.perplexity)
    return ".".join(str(part) for part in asked)


def _named(layer: InnerLayer) -> str:
    name = esc(layer.name, longest=LONGEST)
    return text("layer_map.layer_of", name=name, kind=layer.kind)


def _perplexity(key: str) -> int:
    return segments(
        text("layer_map.perplexity"),
        PERPLEXITIES,
        words=str,
        default=USUAL,
        key=f"{key}.perplexity",
        help=text("layer_map.perplexity_help"),
    )


def _computed(shown: Shown, question: Question) -> LayerMap | None:
    told = {name: getattr(question, name) for name in question.__dataclass_fields__}
    with st.spinner(text("layer_map.computing")):
        if asked("map_layer", key="results.map", run=shown.run.id, **told) is None:
            return None
    return layer_maps.known(shown.run.id, question)


def _classes(shown: Shown, found: LayerMap, key: str) -> list[int]:
    """Draws the choice of classes that are coloured; none chosen: all of them."""
    names = shown.facts.classes
    if len(names) < MANY:
        return []
    return st.multiselect(
        text("layer_map.classes"),
        range(len(names)),
        default=hardest(found, most=PICKED) if len(names) > TOO_MANY else None,
        key=f"{key}.classes",
        format_func=lambda number: esc(names[number], longest=LONGEST),
        placeholder=text("layer_map.classes_all"),
    )


def _map(shown: Shown, found: LayerMap, chosen: list[int], question: Question) -> int | None:
    facts, rows = shown.facts, list(_marks(shown, question.part))
    told = st.plotly_chart(
        layer_map_figure(found, facts.classes, target=facts.target, chosen=chosen, marked=rows),
        key=f"map.{shown.key}.{_name(question)}",
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False, "scrollZoom": True},
        alt=text("layer_map.alt"),
    )
    points = told["selection"]["points"]
    place = points[0].get("customdata") if points else None
    place = place[0] if isinstance(place, list) and place else place
    return place if isinstance(place, int) and 0 <= place < len(found.rows) else None


def _marks(shown: Shown, part: str) -> Marks:
    """The marks to show: those of test examples, where the map is of them."""
    return marked(shown.facts) if part == "test" else {}


def _said(found: LayerMap) -> None:
    """Draws what was mapped and what distances in it mean."""
    facts, shape = found.facts, shape_text(found.facts["shape"])
    counts = {"n": f"{len(found.rows):,}", "of": f"{facts['of']:,}", "shape": shape}
    kind = "averaged" if facts["averaged"] else "flat"
    said = [text(f"layer_map.{kind}", features=facts["features"], **counts)]
    if count := len(map_mistakes(found)):
        said.append(text("layer_map.mistakes", n=count))
    if "share" in facts:
        said.append(text("layer_map.pca", share=f"{sum(facts['share']):.1%}"))
    else:
        said.append(text("layer_map.tsne", **{
            name: facts[name] for name in ("perplexity", "divergence")
        }))  # fmt: skip
    st.caption(" ".join(said))


def _example(shown: Shown, found: LayerMap, place: int, part: str) -> None:
    row, words = int(found.rows[place]), _words(shown, found, place)
    st.subheader(words, anchor=False)
    if found.confidence is not None:
        percent = f"{float(found.confidence[place]):.1%}"
        st.caption(text("layer_map.probability", percent=percent))
    examples = examples_of(shown.facts, part, [row])
    if examples is not None:
        whole_example(shown.facts, examples[0], words=words)
    st.caption(text("layer_map.row", n=row))
    badges(shown.facts, _marks(shown, part).get(row, ()))
    why = part == "test" and views.VIEWS["why"].fits(shown)
    if why and st.button(text("layer_map.why"), key="map.why"):
        session.show_results("why", example=row)
        st.rerun()


def _words(shown: Shown, found: LayerMap, place: int) -> str:
    names, predicted = shown.facts.classes, found.predicted
    if not names:
        true = {"true": float(np.ravel(found.labels)[place])}
        if predicted is None:
            return text("layer_map.value", **true)
        return text("layer_map.values", predicted=float(predicted[place]), **true)
    label = int(found.labels[place])
    true_name = esc(names[label], longest=LONGEST)
    if predicted is None or predicted[place] == label:
        return text("layer_map.right", true=true_name)
    other = esc(names[int(predicted[place])], longest=LONGEST)
    return text("layer_map.wrong", true=true_name, predicted=other)
