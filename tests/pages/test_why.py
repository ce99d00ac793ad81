"""The why view and the part of the predict page: drawn from answers that are already known."""

import json

import numpy as np
import pytest

from kt_core import explanations, marks
from kt_core.data import card
from kt_core.explanations import Found
from kt_core.runs import folder

pytestmark = pytest.mark.process

LONG = "a very long <b>name</b> of a class that does not end " * 3
CLASSES = [*map(str, range(9)), LONG]
CONV = {"path": "<i>conv", "kind": "Conv2D", "inputs": [[28, 28, 1]], "shape": [26, 26, 3],
        "params": 30, "steps": None, "conv": True}  # fmt: skip
LAST = {"path": "out", "kind": "Dense", "inputs": [[2028]], "shape": [10],
        "params": 20290, "steps": None, "conv": False}  # fmt: skip


@pytest.fixture
def run(store, draft):
    """A finished run whose test example 2 was taken for the class with the long name."""
    run = store.create_run(store.draft(draft).document, draft=draft)
    store.change(run, states="queued", state="running")
    store.change(run, states="running", state="finished", result={"test": {"loss": 0.3}})
    true, probabilities = np.arange(20) % 10, np.full((20, 10), 0.02)
    probabilities[np.arange(20), true] = 0.82
    probabilities[2] = [*[0.02] * 9, 0.82]
    counts = np.eye(10, dtype=int) * 2
    score = {"precision": 0.9, "recall": 0.9, "f1": 0.9, "support": 10}
    result = {
        "task": "classification", "finite": True, "test": {"loss": 0.3}, "classes": CLASSES,
        "accuracy": 0.95, "confusion": counts.tolist(),
        "per_class": [{"class": name, **score} for name in CLASSES],
    }  # fmt: skip
    (folder(run) / "results.json").write_text(json.dumps(result))
    np.savez(folder(run) / "predictions.npz", y_true=true, y_pred=probabilities, rows=np.arange(20))
    (folder(run) / "model.keras").write_bytes(b"a model")
    return run


def known(run, what, said, arrays, **more):
    question = {"what": what, "example": {"row": 2}, "output": 0, **more}
    explanations.keep({"run": run}, question, Found(said, arrays))


def about(run, *layers, **more):
    said = {
        "modality": "image", "size": [28, 28, 1], "numbers": [*[0.02] * 9, 0.82],
        "are_classes": True, "classes": CLASSES, "by_pixel": False, "narrow": True,
        "explainable": True, "columns": [], "layers": list(layers), **more,
    }  # fmt: skip
    known(run, "about", said, {"picture": np.full((28, 28, 1), 90, "uint8")})


def open_why(opened, run, example=2):
    app = opened("results", run=run)
    view = next(each for each in app.segmented_control if each.key == "results.view")
    view.set_value("why").run()
    if example is not None:
        number = next(each for each in app.number_input if each.key == "why.example")
        number.set_value(example).run()
    assert not app.exception, app.exception
    return app


def words(app):
    return " ".join(
        each.value for kind in (app.markdown, app.caption, app.subheader) for each in kind
    )


def test_without_an_example_the_surest_mistakes_are_offered(opened, run):
    app = open_why(opened, run, example=None)
    assert "wrong answers it was surest of" in words(app)
    assert [button.key for button in app.button if button.key.startswith("why.ask")] == [
        "why.ask.2"
    ]
    about(run, CONV, LAST)
    known(run, "maps", {"missing": {"gradcam": "no_gradient", "integrated": "no_gradient",
          "smooth": "no_gradient"}, "quantity": "score", "target": 9, "conv": "<i>conv"},
          {"occlusion": np.zeros((28, 28))}, target=9, layer="<i>conv")  # fmt: skip
    app.button(key="why.ask.2").click().run()
    assert not app.exception
    assert "half precision" in words(app)
    assert words(app).count("not depend on the input by a gradient") == 3


def test_a_mark_is_shown_and_can_be_made_beside_the_explanation(opened, run, store):
    marks.mark(store, card("mnist_5k"), 2, person="somebody", label=7)
    app = open_why(opened, run, example=None)
    assert r"orange-badge[label\?]" in words(app)
    about(run, LAST, explainable=False)
    app.button(key="why.ask.2").click().run()
    assert "Somebody marked this label as wrong: 7" in words(app)
    app.button(key="gallery.mark").click().run()
    assert not app.exception
    assert "You marked this label as wrong" in words(app)
    assert len(marks.of(store, card("mnist_5k"))[2]) == 2


def test_maps_are_drawn_with_what_they_can_and_cannot_tell(opened, run):
    about(run, CONV, LAST)
    said = {"missing": {}, "quantity": "score", "target": 9, "conv": "<i>conv",
            "sum": 1.5, "score": 2.0, "ground_score": 0.5}  # fmt: skip
    grid = {name: np.ones((28, 28)) for name in ("occlusion", "integrated", "smooth")}
    arrays = {**grid, "gradcam": np.ones((26, 26))}
    known(run, "maps", said, arrays, target=9, layer="<i>conv")
    app = open_why(opened, run)
    assert len(app.get("plotly_chart")) == 4
    assert words(app).count("**Cannot tell**") == 4
    assert "add up to 1.5" in words(app)
    assert "<b>" not in words(app).replace(r"\<b\>", "")
    assert any("csv" in each.label for each in app.get("download_button"))


