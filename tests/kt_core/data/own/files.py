"""Files of data as people bring them: zips of class folders, tables of text, arrays."""

import io
import zipfile

import numpy as np
from PIL import Image

from kt_core.data import Arrays
from kt_core.data.own.laying import lay_out
from kt_core.data.stored import read_folder


def picture(seed=0, *, size=(12, 10), mode="L", ending="PNG", **options):
    """The bytes of a picture of noise, (width, height)."""
    shape = (size[1], size[0]) + ((3,) if mode == "RGB" else ())
    pixels = np.random.default_rng(seed).integers(0, 256, shape, dtype="uint8")
    stream = io.BytesIO()
    Image.fromarray(pixels).convert(mode).save(stream, ending, **options)
    return stream.getvalue()


def zipped(path, files):
    """A zip at `path` with these files: name -> bytes."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def class_folders(path, *, classes=("cat", "dog"), each=6, root="pets/", **options):
    """A zip with a folder for each class."""
    found = {
        f"{root}{name}/{number}.png": picture(100 * at + number, **options)
        for at, name in enumerate(classes)
        for number in range(each)
    }
    return zipped(path, found)


def laid(path, options):
    """The pictures taken in: their arrays, facts and report."""
    place = path.with_name(f"{path.name}.laid")
    place.mkdir(exist_ok=True)
    found = lay_out(path, options, place)
    return Arrays(**read_folder(place)), found.facts, found.report


def table(path, text, encoding="utf-8"):
    """A file of text."""
    path.write_bytes(text.encode(encoding))
    return path
