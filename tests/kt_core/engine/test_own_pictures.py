"""Own pictures and rows reach a model as its training data did, whoever saved it."""

import csv
import importlib
import io
import json

import numpy as np
import pytest
from PIL import Image

from kt_core.answer_table import csv_text
from kt_core.data import card, load
from kt_core.data.own.taking import take_in
from kt_core.data.prepared import prepare as prepare_data
from kt_core.engine import kt_member
from kt_core.experiment import parse
from kt_core.images import SCALINGS
from kt_core.images.gathering import pictures
from kt_core.problems import ProblemError
from tests.kt_core.data.own.files import class_folders
from tests.kt_core.images.odd_pictures import encoded, zipped

pytestmark = pytest.mark.engine
PIXELS = np.random.RandomState(5).randint(0, 256, (9, 11, 3)).astype("uint8")


@pytest.fixture
def predict(home):
    return importlib.import_module("kt_core.engine.predict").predict


@pytest.fixture
def real(home):
    return importlib.import_module("tests.kt_core.engine.real_models")


@pytest.fixture
def inputs(home):
    """What pictures become for a saved model: `inputs(path, file, choices)`."""
    examples = importlib.import_module("kt_core.engine.examples")
    subjects = importlib.import_module("kt_core.engine.subject")

    def of(path, file, scaling=None, **choices):
        asked = subjects.subject({"path": str(path)}, scaling=scaling)
        return examples.picture_for(str(file), asked, choices).tensor

    return of


def saved(real, path, document, **member):
    build = importlib.import_module("kt_core.engine.build").build
    real.stirred(build(parse(document))).save(path)
    kt_member.add(path, {"document": document, **member})
    return path


def document(kind, shape, scaling="standard", classes=10):
    network = [
        {"name": "in", "kind": "Input", "params": {"shape": list(shape)}},
        {"name": "flatten", "kind": "Flatten"},
        {"name": "out", "kind": "Dense", "params": {"units": classes, "activation": "softmax"}},
    ]
    return {
        "format": "kt-experiment",
        "version": 1,
        "data": {"kind": kind, "scaling": scaling},
        "network": network,
        "loss": "sparse_categorical_crossentropy",
        "optimizer": "adam",
        "fit": {"epochs": 1},
    }


def preparation(given):
    session = importlib.import_module("kt_core.engine.session")
    data = prepare_data(given)
    return data, session.preparation(card(given.data.kind), data)


@pytest.mark.parametrize("scaling", ["none", "unit", "standard"])
def test_a_training_picture_given_back_is_the_tensor_that_was_trained_on(
    real, inputs, tmp_path, scaling
):
    told = document("mnist_5k", (28, 28, 1), scaling)
    data, known = preparation(parse(told))
    path = saved(real, tmp_path / "m.keras", told, preparation=known)
    raw = load("mnist_5k").x_train[data.train_rows[:3], :, :, 0]
    for picture, trained in zip(raw, data.x_train[:3], strict=True):
        for form in ("PNG", "BMP", "TIFF"):
            (tmp_path / "x").write_bytes(encoded(picture, form))
            np.testing.assert_array_equal(inputs(path, tmp_path / "x"), trained)


def test_a_picture_of_an_own_set_goes_through_the_steps_that_made_the_set(
    home, real, inputs, tmp_path
):
    zip_path = class_folders(tmp_path / "pets.zip", each=10)
    options = {"size": [6, 9], "colour": "rgb", "frame": "crop", "repeated": "keep"}
    kind = take_in(str(zip_path), options, {})["kind"]
    told = document(kind, (6, 9, 3), "unit", classes=2)
    data, known = preparation(parse(told))
    assert known["frame"] == "crop"
    path = saved(real, tmp_path / "m.keras", told, preparation=known)
    trained = {row.tobytes() for row in (*data.x_train, *data.x_val, *data.x_test)}
    found = set()
    for number, each in enumerate(pictures([str(zip_path)])):
        file = tmp_path / f"{number}"
        file.write_bytes(each.content)
        found.add(inputs(path, file).tobytes())
    assert found == trained


