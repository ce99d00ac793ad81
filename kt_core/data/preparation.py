"""Splitting and scaling with nothing but numpy.

The exported script carries these functions word for word, so that it prepares the same numbers;
they therefore use nothing of this project.
"""

import numpy as np

TEST_FRACTION = 0.2
TEST_SEED = 0
INK = 0.2


def read_npz(file):
    """The four arrays of an .npz file (path or open file): x_train, y_train, x_test, y_test.

    Images get their channel axis, (n, height, width) -> (n, height, width, 1), and labels become
    int64 of shape (n,).
    """
    with np.load(file, allow_pickle=False) as arrays:
        raw = {name: arrays[name] for name in ("x_train", "y_train", "x_test", "y_test")}
    for part in ("train", "test"):
        x, y = raw[f"x_{part}"], raw[f"y_{part}"]
        raw[f"x_{part}"] = x[..., np.newaxis] if x.ndim == 3 else x
        raw[f"y_{part}"] = y.astype("int64") if y.dtype.kind in "iu" else y
    return raw


def with_test_part(x, y, *, stratified):
    """Sets 20 % of the examples apart for the final test, always the same ones."""
    train, test = split_rows(y, fraction=TEST_FRACTION, seed=TEST_SEED, stratified=stratified)
    return {"x_train": x[train], "y_train": y[train], "x_test": x[test], "y_test": y[test]}


def split_rows(y, *, fraction, seed, stratified):
    """Draws rows at random to be held out; returns (kept rows, held rows), both ascending.

    `fraction` of all rows is held out, rounded to a whole number. Stratified: each class gives
    the same share, so the held part has the same mixture of classes as the whole. RandomState
    gives the same draw in every version of numpy.
    """
    groups = [np.arange(len(y))]
    if stratified:
        groups = [np.flatnonzero(y == label) for label in np.unique(y)]
    shares = fair_shares([len(rows) for rows in groups], round(len(y) * fraction))
    draw = np.random.RandomState(seed)
    drawn = [draw.permutation(rows)[:share] for rows, share in zip(groups, shares, strict=True)]
    held = np.sort(np.concatenate(drawn))
    return np.setdiff1d(np.arange(len(y)), held), held


def fair_shares(sizes, total):
    """Divides `total` among groups in proportion to their sizes, in whole numbers.

    What the division leaves over goes to the groups with the largest remainders.
    """
    shares, remainders = np.divmod(np.asarray(sizes) * total, sum(sizes))
    left_over = total - shares.sum()
    shares[np.argsort(-remainders, kind="stable")[:left_over]] += 1
    return shares


def measure(x, *, scaling, largest=None):
    """The numbers that `scale` needs, taken from the training part `x` and from nothing else.

    Scaling is (x - subtract) / divide. Images, whose `largest` possible value is known, have one
    pair of numbers for all pixels; tables have one pair per column. "none" changes nothing, "unit"
    leads to 0..1, "standard" to mean 0 and standard deviation 1. A column that is the same in all
    rows becomes 0, without a division by zero.
    """
    axis = 0 if largest is None else None
    if scaling == "none":
        subtract, divide = np.zeros(()), np.ones(())
    elif scaling == "unit" and largest is not None:
        subtract, divide = np.zeros(()), np.asarray(float(largest))
    elif scaling == "unit":
        subtract = x.min(axis=axis).astype("float64")
        divide = x.max(axis=axis) - subtract
    elif largest is not None and x.dtype == "uint8":
        subtract, divide = pixel_mean_and_deviation(x)
    else:
        subtract, divide = mean_and_deviation(x, axis=axis)
    divide = np.where(divide == 0, 1.0, divide)
    return {"scaling": scaling, "subtract": subtract.tolist(), "divide": divide.tolist()}


def mean_and_deviation(x, *, axis):
    """Mean and standard deviation over `axis` (0: per column, None: one pair), in float64.

    Exact where all values are the same: the mean is that value, the deviation 0. Goes through a
    thousand examples at a time, so that no second copy of all images is made.
    """
    lowest, highest = x.min(axis=axis), x.max(axis=axis)
    mean = np.where(lowest == highest, lowest, x.mean(axis=axis, dtype="float64"))
    blocks = (x[start : start + 1000] for start in range(0, len(x), 1000))
    squares = sum(np.square(block - mean).sum(axis=axis) for block in blocks)
    return mean, np.sqrt(squares * mean.size / x.size)


