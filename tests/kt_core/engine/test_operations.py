"""Operations in a saved model become layers that compute the same."""

import importlib

import numpy as np
import pytest

from kt_core.code import script
from kt_core.engine.operations import lowered
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from tests.kt_core.engine.saved_models import functional, input_layer, layer, tensor


@pytest.fixture
def opening():
    return importlib.import_module("kt_core.engine.open")


@pytest.fixture
def real():
    return importlib.import_module("tests.kt_core.engine.real_models")


def arithmetic(real):
    image = real.keras.Input((6, 6, 4))
    ops, x = real.keras.ops, real.layers.Conv2D(4, 3, padding="same")(image)
    x = ops.relu6(x + 3.0) * (1 / 6) * image + (1 - x) / 2
    x = ops.concatenate([ops.maximum(x, image), -x, ops.silu(image) - x], axis=-1)
    x = ops.transpose(ops.softmax(ops.tanh(x)), [0, 2, 1, 3])
    wide = ops.reshape(ops.leaky_relu(x, 0.1), [-1, 36, 12])
    return real.keras.Model(image, [ops.mean(x, axis=[1, 2]), ops.max(wide, 1, keepdims=True)])


def private_layers(real):
    """What ConvNeXt and InceptionResNetV2 are made of."""
    scale = importlib.import_module("keras.src.applications.convnext").LayerScale
    total = importlib.import_module("keras.src.applications.inception_resnet_v2").CustomScaleLayer
    image = real.keras.Input((5, 5, 3))
    x = real.layers.DepthwiseConv2D(3, padding="same")(image)
    x = scale(1e-3, 3, name="first")(x)
    return real.keras.Model(image, total(0.17)([image, scale(0.5, 3)(image + x)]))


@pytest.mark.engine
@pytest.mark.parametrize("ending", ["keras", "h5"])
@pytest.mark.parametrize("make", [arithmetic, private_layers])
def test_a_model_with_operations_answers_as_before(real, opening, tmp_path, make, ending):
    model = real.stirred(make(real))
    model.save(tmp_path / f"m.{ending}")
    found = opening.opened(tmp_path / f"m.{ending}")
    x = real.examples(model)
    for one, other in zip(
        real.predictions(model, x), real.predictions(found.model, x), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-7)


@pytest.mark.engine
@pytest.mark.parametrize("ending", ["keras", "h5"])
def test_an_architecture_survives_saving_opening_checking_and_code(
    real, opening, tmp_path, monkeypatch, ending
):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    small = {"weights": None, "alpha": 0.35, "input_shape": (32, 32, 3), "classes": 5}
    if ending == "keras":
        model = real.keras.applications.MobileNetV3Small(**{**small, "minimalistic": False})
    else:
        model = real.keras.applications.MobileNetV2(**small)
    model.save(tmp_path / f"m.{ending}")
    check = importlib.import_module("kt_core.engine.check").check
    answer = opening.open_model(str(tmp_path / f"m.{ending}"), "m", keep=True)
    document = answer["experiment"]
    checked = check(document)
    assert checked["ok"], checked["problems"]
    assert checked["total_params"] == model.count_params()
    assert all(row["loaded"] for row in checked["weights"]["rows"])
    names: dict = {}
    without = {key: value for key, value in document.items() if key != "weights"}
    exec(script(parse(without)).replace("model.summary()", ""), names)
    assert names["model"].count_params() == model.count_params()


def operation(kind, name, *args, **config):
    record = layer(kind, name, module="keras.src.ops.numpy", registered=kind)
    node = {"args": list(args), "kwargs": {}}
    return {**record, "config": {"name": name, **config}, "inbound_nodes": [node]}


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (operation("Add", "a", tensor("in"), 2), "Rescaling"),
        (operation("Subtract", "a", 1.0, tensor("in")), "Rescaling"),
        (operation("Divide", "a", tensor("in"), 4.0), "Rescaling"),
        (operation("Divide", "a", tensor("in"), 0.0), "Divide"),
        (operation("Divide", "a", 1.0, tensor("in")), "Divide"),
        (operation("Divide", "a", tensor("in"), tensor("in")), "Divide"),
        (operation("Power", "a", tensor("in"), 2), "Power"),
        (operation("Elu", "a", tensor("in")), "ELU"),
        (operation("Clip", "a", tensor("in"), x_min=0, x_max=6), "ReLU"),
        (operation("Clip", "a", tensor("in"), x_min=-1, x_max=1), "Clip"),
        (operation("Clip", "a", tensor("in"), x_min=0, x_max=float("nan")), "Clip"),
        (operation("Add", "a", tensor("in"), 10**400), "Add"),
        (operation("Divide", "a", tensor("in"), 1e-320), "Divide"),
        (operation("Reshape", "a", newshape=[-1, 4]), "Reshape"),
        (operation("Add", "a", tensor("in"), [1, 2]), "Add"),
        (operation("Reshape", "a", tensor("in"), [3, 4]), "Reshape"),
        (operation("Mean", "a", tensor("in"), axis=0), "Mean"),
        (operation("Softmax", "a", tensor("in"), axis=[1, 2]), "Softmax"),
    ],
)
def test_only_what_a_layer_computes_as_well_is_replaced(record, kind):
    found = lowered(functional(input_layer(), record, outputs=[("a", 0, 0)]))
    last = found["config"]["layers"][-1]
    assert last["class_name"] == kind
    assert (last["module"] == "keras.layers") is (kind in ("Rescaling", "ELU", "ReLU"))


def test_what_works_out_a_mask_stays_an_operation():
    masked = layer("Dense", "d", "in", units=1)
    masked["inbound_nodes"][0]["kwargs"] = {"mask": tensor("a")}
    record = functional(
        input_layer(), operation("Negative", "a", tensor("in")), masked, outputs=[("d", 0, 0)]
    )
    assert lowered(record) == record


@pytest.mark.parametrize(
    "record",
    [
        None,
        {"config": {"layers": [1, {"config": {}}, {"class_name": "Add", "config": 3}]}},
        {"config": {"layers": [{"class_name": "Add", "config": {}, "inbound_nodes": 7}]}},
        {"config": {"layers": [operation("Add", "a")], "output_layers": [["a", 0, 0]]}},
        {"config": {"layers": [operation("Mean", "a", 1)], "output_layers": [["a", 0, 0]]}},
    ],
)
def test_nonsense_stays_what_it_is(record):
    assert lowered(record) == record


def test_an_operation_without_a_layer_is_refused_by_name():
    from kt_core.engine.translate import translate

    record = functional(
        input_layer(), operation("Power", "a", tensor("in"), 2), outputs=[("a", 0, 0)]
    )
    with pytest.raises(ProblemError) as raised:
        translate(lowered(record))
    assert raised.value.problems[0].values["name"] == "Power"
