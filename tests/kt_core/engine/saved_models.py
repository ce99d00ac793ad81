"""Saved models written by hand, part by part, for tests of what may be in one."""

import io
import json
import zipfile

import h5py
import numpy as np


def layer(kind, name, *reads, module="keras.layers", registered=None, **config):
    """Keras' record of one layer; in a functional model it `reads` these layers."""
    record = {
        "module": module,
        "class_name": kind,
        "config": {"name": name, "trainable": True, **config},
        "registered_name": registered,
        "name": name,
    }
    nodes = [{"args": [tensor(source) for source in reads], "kwargs": {}}] if reads else []
    return {**record, "inbound_nodes": nodes}


def tensor(name, call=0, output=0):
    history = {"keras_history": [name, call, output], "shape": [None, 1], "dtype": "float32"}
    return {"class_name": "__keras_tensor__", "config": history}


def input_layer(name="in", shape=(4,)):
    record = layer("InputLayer", name)
    return {**record, "config": {"name": name, "batch_shape": [None, *shape], "dtype": "float32"}}


def sequential(*layers, **config):
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": "model", "layers": list(layers), **config},
        "registered_name": None,
    }


def functional(*layers, outputs, inputs=(("in", 0, 0),)):
    ends = {"input_layers": [*map(list, inputs)], "output_layers": [*map(list, outputs)]}
    return {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {"name": "model", "layers": list(layers), **ends},
        "registered_name": "Functional",
    }


DENSE = sequential(input_layer(), layer("Dense", "out", units=2))


def weights(*arrays, place="layers/dense/vars"):
    """An HDF5 file with these arrays as Keras places the weights of a first Dense."""
    file = io.BytesIO()
    with h5py.File(file, "w") as h5:
        for number, array in enumerate(arrays):
            h5[f"{place}/{number}"] = array
    return file.getvalue()


def dense_weights():
    return weights(np.ones((4, 2), "float32"), np.zeros(2, "float32"))


def keras_file(path, config=DENSE, **changed):
    """A `.keras` file; `changed` replaces or adds members (`__` for a dot), None leaves one out."""
    members = {
        "metadata.json": json.dumps({"keras_version": "3.15.1"}),
        "config.json": json.dumps(config),
        "model.weights.h5": dense_weights(),
    }
    members |= {name.replace("__", "."): content for name, content in changed.items()}
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            if content is not None:
                file.writestr(name, content)
    return path