def foreign(real, path, shape=(9, 11, 3)):
    keras = real.keras
    model = keras.Sequential([keras.Input(shape), real.layers.Flatten(), real.layers.Dense(2)])
    model.save(path)
    return path


@pytest.mark.parametrize(
    ("scaling", "mode"), [("caffe", "caffe"), ("torch", "torch"), ("signed", "tf")]
)
def test_scalings_of_foreign_models_are_those_of_keras_applications(
    real, inputs, tmp_path, scaling, mode
):
    from keras.applications.imagenet_utils import preprocess_input

    (tmp_path / "x.png").write_bytes(encoded(PIXELS))
    path = foreign(real, tmp_path / "m.keras")
    wanted = preprocess_input(PIXELS.astype("float32"), data_format="channels_last", mode=mode)
    np.testing.assert_allclose(inputs(path, tmp_path / "x.png", scaling), wanted, atol=2e-5)


def test_colours_can_be_turned_round_and_put_first(real, inputs, tmp_path):
    (tmp_path / "x.png").write_bytes(encoded(PIXELS))
    last, first = (
        foreign(real, tmp_path / name, shape)
        for name, shape in (("l.keras", (9, 11, 3)), ("f.keras", (3, 9, 11)))
    )
    plain = PIXELS.astype("float32")
    turned = inputs(last, tmp_path / "x.png", "none", order="bgr")
    np.testing.assert_array_equal(turned, plain[..., ::-1])
    moved = inputs(first, tmp_path / "x.png", "none")
    np.testing.assert_array_equal(moved, plain.transpose(2, 0, 1))


def test_a_scaling_of_colours_or_an_order_that_does_not_fit_is_refused(real, inputs, tmp_path):
    (tmp_path / "x.png").write_bytes(encoded(PIXELS))
    grey = foreign(real, tmp_path / "g.keras", (9, 11, 1))
    for options, code in (
        ({"scaling": "torch"}, "scaling_of_colours"),
        ({"order": "grb"}, "order_unknown"),
    ):
        with pytest.raises(ProblemError) as raised:
            inputs(grey, tmp_path / "x.png", **options)
        assert raised.value.problems[0].code == code


def test_each_output_of_a_model_can_be_asked(predict, real, tmp_path):
    keras, layers = real.keras, real.layers
    picture = keras.Input((4, 4, 1))
    flat = layers.Flatten()(picture)
    ends = [layers.Dense(n, activation="softmax", name=f"of_{n}")(flat) for n in (3, 5)]
    model = real.stirred(keras.Model(picture, ends))
    model.save(tmp_path / "m.keras")
    (tmp_path / "x.png").write_bytes(encoded(PIXELS[:4, :4, 0]))
    x = PIXELS[:4, :4, :1].astype("float32")[None] / 255
    wanted = model.predict(x, verbose=0)
    for at, name in enumerate(("of_3", "of_5")):
        found = predict(
            {"path": str(tmp_path / "m.keras")},
            [str(tmp_path / "x.png")],
            "unit",
            choices={"output": name},
        )
        shares = {one["class"]: one["probability"] for one in found["results"][0]["top"]}
        assert found["model"]["output"] == name
        expected = wanted[at][0].tolist()
        assert [shares[str(n)] for n in range(len(expected))] == pytest.approx(expected, abs=1e-6)
    with pytest.raises(ProblemError):
        predict({"path": str(tmp_path / "m.keras")}, choices={"output": "of_4"})


