"""A learner finds a layer by what it is for, an engineer by its name."""

import pytest

from kt_core.catalog import entries
from kt_core.catalog.search import fitted, purposes, search, words

SEARCHED = (
    "layer",
    "application",
    "optimizer",
    "schedule",
    "loss",
    "metric",
    "callback",
    "initializer",
    "regularizer",
    "constraint",
    "activation",
)


def kinds(typed, family="layer"):
    return [entry.kind for entry in search(typed, entries(family))]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("shrink image", "MaxPooling2D"),
        ("shrinking images", "MaxPooling2D"),
        ("make the picture smaller", "MaxPooling2D"),
        ("forget", "LSTM"),
        ("forget", "Dropout"),
        ("avoid overfitting", "Dropout"),
        ("text", "Embedding"),
        ("word vectors", "Embedding"),
        ("time series", "LSTM"),
        ("residual", "Add"),
        ("mirror", "RandomFlip"),
        ("scale pixels", "Rescaling"),
        ("upsampling", "UpSampling2D"),
        ("enlarge image", "Conv2DTranspose"),
        ("transformer", "MultiHeadAttention"),
        ("sound", "MelSpectrogram"),
    ],
)
def test_a_layer_is_found_by_its_purpose(typed, wanted):
    assert wanted in kinds(typed)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dense", "Dense"),
        ("max pool 2d", "MaxPooling2D"),
        ("MaxPool2D", "MaxPooling2D"),
        ("conv2d", "Conv2D"),
        ("batch norm", "BatchNormalization"),
        ("lstm", "LSTM"),
    ],
)
def test_a_name_comes_first(typed, first):
    assert kinds(typed)[0] == first


@pytest.mark.parametrize(
    ("typed", "family", "wanted"),
    [
        ("imbalanced", "loss", "CategoricalFocalCrossentropy"),
        ("imbalanced", "metric", "F1Score"),
        ("many classes", "loss", "SparseCategoricalCrossentropy"),
        ("many classes", "metric", "TopKCategoricalAccuracy"),
        ("overfitting", "optimizer", "AdamW"),
        ("overfitting", "callback", "EarlyStopping"),
        ("overfitting", "regularizer", "L2"),
        ("relu", "initializer", "HeNormal"),
        ("warm-up", "schedule", "CosineDecay"),
        ("exploding", "constraint", "MaxNorm"),
        ("probabilities", "activation", "softmax"),
        ("mse", "loss", "MeanSquaredError"),
    ],
)
def test_a_select_box_holds_the_words_that_are_typed(typed, family, wanted):
    found = [entry.kind for entry in entries(family) if any(typed in w for w in words(entry))]
    assert wanted in found
    assert len(found) < len(entries(family)) or family == "regularizer"


def test_what_only_one_entry_is_good_for_is_said_first():
    l1 = next(entry for entry in entries("regularizer") if entry.kind == "L1")
    assert words(l1)[0] == "sparse weights"


def test_what_a_layer_is_mainly_for_comes_before_what_it_also_does():
    assert kinds("avoid overfitting")[0] == "Dropout"
    assert kinds("shrink image")[0].endswith("Pooling2D")
    assert {"GRU", "LSTM", "Dropout"} <= set(kinds("forget")[:4])


@pytest.mark.parametrize("typed", ["quux", "<b>", "卷积", "🙂", "*", "[", "%"])
def test_what_fits_nothing_finds_nothing(typed):
    assert kinds(typed) == []


def test_nothing_typed_is_everything():
    assert kinds("  ") == [entry.kind for entry in entries("layer")]


@pytest.mark.parametrize("family", SEARCHED)
def test_every_entry_has_a_purpose(family):
    without = [entry.kind for entry in entries(family) if not purposes(family, entry.kind)]
    assert without == []


@pytest.mark.parametrize("family", SEARCHED)
def test_every_purpose_leads_to_the_entries_it_was_written_for(family):
    for entry in entries(family):
        for purpose in purposes(family, entry.kind):
            assert entry.kind in kinds(purpose, family), purpose


@pytest.mark.parametrize(
    ("purposes", "visible"),
    [
        ([], "Adam"),
        (["usual"], "Adam · usual"),
        (["usual", "fast", "noisy"], "Adam · usual, fast, …"),
        (["everything that learns"], "Adam"),
    ],
)
def test_an_option_shows_whole_purposes_and_can_be_found_by_all(purposes, visible):
    label = fitted("Adam", purposes, room=22)
    assert label.partition("\u00a0")[0] == visible
    assert len(visible) <= 22
    assert all(purpose in label for purpose in purposes)
