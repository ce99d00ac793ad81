"""Mistakes in components: each has its place, its sentence and, where there is one, its fix."""

import math

import pytest

from kt_core import catalog
from kt_core.catalog import component_problems
from kt_core.catalog.canonical import canonical_params
from kt_core.edits import mend
from kt_core.experiment import Component
from kt_core.texts import render


def of(kind, **params):
    return {"kind": kind, "params": params}


COSINE = of("CosineDecay", initial_learning_rate=1, decay_steps=9)


def only(family, component):
    """The one problem of a component at the root of a document, rendered without a gap."""
    found = component_problems(family, component, ("it",))
    assert len(found) == 1, found
    sentence = render(found[0])
    assert "?" not in sentence.what
    assert sentence.expected
    return found[0]


def mended(family, component):
    """The component after the only problem's fix; it has no problem left."""
    document = mend({"it": component}, only(family, component).fix)
    assert component_problems(family, document["it"]) == []
    return document["it"]


@pytest.mark.parametrize(
    ("family", "component"),
    [
        ("layer", of("Dense", units=3)),
        ("layer", Component(kind="Dense", params={"units": 3})),
        ("layer", of("MaxPool2D")),
        ("layer", of("MobileNetV2", weights=None, include_top=False)),
        ("layer", of("Conv2D", filters=2, kernel_size=[3, 5], padding="same")),
        ("layer", of("ZeroPadding2D", padding=[[0, 1], [2, 3]])),
        ("layer", of("RandomZoom", height_factor=[-0.2, 0.3])),
        ("layer", of("Bidirectional", layer=of("LSTM", units=4), merge_mode=None)),
        ("layer", of("RNN", cell=of("StackedRNNCells", cells=[of("GRUCell", units=2)]))),
        ("layer", of("LSTM", units=2, use_cudnn=False)),
        ("layer", of("Input", shape=[None, None, 3])),
        ("layer", of("Dropout", rate=0.5, noise_shape=[None, 1])),
        ("initializer", "he_uniform"),
        ("regularizer", "l2"),
        ("activation", "swish"),
        ("optimizer", "adam"),
        ("optimizer", "RMSProp"),
        (
            "optimizer",
            of("SGD", learning_rate=of("CosineDecay", initial_learning_rate=1, decay_steps=9)),
        ),
        ("loss", "mse"),
        ("loss", "crossentropy"),
        ("metric", "acc"),
        ("metric", of("Precision", thresholds=[0.3, 0.7])),
        ("callback", of("ModelCheckpoint", filepath="at-{epoch:02d}-{val_loss:.2f}.keras")),
        ("callback", of("ModelCheckpoint", filepath="last.weights.h5", save_weights_only=True)),
    ],
)
def test_what_keras_takes_is_no_problem(family, component):
    assert component_problems(family, component) == []


@pytest.mark.parametrize(
    ("family", "component", "after"),
    [
        ("layer", of("Dens", units=3), of("Dense", units=3)),
        ("activation", "Relu", "relu"),
        ("initializer", "xavier", "GlorotUniform"),
        ("metric", "acuracy", "accuracy"),
        ("metric", "f1", "F1Score"),
    ],
)
def test_an_unknown_kind_gets_the_nearest_one(family, component, after):
    problem = only(family, component)
    assert (problem.code, problem.where) == ("unknown_kind_near", ("it",))
    assert mended(family, component) == after


