"""The small app of these tests: one component on each page, named by `?part=`."""

import os
import time
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

MATRIX = [[8, 2, 0], [0, 0, 0], [1, 0, 9]]


def chart():
    from components.live_chart import live_chart
    from kt_core.runs import Store

    state = st.session_state
    st.toggle("unrelated", key="unrelated")
    run = Store().run(st.query_params["run"])
    live_chart(run, key="chart", on_ended=lambda: state.update(ended=state.get("ended", 0) + 1))
    st.text(f"ended {state.get('ended', 0)}, script runs {state.script_runs}, {run.state}")


def folds():
    from components.fold_chart import fold_chart
    from kt_core.runs import Store

    fold_chart(Store().members(st.query_params["group"]), key="folds")


def surface():
    from components.decision_surface import results_surface
    from kt_core.runs import Store

    state, run = st.session_state, Store().run(st.query_params["run"])
    results_surface(run, on_example=lambda row: state.update(row=row))
    st.text(f"example {state.get('row')}, script runs {state.script_runs}")


def layers():
    from components.network_list import network_list

    state, count = st.session_state, int(st.query_params.get("count", "4"))
    if "rows" not in state:
        state.rows = [row(number) for number in range(count)]
        state.update(selected="layer_1", told=[])

    def act(action, values):
        name = values.get("name")
        state.told = [*state.told, " ".join([action, *values.values()])]
        at = next((at for at, one in enumerate(state.rows) if one["name"] == name), None)
        if action == "select":
            state.selected = name
        elif action == "remove":
            state.rows.pop(at)
            state.selected = state.rows[min(at, len(state.rows) - 1)]["name"]
        elif action in ("up", "down"):
            state.rows.insert(at + (1 if action == "down" else -1), state.rows.pop(at))
        elif action == "move":
            moved, state.selected = state.rows.pop(at), name
            names = [one["name"] for one in state.rows]
            to = names.index(values["before"]) if "before" in values else len(names)
            state.rows.insert(to, moved)

    here = {"selected": state.selected, "key": "layers", "on_action": act}
    if not st.toggle("away"):
        network_list(state.rows, now=lambda: ("x", {one["name"] for one in state.rows}), **here)
    st.text(f"told: {', '.join(state.told[-3:])}; {len(state.told)} in all")
    hold()


def hold():
    """Keeps the script busy as long as the test has put a file there."""
    latest = time.monotonic() + 60
    while Path(os.environ["KT_HOME"], "hold").exists() and time.monotonic() < latest:
        time.sleep(0.02)


def network():
    from components.graph_view import graph_view
    from kt_core import graph

    state = st.session_state
    if "holder" not in state:
        kinds = ["Input", *["Dense"] * (int(st.query_params.get("count", "5")) - 2), "Add"]
        nodes = [{"name": f"layer_{at}", "kind": kind} for at, kind in enumerate(kinds)]
        state.update(holder={"network": nodes}, selected="layer_1", told=[])

    def act(action, values):
        state.told = [*state.told, f"{action} {values}"]
        if action == "select":
            state.selected = values["name"]
        elif action == "move":
            state.holder = graph.arrange(state.holder, values["places"])
        elif action == "connect":
            state.holder = graph.connect(state.holder, **values)
        elif action == "disconnect":
            state.holder = graph.disconnect(state.holder, values["target"], values["slot"])

    def now():
        return "x", {node["name"] for node in state.holder["network"]}

    drawn = graph.drawing(state.holder, built={"layer_2": BUILT}, problems={"layer_2": (1, 2)})
    graph_view(drawn, selected=state.selected, now=now, key="graph", on_action=act)
    st.text(f"told: {'; '.join(state.told[-1:])}; {len(state.told)} in all")
    hold()


BUILT = {"output_shape": [None, 28, 28, 16], "params": 2320}


def row(number):
    shape = [None, 28, 28, 1] if number == 0 else [None, 26, 26, number]
    kind = "Input" if number == 0 else "Conv2D"
    found = {"errors": 2, "enabled": False} if number == 2 else {}
    title = "<img src=x onerror=alert(1)>" if number == 3 else f"layer {number}"
    common = {"name": f"layer_{number}", "title": title, "kind": kind, "shape": shape}
    return {**common, "params": 100 * number, **found}


def pad():
    import io

    import numpy as np
    from PIL import Image

    from components.digit_pad import digit_pad

    drawn = digit_pad(key="pad")
    if drawn is None:
        st.text("nothing drawn")
        return
    image = np.asarray(Image.open(io.BytesIO(drawn)).convert("L"))
    st.text(f"drawn {image.shape} corner {image[0, 0]} middle {image[140, 140]}")


def matrix():
    from components.confusion import confusion

    times = 1 + st.button("Twice")
    counts = [[times * count for count in row] for row in MATRIX]
    cell = confusion(counts, ["cat", "dog", "bird"], key="matrix")
    st.text(f"cell {cell}, script runs {st.session_state.script_runs}")


def figure():
    from components.clicked import clicked
    from components.steady_chart import steady_chart
    from kt_core.figures import predicted_figure

    state, far = st.session_state, 1 + st.button("Farther")
    made = predicted_figure([0.0, 1.0, 2.0], [far, 1.0, 2.0], target="metres")
    take = lambda: state.update(told=clicked("figure"))  # noqa: E731
    steady_chart(made, name="figure", key="figure", on_select=take, alt="Points")
    st.text(f"told {state.get('told')}")


def grid():
    import io

    from PIL import Image

    from components.picture_grid import Card, picture_grid

    state, drawn = st.session_state, io.BytesIO()
    Image.new("L", (8, 8), 128).save(drawn, format="PNG")
    names = ["猫", "<img src=x onerror=alert(1)>", "a" * 200]
    cards = [
        Card(10 * at, drawn.getvalue(), name, "dog", "97 %", "label?" * at, wrong=True)
        for at, name in enumerate(names)
    ]
    chosen = state.setdefault("chosen", None)

    def opened(row):
        state.chosen = row

    picture_grid(cards, selected=chosen, key="grid", below="below", on_open=opened)
    st.text(f"opened {state.chosen}")


if get_script_run_ctx(suppress_warning=True) is None:
    from kt_core import web

    app = st.App(__file__, routes=web.routes(st.get_option("server.baseUrlPath")))
else:
    st.set_page_config(layout="wide")
    st.session_state.script_runs = st.session_state.get("script_runs", 0) + 1
    parts = {
        "chart": chart,
        "folds": folds,
        "surface": surface,
        "layers": layers,
        "graph": network,
        "pad": pad,
        "matrix": matrix,
        "figure": figure,
        "grid": grid,
    }
    parts[st.query_params["part"]]()
