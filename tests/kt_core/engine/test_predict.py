"""Answers for pictures and rows: the model's own, with class names, prepared as in training."""

import importlib
import io
import json
import shutil

import numpy as np
import pytest
from PIL import Image

from kt_core.data import card, load
from kt_core.data.preparation import measure, scale
from kt_core.engine import kt_member
from kt_core.images import border_brightness
from kt_core.problems import ProblemError
from kt_core.runs import folder
from kt_core.texts import render

pytestmark = pytest.mark.engine
RUN = "abcdefghijklmnop"


@pytest.fixture
def predict(home):
    return importlib.import_module("kt_core.engine.predict").predict


@pytest.fixture
def real():
    return importlib.import_module("tests.kt_core.engine.real_models")


def network(activation="softmax", units=10):
    return [
        {"name": "in", "kind": "Input", "params": {"shape": [8, 8, 1]}},
        {"name": "flatten", "kind": "Flatten"},
        {"name": "out", "kind": "Dense", "params": {"units": units, "activation": activation}},
    ]


def document(nodes, loss="sparse_categorical_crossentropy", scaling="standard"):
    return {
        "format": "kt-experiment",
        "version": 1,
        "data": {"kind": "digits", "scaling": scaling},
        "network": nodes,
        "loss": loss,
        "optimizer": "adam",
        "fit": {"epochs": 1},
    }


@pytest.fixture
def digits_run(home, real):
    """A run's folder as training leaves it, and its model."""
    facts, arrays = card("digits"), fetched("digits")
    statistics = measure(arrays.x_train, scaling="standard", largest=16)
    brightness = border_brightness(arrays.x_test, largest=16)
    model = real.stirred(built(document(network())))
    path = folder(RUN) / "model.keras"
    model.save(path)
    preparation = {**statistics, "largest": 16, "brightness": brightness}
    member = {"document": document(network()), "classes": list(facts.classes)}
    kt_member.add(path, {**member, "preparation": preparation})
    return model, statistics, arrays


def fetched(kind):
    from kt_core.engine.fetch import fetch

    fetch(kind)
    return load(kind)


def built(given):
    from kt_core.engine.build import build
    from kt_core.experiment import parse

    return build(parse(given))


def picture(path, pixels):
    Image.fromarray(pixels).save(path)
    return str(path)


def digit(path, image):
    """A picture in which 16, the brightest value of the digits, is white."""
    return picture(path, np.rint(image[:, :, 0] * (255 / 16)).astype("uint8"))


def test_a_picture_of_the_test_part_gets_the_probabilities_of_the_run(
    predict, digits_run, tmp_path
):
    model, statistics, arrays = digits_run
    files = [digit(tmp_path / f"{n}.png", arrays.x_test[n]) for n in range(3)]
    results = predict({"run": RUN}, files)["results"]
    wanted = model.predict(scale(arrays.x_test[:3], statistics), verbose=0)
    for line, file, expected in zip(results, files, wanted, strict=True):
        assert line["ok"]
        assert line["file"] == file
        found = {answer["class"]: answer["probability"] for answer in line["top"]}
        assert list(found.values()) == sorted(found.values(), reverse=True)
        np.testing.assert_allclose([found[str(n)] for n in range(10)], expected, atol=0.01)


def test_the_answer_is_predict_of_the_same_tensor_to_the_bit(predict, digits_run, tmp_path):
    model, statistics, _ = digits_run
    file = picture(tmp_path / "black.png", np.zeros((8, 8), "uint8"))
    (line,) = predict({"run": RUN}, [file])["results"]
    wanted = model.predict(scale(np.zeros((1, 8, 8, 1)), statistics), verbose=0)[0]
    assert {a["class"]: a["probability"] for a in line["top"]} == {
        str(n): float(wanted[n]) for n in range(10)
    }


def test_the_steps_are_told_and_come_as_pictures_when_asked(predict, digits_run, tmp_path):
    import base64

    file = picture(tmp_path / "wide.png", np.full((30, 60, 3), (200, 100, 50), "uint8"))
    plain = predict({"run": RUN}, [file])["results"][0]["steps"]
    assert [s["code"] for s in plain] == ["original", "grey", "fit", "resized", "scaled"]
    assert plain[0]["size"] == [60, 30]
    choices = {"pictures": True, "frame": "crop", "invert": True}
    shown = predict({"run": RUN}, [file], choices=choices)["results"][0]["steps"]
    assert [s["code"] for s in shown][2:4] == ["crop", "inverted"]
    resized = Image.open(io.BytesIO(base64.b64decode(shown[4]["picture"])))
    assert resized.size == (8, 8)
    assert np.asarray(resized)[0, 0] == 255 - 124  # ITU-R 601 of the colour, inverted


def test_a_dark_drawing_on_white_paper_is_pointed_out(predict, digits_run, tmp_path):
    file = picture(tmp_path / "paper.png", np.full((40, 40), 250, "uint8"))
    (line,) = predict({"run": RUN}, [file])["results"]
    assert line["notes"] == ["looks_inverted"]