@pytest.mark.parametrize(
    ("kind", "params", "code", "after"),
    [
        ("Dense", {"units": "64"}, "not_integer", {"units": 64}),
        ("Dense", {"units": 3.0}, "not_integer", {"units": 3}),
        ("Dense", {"units": True}, "not_integer", {"units": 64}),
        ("Dense", {"units": 0}, "at_least", {"units": 64}),
        ("Dense", {"units": 10**30}, "at_most", {"units": 64}),
        ("Dense", {"units": None}, "null", {"units": 64}),
        ("Dropout", {"rate": 50}, "from_to", {"rate": 0.5}),
        ("LSTM", {"units": 1, "unroll": "false"}, "not_boolean", {"units": 1, "unroll": False}),
        ("MaxPooling2D", {"pool_size": "(3, 2)"}, "not_integer_or_list", {"pool_size": [3, 2]}),
        ("MaxPooling2D", {"pool_size": [3, 3, 3]}, "not_integer_or_list", {"pool_size": 3}),
        ("MaxPooling2D", {"padding": "SAME"}, "not_a_choice", {"padding": "same"}),
        ("Reshape", {"target_shape": 49}, "not_shape", {"target_shape": [49]}),
        ("Input", {"shape": [2, "3"]}, "not_shape_with_gaps", {"shape": [2, 3]}),
        ("StringLookup", {"vocabulary": "/words"}, "not_list", {"vocabulary": ["/words"]}),
        ("Adam", {"learning_rate": math.inf}, "not_finite", {}),
        ("Adam", {"learning_rate": 10**400}, "not_finite", {}),
        ("EarlyStopping", {"patience": -1}, "at_least", {}),
        ("CSVLogger", {"filename": "../a.csv"}, "not_a_file_name", {"filename": "a.csv"}),
        ("CSVLogger", {"filename": "{epoch.x}"}, "not_a_file_name", {"filename": "log.csv"}),
    ],
)
def test_a_wrong_value_is_told_where_it_stands_and_mended(kind, params, code, after):
    (family,) = (f for f in ("layer", "optimizer", "callback") if catalog.find(f, kind))
    problem = only(family, {"kind": kind, "params": params})
    assert problem.code == f"param_{code}"
    assert problem.where == ("it", "params", list(params)[-1])
    assert mended(family, {"kind": kind, "params": params}) == {"kind": kind, "params": after}


@pytest.mark.parametrize(
    ("family", "component", "after"),
    [
        ("layer", of("Dropout", dropout_rate=0.2), of("Dropout", rate=0.2)),
        ("layer", of("Flatten", rate=0.2), of("Flatten")),
        ("optimizer", of("Adam", lr=0.1), of("Adam", learning_rate=0.1)),
    ],
)
def test_an_unknown_parameter_is_renamed_or_removed(family, component, after):
    assert only(family, component).code in ("unknown_param", "unknown_param_near")
    assert mended(family, component) == after


@pytest.mark.parametrize("activation", ["LeakyReLU", of("PReLU"), of("ReLU", max_value=6.0)])
def test_an_activation_that_is_a_layer_is_to_be_a_layer(activation):
    problem = only("layer", of("Dense", units=1, activation=activation))
    assert problem.code == "activation_is_a_layer"
    assert problem.where == ("it", "params", "activation")


def test_words_with_weights_need_a_weight_for_each():
    words = of("TextVectorization", vocabulary=["a", "b"], output_mode="tf_idf")
    assert only("layer", words).code == "rule_needs_with"
    mended("layer", words)


@pytest.mark.parametrize(
    ("kind", "params", "rule"),
    [
        ("Dense", {"lora_alpha": 2}, "needs"),
        ("StringLookup", {"vocabulary": ["a", "b"], "mask_token": "a"}, "not_among"),
        ("TextVectorization", {"vocabulary": ["a", "b"], "max_tokens": 3}, "fits_words"),
        ("Hashing", {"dtype": "float32"}, "whole_dtype"),
        ("Bidirectional", {"backward_layer": of("LSTM", units=64)}, "mirrored"),
        ("Bidirectional", {"layer": of("LSTM", units=64, go_backwards=True)}, "mirrored"),
    ],
)
def test_what_keras_would_refuse_later_is_told(kind, params, rule):
    component = of(kind, **{**catalog.starting(catalog.entry("layer", kind)), **params})
    assert only("layer", component).code == f"rule_{rule}"


