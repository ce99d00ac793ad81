"""The plain side: Keras as its tutorials write it, in a fresh process. Prints one JSON object.

`python -m benchmarks.plain SPEC OUT` trains the network of the document in the file SPEC on the
very same arrays and saves the model as OUT. With `--first` it ends after the first batch and says
how long that took from the start of the process; a callback that looks at batches would slow `fit`.
Where the document names a number of threads, TensorFlow is told first, as its script does.
"""

import json
import sys
import time
from pathlib import Path


def main(spec: str, out: str, only: str = "") -> None:
    """Prints seconds: `fit`, or `first_batch` counted from the start of this process."""
    began = time.perf_counter()
    import keras

    from kt_core.data import prepare
    from kt_core.experiment import parse
    from kt_core.normalize import normalize

    document = json.loads(Path(spec).read_text("utf-8"))
    _set_threads(document["fit"].pop("threads", None))
    data = prepare(normalize(parse(document)))
    model = _compiled(keras, document)
    if only == "--first":
        model.train_on_batch(data.x_train[:32], data.y_train[:32])
        print(json.dumps({"first_batch": time.perf_counter() - began}))
        return
    started = time.perf_counter()
    validation = {} if data.x_val is None else {"validation_data": (data.x_val, data.y_val)}
    model.fit(data.x_train, data.y_train, verbose=0, **document["fit"], **validation)
    seconds = time.perf_counter() - started
    model.save(out)
    print(json.dumps({"fit": seconds}))


def _set_threads(count):
    if count is not None:
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(count)
        tf.config.threading.set_inter_op_parallelism_threads(count)


def _compiled(keras, document):
    keras.utils.set_random_seed(document["seed"])
    layers = [
        keras.Input(**node["params"], name=node["name"])
        if node["kind"] == "Input"
        else getattr(keras.layers, node["kind"])(**node.get("params", {}), name=node["name"])
        for node in document["network"]
    ]
    model = keras.Sequential(layers)
    loss = keras.losses.SparseCategoricalCrossentropy()
    metrics = [keras.metrics.SparseCategoricalAccuracy()]
    model.compile(keras.optimizers.Adam(), loss=loss, metrics=metrics)
    return model


if __name__ == "__main__":
    main(*sys.argv[1:])