def test_one_bad_picture_does_not_spoil_the_others(predict, digits_run, tmp_path):
    good = picture(tmp_path / "good.png", np.zeros((8, 8), "uint8"))
    (tmp_path / "bad.png").write_bytes(b"not a picture")
    files = [str(tmp_path / "bad.png"), good, str(tmp_path / "gone.png")]
    bad, fine, gone = predict({"run": RUN}, files)["results"]
    assert (bad["ok"], fine["ok"], gone["ok"]) == (False, True, False)
    assert bad["problems"][0]["code"] == "image_is_text"
    assert gone["problems"][0]["code"] == "image_missing"
    json.dumps([bad, fine, gone])


def test_a_downloaded_file_answers_like_its_run(predict, digits_run, tmp_path):
    copy = tmp_path / "downloaded.keras"
    shutil.copy(folder(RUN) / "model.keras", copy)
    file = picture(tmp_path / "x.png", np.eye(8, dtype="uint8") * 255)
    one, other = predict({"run": RUN}, [file]), predict({"path": str(copy)}, [file])
    assert one == other
    assert one["model"]["classes"] == [str(n) for n in range(10)]
    assert one["model"]["notes"] == []


def foreign(real, path, activation, units, **compiled):
    keras, layers = real.keras, real.layers
    last = layers.Dense(units, activation=activation)
    model = real.stirred(keras.Sequential([keras.Input((8, 8, 1)), layers.Flatten(), last]))
    if compiled:
        model.compile(**compiled)
    model.save(path)
    return model


def test_of_a_foreign_file_is_said_what_was_assumed(predict, real, tmp_path):
    path = tmp_path / "m.keras"
    model = foreign(real, path, "softmax", 3)
    file = picture(tmp_path / "x.png", np.full((8, 8), 51, "uint8"))
    answer = predict({"path": str(path)}, [file])
    assert answer["model"]["notes"] == ["scaling_assumed_unit", "classes_numbered"]
    wanted = model.predict(np.full((1, 8, 8, 1), 0.2, "float32"), verbose=0)[0]
    found = {a["class"]: a["probability"] for a in answer["results"][0]["top"]}
    np.testing.assert_allclose([found[n] for n in "012"], wanted, atol=1e-6)


def test_scaling_and_class_names_can_be_given(predict, real, tmp_path):
    path = tmp_path / "m.keras"
    model = foreign(real, path, "softmax", 2)
    file = picture(tmp_path / "x.png", np.full((8, 8), 255, "uint8"))
    answer = predict({"path": str(path)}, [file], scaling="none", classes=["猫", "dog"])
    assert answer["model"]["notes"] == []
    assert {a["class"] for a in answer["results"][0]["top"]} == {"猫", "dog"}
    with pytest.raises(ProblemError) as raised:
        predict({"path": str(path)}, [file], classes=["one"])
    assert raised.value.problems[0].code == "classes_count"
    assert model is not None


def test_one_sigmoid_unit_means_two_classes(predict, real, tmp_path):
    path = tmp_path / "m.keras"
    model = foreign(real, path, "sigmoid", 1)
    file = picture(tmp_path / "x.png", np.zeros((8, 8), "uint8"))
    top = predict({"path": str(path)}, [file], classes=["no", "yes"])["results"][0]["top"]
    yes = float(model.predict(np.zeros((1, 8, 8, 1), "float32"), verbose=0)[0, 0])
    found = {a["class"]: a["probability"] for a in top}
    assert found["yes"] == pytest.approx(yes, abs=1e-6)
    assert found["no"] == pytest.approx(1 - yes, abs=1e-6)


@pytest.mark.parametrize(
    ("activation", "compiled", "notes", "total"),
    [
        ("sigmoid", {}, ["several_may_be_true"], None),
        (None, {"loss": "logits"}, ["scores_to_probabilities"], 1),
    ],
)
def test_other_endings_become_probabilities_too(
    predict, real, tmp_path, activation, compiled, notes, total
):
    if compiled:
        compiled = {"loss": real.keras.losses.SparseCategoricalCrossentropy(from_logits=True)}
    path = tmp_path / "m.keras"
    foreign(real, path, activation, 3, **compiled)
    file = picture(tmp_path / "x.png", np.zeros((8, 8), "uint8"))
    answer = predict({"path": str(path)}, [file], scaling="unit", classes=["a", "b", "c"])
    assert answer["model"]["notes"] == notes
    assert answer["model"]["labels"] == (None if total else ["a", "b", "c"])
    if total:
        probabilities = [a["probability"] for a in answer["results"][0]["top"]]
        assert sum(probabilities) == pytest.approx(total)


def test_a_model_that_ends_in_values_gives_values(predict, real, tmp_path):
    path = tmp_path / "m.keras"
    model = foreign(real, path, None, 1, loss="mse", optimizer="adam")
    file = picture(tmp_path / "x.png", np.zeros((8, 8), "uint8"))
    (line,) = predict({"path": str(path)}, [file], scaling="unit")["results"]
    wanted = float(model.predict(np.zeros((1, 8, 8, 1), "float32"), verbose=0)[0, 0])
    assert line["top"] == [{"value": pytest.approx(wanted)}]