@pytest.mark.parametrize(
    ("kind", "given", "canonical"),
    [
        ("RandomRotation", {"factor": [-0.2, 0.2]}, {"factor": 0.2}),
        ("RandomContrast", {"factor": [0, 0.25]}, {"factor": 0.25}),
        ("RandomPosterization", {"factor": [1, 4]}, {"factor": 4}),
        ("RandomPosterization", {"factor": [2, 4]}, {"factor": [2, 4]}),
        ("EinsumDense", {"output_shape": 64}, {"output_shape": [64]}),
        ("PReLU", {"shared_axes": [1]}, {"shared_axes": 1}),
        ("MaxPooling2D", {"pool_size": 3, "strides": [3, 3]}, {"pool_size": 3}),
        ("MaxPooling2D", {"strides": 2}, {}),
        ("Conv2D", {"data_format": "channels_last", "dtype": "float32"}, {}),
        ("Dense", {"lora_rank": 4, "lora_alpha": 4}, {"lora_rank": 4}),
        ("MultiHeadAttention", {"key_dim": 8, "value_dim": 8}, {"key_dim": 8}),
    ],
)
def test_what_means_the_same_is_written_the_same(kind, given, canonical):
    assert canonical_params(catalog.entry("layer", kind), given) == canonical


def test_a_missing_parameter_is_added_with_a_sensible_value():
    assert only("layer", of("Dense")).code == "missing_param"
    assert mended("layer", {"kind": "Dense"}) == of("Dense", units=64)


def test_a_name_alone_is_written_out_when_a_parameter_is_missing():
    problems = component_problems("metric", "IoU", ("it",))
    assert [problem.where[-1] for problem in problems] == ["num_classes", "target_class_ids"]
    after = of("IoU", num_classes=2, target_class_ids=[0])
    assert [mend({"it": "IoU"}, problem.fix)["it"] for problem in problems] == [after, after]


def test_a_layer_inside_a_layer_is_a_component_and_of_the_right_sort():
    assert only("layer", of("TimeDistributed", layer="Dense")).code == "param_not_layer"
    dense = of("Bidirectional", layer=of("Dense", units=1))
    assert only("layer", dense).code == "param_other_layer"
    assert mended("layer", dense) == of("Bidirectional", layer=of("LSTM", units=64))


def test_a_wrong_item_is_told_by_its_place_in_the_list():
    words = of("IntegerLookup", vocabulary=[1, "2"])
    assert only("layer", words).where == ("it", "params", "vocabulary", 1)
    assert mended("layer", words) == of("IntegerLookup", vocabulary=[1, 2])


IMAGENET = {"weights": "imagenet", "include_top": True}
LOOKUP = {"vocabulary": ["a"]}


@pytest.mark.parametrize(
    ("family", "kind", "params", "rule"),
    [
        ("layer", "Conv1D", {"strides": 2, "dilation_rate": 2}, "one_above_one"),
        ("layer", "Conv2D", {"filters": 3, "groups": 2}, "multiple_of"),
        ("layer", "Conv2DTranspose", {"output_padding": 1}, "less_than"),
        ("layer", "Normalization", {"mean": 0.5}, "together"),
        ("layer", "StringLookup", {**LOOKUP, "sparse": True}, "not_with"),
        ("layer", "TextVectorization", {"ragged": True, "output_mode": "count"}, "only_with"),
        ("layer", "TextVectorization", {"pad_to_max_tokens": True}, "needs"),
        ("layer", "MultiHeadAttention", {"dropout": 0.1, "flash_attention": True}, "none_with"),
        ("layer", "StringLookup", {"vocabulary": ["a", "b"], "max_tokens": 2}, "fits"),
        ("layer", "Permute", {"dims": [1, 3]}, "permutation"),
        ("layer", "Reshape", {"target_shape": [-1, -1]}, "one_unknown"),
        ("layer", "GroupNormalization", {"groups": 0}, "not_zero"),
        ("layer", "RandomGaussianBlur", {"kernel_size": 4}, "odd"),
        ("layer", "RandomBrightness", {"value_range": [1, 0]}, "ascending"),
        ("application", "MobileNetV2", {**IMAGENET, "classes": 3}, "imagenet_classes"),
        ("initializer", "RandomUniform", {"minval": 1}, "at_most"),
        ("optimizer", "Adam", {"clipnorm": 1, "clipvalue": 1}, "at_most_one"),
        ("metric", "IoU", {"target_class_ids": [2]}, "items_below"),
        ("callback", "ModelCheckpoint", {"filepath": "x.txt"}, "checkpoint_file"),
        ("callback", "CSVLogger", {"separator": ";;"}, "one_character"),
    ],
)
def test_parameters_that_do_not_go_together_are_told_and_mended(family, kind, params, rule):
    starting = catalog.starting(catalog.entry(family, kind))
    component = of(kind, **{**starting, **params})
    assert only(family, component).code == f"rule_{rule}"
    mended(family, component)


