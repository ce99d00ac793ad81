"""All architectures of `keras.applications`, prepared as they should be, raise no false alarm."""

import json

import pytest

from kt_core import catalog
from kt_core.checks.pretrained import LAYERS

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("stored")]
KINDS = [entry.kind for entry in catalog.entries("application")]
HEAD = {"format": "kt-experiment", "version": 1}
OPENED = (
    *("ConvNeXtTiny", "EfficientNetB0", "InceptionV3", "MobileNet", "MobileNetV2"),
    *("MobileNetV3Small", "ResNet50", "ResNet50V2", "VGG16", "Xception"),
)
JUSTIFIED = {"VGG16": {"giant_layer"}}  # 100 million numbers behind Flatten
CENTRED, MEASURED, COLOURS = "centred", "measured", "colours"
WANTED = {
    **dict.fromkeys(("InceptionResNetV2", "InceptionV3", "MobileNet", "MobileNetV2"), CENTRED),
    **dict.fromkeys(("NASNetLarge", "NASNetMobile", "Xception"), CENTRED),
    **dict.fromkeys(("ResNet50V2", "ResNet101V2", "ResNet152V2"), CENTRED),
    **dict.fromkeys(("DenseNet121", "DenseNet169", "DenseNet201"), MEASURED),
    **dict.fromkeys(("ResNet50", "ResNet101", "ResNet152", "VGG16", "VGG19"), COLOURS),
}
"""How `preprocess_input` of each prepares pixels; those left out do it themselves."""


@pytest.fixture(autouse=True)
def roomy(monkeypatch):
    """Whether the largest of them could be trained on this machine is another question."""
    monkeypatch.setenv("KT_RUN_MEMORY", "100T")


def warnings(nodes, **data):
    from kt_core.engine.check import check

    document = {
        **HEAD,
        "data": {"kind": "cifar10", **data},
        "network": nodes,
        "loss": "sparse_categorical_crossentropy",
        "optimizer": "adam",
        "metrics": ["accuracy"],
        "fit": {"epochs": 2, "batch_size": 32},
    }
    answer = check(document)
    return answer, [each for each in answer["problems"] if each["severity"] != "info"]


def node(name, kind, **params):
    return {"name": name, "kind": kind, "params": params}


@pytest.mark.parametrize("kind", KINDS)
def test_a_trained_architecture_with_its_preparation_is_left_alone(kind):
    size = 331 if kind == "NASNetLarge" else 224
    before = [node("input", "Input", shape=[32, 32, 3]), node("up", "Resizing", height=size)]
    before[1]["params"]["width"] = size
    if kind in WANTED:
        before.append(node("prepare", LAYERS[WANTED[kind]][0], **LAYERS[WANTED[kind]][1]))
    body = node("body", kind, include_top=False, pooling="avg")
    output = node("output", "Dense", units=10, activation="softmax")
    answer, found = warnings([*before, body, output], scaling="none")
    assert found == []
    assert answer["total_params"] > 900_000


@pytest.mark.parametrize("kind", OPENED)
def test_the_layers_of_an_opened_architecture_are_left_alone(kind):
    import keras

    from kt_core.engine.allocation import nothing_allocated
    from kt_core.engine.operations import lowered
    from kt_core.engine.translate import translate

    with nothing_allocated():
        make = getattr(keras.applications, kind)
        model = make(weights=None, input_shape=(224, 224, 3), classes=10)
        record = json.loads(json.dumps(keras.saving.serialize_keras_object(model)))
        count = model.count_params()
    network = translate(lowered(record))
    name = network.nodes[0]["name"]
    network.nodes[0]["params"]["shape"] = [32, 32, 3]
    resized = {**node("up", "Resizing", height=224, width=224), "inputs": [name]}
    nodes = [network.nodes[0], resized, *(_reading(each, name) for each in network.nodes[1:])]
    own = kind.startswith(("ConvNeXt", "EfficientNet", "MobileNetV3"))
    answer, found = warnings(nodes, scaling="none" if own else "unit")
    assert {each["code"] for each in found} == JUSTIFIED.get(kind, set())
    assert answer["total_params"] == count


def _reading(node, name):
    """The node reading the pictures where it read the Input."""
    if name not in json.dumps(node.get("inputs", [])):
        return node
    return json.loads(json.dumps(node).replace(json.dumps(name), '"up"'))
