"""Pictures that stay on disk and are read when they are needed, so that memory is no limit.

The exported script carries these word for word; they therefore use nothing of this project.
"""

import numpy as np

from kt_core.data.preparation import measure, scale


class Pictures:
    """Pictures in a .npy file, (n, height, width, channels), each read when it is asked for.

    `rows`: which of the file's pictures they are, None for all. They are uint8 as stored or, with
    `statistics` (see `measure`), scaled as they are read: float32. Nothing is kept in memory.
    """

    def __init__(self, file, rows=None, statistics=None):
        stored = np.load(file, mmap_mode="r", allow_pickle=False)
        self.file, self.start, self.statistics = file, stored.offset, statistics
        self.rows = np.arange(len(stored)) if rows is None else rows
        self.shape = (len(self.rows), *stored.shape[1:])
        self.dtype = stored.dtype if statistics is None else np.dtype("float32")

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, at):
        """The pictures at these places (one, a slice, or many) as an array."""
        chosen = np.atleast_1d(self.rows[at])
        found = np.empty((len(chosen), *self.shape[1:]), dtype="uint8")
        with self.file.open("rb", buffering=0) as stream:
            for row, picture in zip(chosen.tolist(), found, strict=True):
                stream.seek(self.start + row * picture.nbytes)
                if stream.readinto(picture) != picture.nbytes:
                    raise EOFError(f"{self.file} ends within picture {row}.")
        found = found if self.statistics is None else scale(found, self.statistics)
        return found if np.ndim(self.rows[at]) else found[0]

    def __array__(self, dtype=None, copy=None):
        """All of them in memory at once."""
        return np.asarray(self[:], dtype=dtype)

    def only(self, rows):
        """Those of them in `rows`, still on disk."""
        return Pictures(self.file, self.rows[rows], self.statistics)

    def scaled(self, statistics):
        """The same, scaled when they are read."""
        return Pictures(self.file, self.rows, statistics)


def open_folder(folder):
    """The four arrays of a set; its pictures stay on disk."""
    y = {f"y_{part}": np.load(folder / f"y_{part}.npy") for part in ("train", "test")}
    x = {f"x_{part}": Pictures(folder / f"x_{part}.npy") for part in ("train", "test")}
    return {**x, **y}


def read_folder(folder):
    """The four arrays of a set, mapped into memory: x_train, y_train, x_test, y_test."""
    names = ("x_train", "y_train", "x_test", "y_test")
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}


def prepare_pictures(raw, *, scaling, largest, rows=None):
    """As `prepare_arrays` does it, for pictures that stay on disk until they are learned from."""
    train_rows, val_rows = (np.arange(len(raw["y_train"])), None) if rows is None else rows
    x_train = raw["x_train"].only(train_rows)
    statistics = measure(x_train, scaling=scaling, largest=largest)
    held = None if val_rows is None else raw["x_train"].only(val_rows).scaled(statistics)
    return {
        "x_train": x_train.scaled(statistics),
        "y_train": raw["y_train"][train_rows],
        "x_val": held,
        "y_val": None if val_rows is None else raw["y_train"][val_rows],
        "x_test": raw["x_test"].scaled(statistics),
        "y_test": raw["y_test"],
        "statistics": statistics,
        "train_rows": train_rows,
        "val_rows": val_rows,
    }