def test_a_model_without_convolutions_says_why_there_is_no_grad_cam(opened, run):
    about(run, LAST)
    said = {"missing": {"gradcam": "no_convolution"}, "quantity": "score", "target": 9,
            "conv": None, "sum": 1.5, "score": 2.0, "ground_score": 0.5}  # fmt: skip
    grid = {name: np.ones((28, 28)) for name in ("occlusion", "integrated", "smooth")}
    known(run, "maps", said, grid, target=9, layer=None)
    app = open_why(opened, run)
    assert "this model has none" in words(app)
    assert len(app.get("plotly_chart")) == 3


def section(app, name):
    chosen = next(each for each in app.segmented_control if each.key == "why.section")
    chosen.set_value(name).run()
    assert not app.exception, app.exception
    return app


def test_a_layer_shows_its_channels_and_its_filters(opened, run):
    about(run, CONV, LAST, explainable=False)
    weights = [{"name": "kernel", "shape": [3, 3, 1, 3], "form": "filters"},
               {"name": "bias", "shape": [3], "form": "plain"}]  # fmt: skip
    arrays = {"values": np.ones((26, 26, 3)), "weight_0": -np.ones((3, 3, 1, 3)),
              "weight_1": np.zeros(3)}  # fmt: skip
    known(run, "layer", {**CONV, "of": [26, 26, 3], "weights": weights}, arrays, layer="<i>conv")
    app = open_why(opened, run)
    assert "gives its input back" in words(app)
    app = section(app, "layers")
    images = [one for kind in ("imgs", "image") for one in app.get(kind)]
    assert len(images) == 1 + 3 + 3
    assert "orange up to 1" in words(app)


def test_the_arithmetic_of_a_value_is_told(opened, run):
    about(run, CONV, LAST, explainable=False)
    terms = [{"at": [5], "x": 2.0, "weight": 0.5, "product": 1.0}]
    said = {**LAST, "at": [9], "keras": 0.82, "value": 0.82, "form": "dot", "count": 2028,
            "bias": -0.25, "total": 1.5, "terms": terms, "others": 2027, "rest": 0.5,
            "activation": "softmax", "before": 1.25, "highest": 1.25, "power": 1.0,
            "powers": 1.2195, "units": 10, "line": []}  # fmt: skip
    known(run, "value", said, {}, layer="out", at=None)
    app = section(open_why(opened, run), "steps")
    told = words(app)
    assert "2027 other parts" in told
    assert "Plus the bias −0.25: 1.25" in told
    assert "divided by 1.2195" in told
    assert "= **0.82**" in told


FORMS = {
    "mean": {"count": 4, "terms": [{"at": [0, 1], "x": 1.0}], "others": 3, "rest": 1.0},
    "largest": {"count": 4, "source": [1, 2, 0], "terms": [], "others": 0, "rest": 0.0},
    "normalized": {"x": 1.0, "mean": 0.5, "variance": 4.0, "epsilon": 0.001, "scale": 2.0,
                   "shift": -1.0},
    "standardized": {"x": 1.0, "mean": 0.5, "deviation": 2.0, "invert": True},
    "rescaled": {"x": 1.0, "scale": 2.0, "offset": -1.0},
    "joined": {"values": [1.0, -2.0], "how": "add"},
    "copied": {"source": [1, 2], "input": 1, "inputs": 2},
    "padding": {},
    "function": {"activation": "relu", "before": -1.5},
    "leaky": {"x": -1.0, "slope": 0.1, "threshold": 0.0, "most": 6.0},
    "exponential": {"x": -1.0, "alpha": 0.5},
    "looked_up": {"row": 3, "column": 1},
    "none": {"reason": "own"},
    "masked_out": {},
    "mean_square": {"x": 1.0, "mean": 2.0, "epsilon": 0.001, "scale": 2.0, "count": 8},
    "length": {"x": 1.0, "length": 2.0, "count": 8},
    "counted": {"category": 3, "times": 2, "of": 7, "how": "count"},
    "bin": {"x": 1.5, "low": 1.0, "high": 2.0, "bins": 4},
}  # fmt: skip


def test_every_form_of_arithmetic_has_its_words():
    from streamlit.testing.v1 import AppTest

    def page(said):
        from components.why.sums import arithmetic
        from kt_core.explanations import Found

        for number, one in enumerate(said):
            arithmetic(Found(one, {}), key=str(number))

    common = {"kind": "LSTM", "value": 0.5, "keras": 0.5, "step": 2}
    said = [{**common, **numbers, "form": form} for form, numbers in FORMS.items()]
    app = AppTest.from_function(page, args=(said,), default_timeout=120).run()
    assert not app.exception, app.exception
    told = words(app)
    assert "?" not in told
    assert "A copy of the value at 1, 2 of input 1" in told
    assert "not one of Keras' own" in told
    assert told.count("by this arithmetic") == len(FORMS) - 1


def test_an_own_row_can_be_asked_about_behind_a_switch():
    from streamlit.testing.v1 import AppTest

    def page():
        from components.why import why_own
        from kt_core.trial import Trial

        why_own(Trial(model={"path": "gone"}, shape=(2,)), {}, {}, row=(1.0, 2.0))

    app = AppTest.from_function(page, default_timeout=120).run()
    assert not app.exception
    assert [each.label for each in app.toggle] == ["Why this answer?"]