@pytest.mark.parametrize(
    ("given", "weights_only", "wanted"),
    [
        ("weights.{epoch:02d}-{val_loss:.2f}", False, "weights.{epoch:02d}-{val_loss:.2f}.keras"),
        ("w.{epoch}.hdf5", True, "w.{epoch}.weights.h5"),
        ("best.weights.h5", False, "best.keras"),
    ],
)
def test_a_files_pattern_stays_when_its_ending_is_mended(given, weights_only, wanted):
    component = of("ModelCheckpoint", filepath=given, save_weights_only=weights_only)
    (patch,) = only("callback", component).fix.patch
    assert patch["value"] == wanted


@pytest.mark.parametrize(
    ("values", "boundaries", "rule"),
    [([1.0], [10], "one_more"), ([1.0, 0.5, 0.1], [20, 10], "ascending")],
)
def test_steps_of_a_schedule_have_to_fit(values, boundaries, rule):
    component = of("PiecewiseConstantDecay", boundaries=boundaries, values=values)
    assert only("schedule", component).code == f"rule_{rule}"


def test_a_mistake_in_a_nested_component_is_placed_inside_it():
    decay = of("CosineDecay", initial_learning_rate=0.1, decay_steps=0)
    problem = only("optimizer", of("SGD", learning_rate=decay))
    assert problem.where == ("it", "params", "learning_rate", "params", "decay_steps")


def test_the_patch_follows_the_pointer_given_for_a_node():
    component = Component(kind="Dense", params={"units": -1})
    (problem,) = component_problems("layer", component, ("network", "out"), at="/network/4")
    assert problem.where == ("network", "out", "params", "units")
    assert problem.fix.patch[0]["path"] == "/network/4/params/units"


def test_two_missing_parameters_are_added_whichever_comes_first():
    problems = component_problems("layer", of("CenterCrop"), ("it",))
    assert [problem.code for problem in problems] == ["missing_param", "missing_param"]
    for problem in problems:
        document = mend({"it": {"kind": "CenterCrop"}}, problem.fix)
        assert component_problems("layer", document["it"]) == []


def test_each_mistake_of_a_component_is_told():
    component = of("Conv2D", filters=0, kernel_sise=3, activation="rely")
    codes = [problem.code for problem in component_problems("layer", component)]
    assert codes == ["param_at_least", "unknown_param_near", "unknown_kind_near"]


@pytest.mark.parametrize("kind", ["Lambda", "TFSMLayer", "TorchModuleWrapper", "Layer", "LSTMCell"])
def test_layers_that_hold_code_are_not_offered(kind):
    assert catalog.find("layer", kind) is None
    assert component_problems("layer", of(kind))[0].code.startswith("unknown_kind")


def test_what_keras_has_and_is_not_offered_is_told_with_the_reason():
    problem = only("callback", of("BackupAndRestore", backup_dir="backup"))
    assert "runs here keep checkpoints anyway" in render(problem).what


@pytest.mark.parametrize("component", [3, None, [], {"params": {}}, {"kind": 3}])
def test_what_is_no_component_is_told_so(component):
    assert only("loss", component).code == "not_a_component"