def test_rows_of_a_table_are_scaled_like_the_training_data(predict, real, tmp_path):
    nodes = [
        {"name": "in", "kind": "Input", "params": {"shape": [4]}},
        {"name": "out", "kind": "Dense", "params": {"units": 3, "activation": "softmax"}},
    ]
    given = {**document(nodes), "data": {"kind": "iris", "scaling": "standard"}}
    arrays = fetched("iris")
    statistics = measure(arrays.x_train, scaling="standard")
    model = real.stirred(built(given))
    path = tmp_path / "iris.keras"
    model.save(path)
    classes = list(card("iris").classes)
    kt_member.add(path, {"document": given, "classes": classes, "preparation": statistics})
    rows = arrays.x_test[:2].tolist()
    results = predict({"path": str(path)}, rows=[*rows, [1, 2]])["results"]
    wanted = model.predict(scale(arrays.x_test[:2], statistics), verbose=0)
    for line, expected in zip(results, wanted, strict=False):
        found = {a["class"]: a["probability"] for a in line["top"]}
        np.testing.assert_allclose([found[name] for name in classes], expected, atol=1e-6)
    assert results[2]["problems"][0]["code"] == "model_takes_no_table"
    lines = [*(",".join(map(str, row)) for row in rows), "1,2,x,4"]
    (tmp_path / "rows.csv").write_text("\n".join(lines))
    read = predict({"path": str(path)}, [str(tmp_path / "rows.csv")])["results"]
    assert [line.get("values") for line in read] == [*rows, None]
    assert [line["top"] for line in read[:2]] == [line["top"] for line in results[:2]]


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda r: r.several_inputs(), "takes_several"),
        (lambda r: r.keras.Sequential([r.keras.Input((8, 8, 1)), r.layers.ReLU()]), "otherwise"),
    ],
)
def test_models_that_pictures_do_not_fit_are_refused(predict, real, tmp_path, make, code):
    path = tmp_path / "m.keras"
    make(real).save(path)
    with pytest.raises(ProblemError) as raised:
        predict({"path": str(path)}, [picture(tmp_path / "x.png", np.zeros((8, 8), "uint8"))])
    assert code in raised.value.problems[0].code
    assert "?" not in render(raised.value.problems[0]).what


def test_a_picture_given_to_a_model_of_tables_is_refused(predict, real, tmp_path):
    path = tmp_path / "m.keras"
    real.keras.Sequential([real.keras.Input((5,)), real.layers.Dense(1)]).save(path)
    file = picture(tmp_path / "x.png", np.zeros((8, 8), "uint8"))
    (line,) = predict({"path": str(path)}, [file])["results"]
    assert line["problems"][0]["code"] == "model_takes_no_image"


def test_a_run_without_a_model_says_so(predict):
    with pytest.raises(ProblemError) as raised:
        predict({"run": RUN}, ["x.png"])
    assert raised.value.problems[0].code == "run_without_model"


def test_a_model_that_went_wrong_in_training_is_not_asked(predict, real, tmp_path):
    model = real.keras.Sequential([real.keras.Input((8, 8, 1)), real.layers.Conv2D(1, 8)])
    model.layers[0].bias.assign([np.nan])
    model.save(tmp_path / "m.keras")
    with pytest.raises(ProblemError) as raised:
        predict({"path": str(tmp_path / "m.keras")}, ["x.png"])
    assert raised.value.problems[0].code == "model_weights_not_finite"


def test_too_many_pictures_at_once_are_refused(predict):
    with pytest.raises(ProblemError) as raised:
        predict({"run": RUN}, ["x.png"] * 501)
    assert raised.value.problems[0].code == "images_too_many"


@pytest.mark.parametrize(("form", "name"), [("keras", "m.keras"), ("h5", "m.h5")])
def test_an_exported_model_is_loaded_by_stock_keras_with_the_same_answers(
    digits_run, real, tmp_path, form, name
):
    from kt_core.engine.export import export

    model = digits_run[0]
    to = tmp_path / name
    assert export(RUN, form, str(to)) == {"file": str(to)}
    again = real.keras.models.load_model(to)
    x = np.linspace(0, 1, 64, dtype="float32").reshape(1, 8, 8, 1)
    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))


def test_exported_weights_fit_the_same_network(digits_run, tmp_path):
    from kt_core.engine.export import export

    model, to = digits_run[0], tmp_path / "w.weights.h5"
    export(RUN, "weights", str(to))
    again = built(document(network()))
    again.load_weights(to)
    for one, other in zip(again.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("form", "to", "code"),
    [("onnx2", "x", "export_format_unknown"), ("keras", "gone/x.keras", "folder_missing")],
)
def test_what_cannot_be_exported_gets_a_sentence(digits_run, tmp_path, form, to, code):
    from kt_core.engine.export import export

    with pytest.raises(ProblemError) as raised:
        export(RUN, form, str(tmp_path / to))
    assert raised.value.problems[0].code == code
