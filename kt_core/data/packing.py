"""A data set as one file to take away, for the exported script to read elsewhere."""

import io
import zipfile
from pathlib import Path

from kt_core.data.cards import Card, card
from kt_core.data.sets import file, place
from kt_core.limits import DATA_BYTES


def can_be_packed(facts: Card) -> bool:
    """Whether the set is a file of this project, or a folder small enough for one download."""
    return facts.is_here and (not facts.laid_out or facts.size_bytes <= DATA_BYTES)


def packed_name(facts: Card) -> str:
    """The name of the download."""
    return f"{facts.kind}.zip" if facts.laid_out else file(facts.kind).name


def packed(kind: str) -> bytes:
    """The set's file, or a zip of its folder that is to be unpacked beside the script."""
    if not card(kind).laid_out:
        return file(kind).read_bytes()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path in script_files(kind):
            archive.write(path, f"{kind}/{path.name}")
    return stream.getvalue()


def script_files(kind: str) -> list[Path]:
    """The files of a set's folder that the script reads."""
    return sorted(place(kind).glob("*.npy"))