def pixel_mean_and_deviation(x):
    """Mean and standard deviation of all pixels of pictures, uint8 (n, height, width, channels).

    Counted in whole numbers a few pictures at a time, so that neither the size of the portions
    nor the order of the pictures changes the last bit.
    """
    portion = max(1, 1_000_000 // np.prod(x.shape[1:], dtype="int64"))
    counts = np.zeros(256, dtype="int64")
    for start in range(0, len(x), portion):
        counts += np.bincount(x[start : start + portion].reshape(-1), minlength=256)
    values, count = np.arange(256), int(counts.sum())
    total, squares = int((counts * values).sum()), int((counts * values**2).sum())
    mean, deviation = exact_mean_and_deviation(total, squares, count)
    return np.asarray(mean), np.asarray(deviation)


def exact_mean_and_deviation(total, squares, count):
    """Mean and standard deviation of whole numbers, from their sum and the sum of squares."""
    return total / count, (squares * count - total**2) ** 0.5 / count


def scale(x, statistics):
    """`x` as float32, scaled with the numbers that `measure` found; for new examples as well."""
    scaled = np.asarray(x).astype("float32")
    scaled -= np.asarray(statistics["subtract"], dtype="float32")
    scaled /= np.asarray(statistics["divide"], dtype="float32")
    return scaled


def unscale(x, statistics):
    """Scaled numbers back in the units of the data set, as float32."""
    found = np.asarray(x).astype("float32")
    found *= np.asarray(statistics["divide"], dtype="float32")
    return found + np.asarray(statistics["subtract"], dtype="float32")


def encode_labels(y, *, classes, one_hot=False):
    """Labels in the shape that losses expect.

    `classes` is the number of classes, None for regression: values (n, 1), float32. Class
    numbers stay (n,), but (n, 1) when there are only two classes; one-hot: (n, classes), float32.
    """
    if classes is None:
        return y.reshape(-1, 1).astype("float32")
    if one_hot:
        return np.eye(classes, dtype="float32")[y]
    return y.reshape(-1, 1) if classes == 2 else y


def balanced_class_weight(y):
    """A weight for each class with which all classes count alike, however rare: class -> number.

    y: class numbers (n,). The weight is n / (number of classes * examples of the class), so that
    the mean over all examples is 1.
    """
    classes, counts = np.unique(y, return_counts=True)
    pairs = zip(classes.tolist(), counts.tolist(), strict=True)
    return {label: len(y) / (len(classes) * count) for label, count in pairs}


def pixel_classes(x, y, *, largest):
    """A class for every pixel: 0 is background, 1 + the picture's class is ink.

    x: grey pictures as they came, (n, height, width, 1); y: class numbers (n,). Ink is what is
    brighter than a fifth of the `largest` possible value. Returns int64 (n, height, width).
    """
    ink = x[..., 0] > largest * INK
    return np.where(ink, y.reshape(-1, 1, 1) + 1, 0)


def split_columns(x, inputs):
    """A table (n, columns) cut into one array for each input of the network, in order.

    `inputs` maps each input to the places of its columns, counted from 0.
    """
    return tuple(x[:, columns] for columns in inputs.values())


def prepare_arrays(raw, *, scaling, largest, rows=None):
    """Sets validation apart from the training part, then scales all parts alike.

    `rows`: those to learn from and those held out; None means no validation part. The numbers for
    scaling come from the rows to learn from alone, the test part is only scaled. Also returns the
    statistics and which rows of `x_train` went where.
    """
    train_rows, val_rows = (np.arange(len(raw["y_train"])), None) if rows is None else rows
    x_train = raw["x_train"][train_rows]
    statistics = measure(x_train, scaling=scaling, largest=largest)
    return {
        "x_train": scale(x_train, statistics),
        "y_train": raw["y_train"][train_rows],
        "x_val": None if val_rows is None else scale(raw["x_train"][val_rows], statistics),
        "y_val": None if val_rows is None else raw["y_train"][val_rows],
        "x_test": scale(raw["x_test"], statistics),
        "y_test": raw["y_test"],
        "statistics": statistics,
        "train_rows": train_rows,
        "val_rows": val_rows,
    }