def test_a_zip_is_answered_picture_by_picture_and_one_of_it_with_its_numbers(
    predict, real, tmp_path
):
    path = foreign(real, tmp_path / "m.keras")
    members = [("b.png", encoded(PIXELS)), ("a.txt", b"words"), ("c.png", encoded(PIXELS[::-1]))]
    (tmp_path / "all.zip").write_bytes(zipped(members))
    asked = ({"path": str(path)}, [str(tmp_path / "all.zip")], "unit")
    lines = predict(*asked, choices={"pictures": "first"})["results"]
    assert [(line["member"], line["ok"]) for line in lines] == [
        ("a.txt", False),
        ("b.png", True),
        ("c.png", True),
    ]
    assert ["picture" in step for step in lines[1]["steps"]] == [True, False, False]
    (one,) = predict(*asked, choices={"pictures": True, "member": "c.png"})["results"]
    assert one["top"] == lines[2]["top"]
    np.testing.assert_allclose(one["steps"][-1]["values"], PIXELS[::-1] / 255, rtol=1e-5)
    few = predict(*asked, choices={"pictures": "few"})
    assert few["complete"] and few["results"][2]["steps"] == one["steps"]
    steps = {"pictures": True, "answer": False, "member": "c.png"}
    (alone,) = predict(*asked, choices=steps)["results"]
    assert alone["steps"] == one["steps"] and "top" not in alone


def test_of_many_pictures_only_the_first_step_comes_with_the_answers(predict, real, tmp_path):
    path = foreign(real, tmp_path / "m.keras")
    few = importlib.import_module("kt_core.engine.predict").FEW
    members = [(f"{at}.png", encoded(PIXELS)) for at in range(few + 1)]
    (tmp_path / "all.zip").write_bytes(zipped(members))
    asked = ({"path": str(path)}, [str(tmp_path / "all.zip")], "unit")
    found = predict(*asked, choices={"pictures": "few"})
    assert not found["complete"]
    assert ["picture" in step for step in found["results"][0]["steps"]] == [True, False, False]


def test_a_table_of_rows_gets_the_models_answers_and_the_file_holds_the_same_numbers(
    predict, real, tmp_path
):
    told = document("iris", (4,), classes=3)
    told["network"].pop(1)
    columns, names = ["a", "b", "c", "d"], ["x", "y", "z"]
    known = {"scaling": "standard", "subtract": [1.0, 2, 3, 4], "divide": [2.0, 2, 2, 2]}
    path = saved(
        real,
        tmp_path / "m.keras",
        told,
        classes=names,
        preparation={**known, "columns": columns},
    )
    (tmp_path / "t.csv").write_text("d;c;b;a;e\n1;2;3;4;5\n1;2;3;no;5\n0,5;2;3;4;5\n", "utf-16")
    found = predict({"path": str(path)}, [str(tmp_path / "t.csv")])
    good, bad, _ = found["results"]
    assert found["tables"][0]["extra"] == ["e"]
    assert bad["problems"][0]["values"] == {"row": 2, "column": "a", "given": "no"}
    model = real.keras.models.load_model(path)
    x = (np.array([[4, 3, 2, 1]]) - known["subtract"]) / known["divide"]
    wanted = dict(
        zip(names, model.predict(x.astype("float32"), verbose=0)[0].tolist(), strict=True)
    )
    rows = list(csv.DictReader(io.StringIO(csv_text(found["results"]))))
    for name in names:
        assert float(rows[0][f"p({name})"]) == pytest.approx(wanted[name], abs=1e-6)
        told_by = {one["class"]: one["probability"] for one in good["top"]}
        assert float(rows[0][f"p({name})"]) == told_by[name]
    assert rows[1]["problem"] and not rows[1]["answer"]
    json.dumps(found)


def test_every_scaling_that_is_offered_can_be_given(inputs, real, tmp_path):
    (tmp_path / "x.png").write_bytes(encoded(Image.new("RGB", (11, 9), "white")))
    path = foreign(real, tmp_path / "m.keras")
    for scaling, (subtract, divide) in SCALINGS.items():
        found = inputs(path, tmp_path / "x.png", scaling, order="rgb")
        wanted = (255 - np.asarray(subtract)) / np.asarray(divide)
        np.testing.assert_allclose(found[0, 0], np.broadcast_to(wanted, 3), rtol=1e-6)
