"""Every entry of every family against Keras: what it takes, keeps and says again.

One parameter at a time: each sample is accepted, Keras makes an object of it, what Keras records
of that object is the same component again, and our generated code makes the same object.
"""

import inspect
import json
from contextlib import nullcontext
from typing import get_args

import pytest

from kt_core import catalog
from kt_core.catalog import Family, assembly
from kt_core.catalog.canonical import canonical
from kt_core.experiment import Component
from tests.kt_core.catalog.round_trip import run
from tests.kt_core.catalog.samples import cases

pytestmark = pytest.mark.engine

ALL = [(family, entry.kind) for family in get_args(Family) for entry in catalog.entries(family)]
CLASSES = [pair for pair in ALL if pair[0] not in ("activation", "application")]
RECORDED = [pair for pair in CLASSES if pair[0] != "callback" and pair[1] != "Input"]
MODULES = ("layer", "cell")  # of these, building an object must not fill variables

# What Keras 3.15 forgets when it records an object: its own `get_config` leaves these out.
FORGOTTEN = {
    ("layer", "SimpleRNN"): {"activity_regularizer", "seed"},
    ("layer", "GRU"): {"use_cudnn"},
    ("layer", "LSTM"): {"use_cudnn"},
    ("layer", "GroupQueryAttention"): {"flash_attention"},
    ("layer", "MultiHeadAttention"): {"flash_attention"},
    ("layer", "MaxNumBoundingBoxes"): {"fill_value"},
    ("layer", "RandomGrayscale"): {"seed"},
    ("layer", "CategoryEncoding"): {"sparse"},
    ("layer", "HashedCrossing"): {"activity_regularizer", "dtype"},
    ("initializer", "Identity"): {"gain"},
    ("layer", "SpatialDropout1D"): {"dtype"},
    ("layer", "SpatialDropout2D"): {"dtype"},
    ("layer", "SpatialDropout3D"): {"dtype"},
    ("layer", "Discretization"): {"dtype"},
    ("layer", "IntegerLookup"): {"dtype"},
    ("layer", "StringLookup"): {"dtype"},
    ("loss", "SparseCategoricalCrossentropy"): {"axis"},
    ("loss", "CosineSimilarity"): {"axis"},
    ("metric", "CosineSimilarity"): {"axis"},
    ("loss", "Huber"): {"delta"},
}
# What it works out and then records as if it had been given.
WORKED_OUT = {
    "RandomCrop": {"seed"},
    "MelSpectrogram": {"max_freq"},
    "Hashing": {"dtype"},
    "HashedCrossing": {"dtype"},
}
# These take arguments of any name and look at none but those listed.
CARELESS = ("HashedCrossing", "ReduceLROnPlateau")


@pytest.fixture(scope="module")
def keras():
    import keras

    return keras


def component(family, entry, params):
    """The canonical component; a metric has a name, or Keras would count one up."""
    if family == "metric" and "name" not in params:
        params = {**params, "name": "it"}
    made = canonical(family, {"kind": entry.kind, "params": params})
    return Component.model_validate({"kind": made} if isinstance(made, str) else made)


def made_by_us(keras, family, wanted):
    from kt_core.engine.allocation import nothing_allocated
    from kt_core.engine.components import make

    name = "it" if family in MODULES else None
    keras.utils.set_random_seed(3)
    with nothing_allocated() if name else nullcontext():
        return make(family, wanted, name=name)


def made_by_code(keras, family, wanted):
    from kt_core.arguments import made
    from kt_core.code.expressions import assigned
    from kt_core.engine.allocation import nothing_allocated

    name = "it" if family in MODULES else None
    keras.utils.set_random_seed(3)
    with nothing_allocated() if name else nullcontext():
        return run([assigned("it", made(family, wanted, name=name))])["it"]


def record(keras, thing):
    """What a file would hold."""
    return json.loads(json.dumps(keras.saving.serialize_keras_object(thing)))


def nameless(record):
    """Without the name that Keras counts up."""
    config = {key: value for key, value in record["config"].items() if key != "name"}
    return {**record, "config": config}


