"""A file is what its bytes say, whatever it is called."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from kt_core.engine import sniff
from kt_core.problems import ProblemError
from tests.kt_core.engine.saved_models import keras_file


def refused(path):
    with pytest.raises(ProblemError) as raised:
        sniff.form(path)
    return raised.value.problems[0].code


def zipped(**members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return file.getvalue()


def picture(form):
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, form)
    return file.getvalue()


def arrays():
    file = io.BytesIO()
    np.savez(file, x_train=np.zeros(3))
    return file.getvalue()


def test_a_keras_archive_and_an_hdf5_file_are_told_apart(tmp_path):
    assert sniff.form(keras_file(tmp_path / "really.h5")) == "keras"
    path = tmp_path / "really.keras"
    path.write_bytes(sniff.HDF5 + b"\0" * 100)
    assert sniff.form(path) == "h5"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "model_is_empty"),
        (picture("PNG"), "model_is_image"),
        (picture("JPEG"), "model_is_image"),
        (picture("WEBP"), "model_is_image"),
        (arrays(), "model_is_arrays"),
        (b"\x93NUMPY\x01\0", "model_is_arrays"),
        (b"\x80\x04\x95\0\0", "model_is_pickle"),
        (b"\x1c\0\0\0TFL3", "model_is_tflite"),
        (b"\x1f\x8b\x08", "model_is_archive"),
        (b'{"format": "kt-experiment", "version": 1}', "model_is_document"),
        ("model = keras.Sequential()  # 模型".encode(), "model_is_text"),
        (bytes(range(256)), "model_is_unknown"),
        (zipped(saved_model__pb=b"1"), "model_is_saved_model"),
        (zipped(model__weights__h5=b"1"), "model_without_config"),
        (zipped(data__pkl=b"1"), "model_is_torch"),
        (zipped(mine__keras=b"1"), "model_inside_archive"),
        (zipped(photo__png=b"1"), "model_is_archive"),
        (zipped(a__txt=b"1")[:-30], "model_archive_broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_everything_else_is_called_by_its_name(tmp_path, content, code):
    path = tmp_path / "model.keras"
    path.write_bytes(content)
    assert refused(path) == code


def test_a_file_beyond_the_limit_is_not_even_read(tmp_path):
    path = tmp_path / "large.keras"
    with path.open("wb") as file:
        file.truncate(200_000_001)
    assert refused(path) == "model_too_large"
