"""Fills a Keras model from a file of starting weights, by layer name.

Self-contained: the engine calls these functions and the exported script carries them word for
word, so that both begin with the same numbers.
"""

import json

import numpy as np


def read_weights(file):
    """Layer name -> list of (variable name, array) in a file of starting weights (.npz)."""
    with np.load(file, allow_pickle=False) as archive:
        layers = json.loads(archive["index"].tobytes())
        return {
            layer["name"]: [(part["name"], archive[part["array"]]) for part in layer["variables"]]
            for layer in layers
        }


def layers_with_weights(layers, path=""):
    """Name and layer of all that has weights; inside a network the name is `network/layer`."""
    for layer in layers:
        if getattr(layer, "layers", None):
            yield from layers_with_weights(layer.layers, f"{path}{layer.name}/")
        elif layer.weights:
            yield path + layer.name, layer


def load_by_name(model, saved, sources):
    """Copy saved numbers into the layers of the same name; `sources` names the exceptions.

    A layer keeps its fresh numbers when nothing of its name is saved or when the shapes differ.
    Returns the names of the layers that were filled.
    """
    loaded = []
    for name, layer in layers_with_weights(model.layers):
        found = saved.get(sources.get(name, name))
        wanted = [(weight.name, tuple(weight.shape)) for weight in layer.weights]
        if found and [(part, array.shape) for part, array in found] == wanted:
            layer.set_weights([array for _, array in found])
            if hasattr(layer, "finalize_state"):  # Normalization works with copies
                layer.finalize_state()
            loaded.append(name)
    return loaded