def differences(keras, family, kind):
    """Parameters that do not come back as they were given, with what came instead."""
    from kt_core.engine import saved_values

    entry = catalog.entry(family, kind)
    for name, params in cases(entry):
        if family == "metric" and params.get("name", "") is None:
            continue  # Keras counts such names up
        wanted = component(family, entry, params)
        saved = record(keras, made_by_us(keras, family, wanted))
        back = canonical(family, saved_values.component(saved, family, ("network", "it")))
        again = back["params"] if isinstance(back, dict) else {}
        worked_out = WORKED_OUT.get(kind, set()) - set(wanted.params)
        again = {key: value for key, value in again.items() if key not in worked_out}
        if again != wanted.model_dump(mode="json")["params"]:
            yield name, wanted, again
        coded = record(keras, made_by_code(keras, family, wanted))
        assert nameless(coded) == nameless(saved), name


@pytest.mark.parametrize(("family", "kind"), RECORDED, ids=str)
def test_each_sample_comes_back_from_keras_and_from_our_code(keras, family, kind):
    entry = catalog.entry(family, kind)
    forgotten = FORGOTTEN.get((family, kind), set()) | ({"dtype"} if family == "loss" else set())
    found = list(differences(keras, family, kind))
    for name, wanted, again in found:
        mirrored = name == "backward_layer" and "backward_layer" not in again
        assert name in forgotten or mirrored, (name, wanted, again)
    assert forgotten <= {name for name, _, _ in found}, "Keras has learned to keep it"
    assert {name for name, _ in cases(entry)} == {param.name for param in entry.params}


@pytest.mark.parametrize(("family", "kind"), [p for p in CLASSES if p not in RECORDED], ids=str)
def test_each_sample_is_taken_where_keras_records_nothing(keras, family, kind):
    entry = catalog.entry(family, kind)
    for name, params in cases(entry):
        wanted = component(family, entry, params)
        assert made_by_us(keras, family, wanted) is not None
        assert made_by_code(keras, family, wanted) is not None, name
    assert {name for name, _ in cases(entry)} == {param.name for param in entry.params}


@pytest.mark.parametrize("kind", [kind for family, kind in ALL if family == "activation"])
def test_an_activation_is_keras_function(keras, kind):
    assert keras.activations.get(kind) is getattr(keras.activations, kind)


def taken_names(thing):
    """Names of all arguments of a constructor, with those that it may hand on to its bases."""
    from kt_core.engine.derive import _signature, _takes_keywords

    found = set(_signature(thing))
    if inspect.isclass(thing) and _takes_keywords(thing):
        for base in thing.__mro__[1:]:
            if "__init__" in vars(base) and base is not object:
                found |= {*inspect.signature(base.__init__).parameters} - {"self", "args", "kwargs"}
    return found


def is_taken(keras, entry, name):
    """Whether Keras takes an argument of that name that the constructor does not list."""
    from kt_core.engine.allocation import nothing_allocated
    from kt_core.engine.components import make

    start = Component(kind=entry.kind, params=catalog.starting(entry))
    try:
        with nothing_allocated():
            make(entry.family, start, **{name: None})
    except (TypeError, ValueError, AttributeError) as refused:
        said = str(refused)
        return not any(word in said for word in ("ecognized", "multiple values", "unexpected"))
    return True


def omissions():
    return json.loads((assembly.FOLDER / "omissions.json").read_text("utf-8"))


@pytest.mark.parametrize(("family", "kind"), CLASSES, ids=str)
def test_every_argument_is_offered_or_left_out_for_a_reason(keras, family, kind):
    from kt_core.engine.components import factory
    from kt_core.engine.derive import _signature

    entry = catalog.entry(family, kind)
    listed = set(_signature(factory(entry)))
    reasons = omissions()["params"].get(family, {}) | omissions()["inherited"].get(family, {})
    for name in sorted(taken_names(factory(entry)) - {param.name for param in entry.params}):
        if name in reasons or f"{kind}.{name}" in reasons or kind in CARELESS:
            continue
        assert name not in listed, name
        assert not is_taken(keras, entry, name), name


@pytest.mark.parametrize("family", get_args(Family))
def test_every_public_name_is_offered_or_left_out_for_a_reason(keras, family):
    from kt_core.engine.derive import CELLS, MODULES, _things

    reasons = omissions()["kinds"].get(family, {})
    wanted = inspect.isfunction if family in ("activation", "application") else inspect.isclass
    public = {name for name, thing in vars(MODULES[family]).items() if wanted(thing)}
    if family == "cell":
        public &= CELLS
    assert public - set(_things(family)) == set(reasons)
    assert all(len(reason) > 5 for reason in reasons.values())
    for name in _things(family):
        assert catalog.find(family, name) is not None, name
