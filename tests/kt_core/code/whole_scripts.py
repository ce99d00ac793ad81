"""Small documents around single entries of the catalog, and scripts run in this warm process."""

import json
import runpy
from contextlib import contextmanager

import keras

from kt_core.catalog import starting
from kt_core.code.sections import sections
from kt_core.engine.allocation import nothing_allocated
from kt_core.engine.build import build
from kt_core.engine.check import check
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.texts import text

HEAD = {"format": "kt-experiment", "version": 1}
SHAPES = ([8, 8, 3], [8, 4], [6], [4, 8, 8, 2], [2, 4, 4, 4, 3], [300, 32], [1])


def around_layer(entry):
    """A network document of this layer alone, on the first input that it takes."""
    answers = {}
    for shape in SHAPES:
        document = _on(entry, shape)
        answers[str(shape)] = answer = check(document)
        if answer["ok"]:
            return document
    raise AssertionError({shape: one["problems"] for shape, one in answers.items()})


def _on(entry, shape):
    input_node = {"name": "input", "kind": "Input", "params": {"shape": shape}}
    node = {"name": "it", "kind": entry.kind, "params": starting(entry)}
    nodes = [input_node]
    if entry.call == "list":
        nodes.append({**input_node, "name": "other"})
        node["inputs"] = ["input", "other"]
    elif entry.call == "query_value":
        node["inputs"] = ["input", "input"]
    return {**HEAD, "network": [*nodes, node]}


HOSTS = (("Dense", {"units": 6}), ("Conv1D", {"filters": 4, "kernel_size": 3}))


def around_part(family, entry):
    """A network document with a layer that has this initializer, constraint and so on."""
    value = entry.kind if family == "activation" else _component(entry)
    name = "activation" if family == "activation" else f"kernel_{family}"
    for (kind, params), shape in zip(HOSTS, ([6], [8, 4]), strict=True):
        document = network("it", kind, {**params, name: value}, shape=shape)
        if _is_built(document):
            return document
    raise AssertionError(f"No layer takes {entry.kind}.")


def _is_built(document):
    try:
        build(parse(document))
    except ProblemError:
        return False
    return True


def network(name, kind, params, *, shape):
    """A network document of one node on an Input."""
    first = {"name": "input", "kind": "Input", "params": {"shape": shape}}
    return {**HEAD, "network": [first, {"name": name, "kind": kind, "params": params}]}


def around_training(family, entry):
    """A whole experiment on iris with this optimizer, schedule, loss, metric or callback."""
    made, adam = _component(entry), {"kind": "Adam"}
    own = {
        "optimizer": {"optimizer": made},
        "schedule": {"optimizer": {**adam, "params": {"learning_rate": made}}},
        "loss": {"loss": made},
        "metric": {"metrics": [made]},
        "callback": {"callbacks": [made]},
    }[family]
    network = [
        {"name": "input", "kind": "Input", "params": {"shape": [4]}},
        {"name": "out", "kind": "Dense", "params": {"units": 3, "activation": "softmax"}},
    ]
    usual = {
        "data": {"kind": "iris", "scaling": "standard"},
        "loss": "sparse_categorical_crossentropy",
        "optimizer": adam,
        "fit": {"epochs": 1, "batch_size": 64},
    }
    return {**HEAD, "network": network, **usual, **own}


def _component(entry):
    return {"kind": entry.kind, "params": starting(entry)}


def executed(document, place, *, without=()):
    """The names that the script leaves behind; `without` names sections that are left out."""
    titles = {text(f"code.{key}.title") for key in without}
    parts = [part.code for part in sections(parse(document)) if part.title not in titles]
    file = place / "train.py"
    file.write_text("\n\n\n".join(parts), "utf-8")
    keras.utils.clear_session(
        free_memory=False
    )  # names are counted from the start, as in a fresh process
    return runpy.run_path(str(file))


def callbacks_given(document, place):
    """The callbacks that the script hands to `fit`, as their class and what they remember."""
    given = []
    fit = keras.Model.fit

    def only_look(self, *_, callbacks, **__):
        given.extend(callbacks)

    keras.Model.fit = only_look
    try:
        executed(document, place, without=("save",))
    finally:
        keras.Model.fit = fit
    return [remembered(each) for each in given]


def remembered(callback):
    """A callback's class and its plain values."""
    plain = (str, int, float, bool, type(None))
    values = {key: each for key, each in vars(callback).items() if isinstance(each, plain)}
    return type(callback), values


@contextmanager
def asked_for(entry):
    """What is said to an architecture's function meanwhile; it makes a small network instead."""
    calls = []
    function = getattr(keras.applications, entry.kind)

    def small(**arguments):
        calls.append(arguments)
        shape = arguments["input_shape"]
        return keras.Sequential([keras.Input(shape), keras.layers.GlobalAveragePooling2D()])

    setattr(keras.applications, entry.kind, small)
    try:
        yield calls
    finally:
        setattr(keras.applications, entry.kind, function)


def layers(model):
    """Each layer's configuration by its name; `Sequential` hides its Input."""
    return {
        layer.name: json.loads(json.dumps(layer.get_config(), default=str))
        for layer in model.layers
        if not isinstance(layer, keras.layers.InputLayer)
    }


def without_filling(function, *arguments, **named):
    """Calls it in a scope in which no variable is filled: what is large costs nothing."""
    with nothing_allocated():
        return function(*arguments, **named)
