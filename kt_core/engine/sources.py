"""Reading the data sets of scikit-learn and Keras.

The exported script carries the function it needs word for word. Everything heavy is imported
inside the functions, so that the web process may import this file for their text.
"""

import numpy as np

from kt_core.data.preparation import with_test_part


def read_scikit_images(name):
    """A set of small grey images in scikit-learn, as uint8 (n, height, width, 1)."""
    import sklearn.datasets

    found = getattr(sklearn.datasets, f"load_{name}")()
    x = found.images[..., np.newaxis].astype("uint8")
    return with_test_part(x, found.target.astype("int64"), stratified=True)


def read_scikit_classes(name):
    """A table with classes in scikit-learn: x float32 (n, columns), y int64 (n,)."""
    import sklearn.datasets

    found = getattr(sklearn.datasets, f"load_{name}")()
    return with_test_part(
        found.data.astype("float32"), found.target.astype("int64"), stratified=True
    )


def read_scikit_values(name):
    """A table with a number to predict: x float32 (n, columns), y float32 (n, 1).

    In the units of the source: by default scikit-learn scales with the statistics of all rows,
    those of the test part included.
    """
    import sklearn.datasets

    found = getattr(sklearn.datasets, f"load_{name}")(scaled=False)
    y = found.target.astype("float32").reshape(-1, 1)
    return with_test_part(found.data.astype("float32"), y, stratified=False)


def read_keras_images(name):
    """A set of images in keras.datasets, downloaded once into Keras' cache.

    x uint8 (n, height, width, channels), y int64 (n,).
    """
    import keras

    train, test = getattr(keras.datasets, name).load_data()
    raw = {}
    for part, (x, y) in {"train": train, "test": test}.items():
        raw[f"x_{part}"] = x[..., np.newaxis] if x.ndim == 3 else x
        raw[f"y_{part}"] = y.reshape(-1).astype("int64")
    return raw


READERS = {
    "digits": read_scikit_images,
    "iris": read_scikit_classes,
    "wine": read_scikit_classes,
    "breast_cancer": read_scikit_classes,
    "diabetes": read_scikit_values,
    "mnist": read_keras_images,
    "fashion_mnist": read_keras_images,
    "cifar10": read_keras_images,
    "cifar100": read_keras_images,
}
