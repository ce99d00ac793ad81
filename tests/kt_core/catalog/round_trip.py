"""There and back in one warm process: document, Keras' model, its record, document; and code."""

import json
from pathlib import Path

from kt_core.experiment import parse
from kt_core.normalize import normalize

HEAD = {"format": "kt-experiment", "version": 1}


def document(*nodes, **more):
    """A network document."""
    return {**HEAD, "network": list(nodes), **more}


def normal(given):
    return normalize(parse(given)).to_json()


def model_of(given):
    """Keras' model, built without filling a single variable."""
    from kt_core.engine.allocation import nothing_allocated
    from kt_core.engine.build import build

    with nothing_allocated():
        return build(parse(given))


def reopened(model):
    """The network document that Keras' own record of a model is translated to."""
    from kt_core.engine.translate import translate

    return normal({**HEAD, **translate(json.loads(model.to_json())).parts()})


def run(statements):
    """The names that our generated code leaves behind."""
    import keras
    from keras import layers

    names = {"keras": keras, "layers": layers, "FOLDER": Path()}
    exec("\n".join(statements), names)
    return names


def model_by_code(given):
    """The model that the generated script makes."""
    from kt_core.code.network import network_code
    from kt_core.engine.allocation import nothing_allocated

    with nothing_allocated():
        return run(network_code(normalize(parse(given))))["model"]
