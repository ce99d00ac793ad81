"""HDF5 files: hard links, plain numbers, no more than is stored."""

import io

import h5py
import numpy as np
import pytest

from kt_core.engine import hdf5
from kt_core.problems import ProblemError
from kt_core.texts import render


def made(fill):
    file = io.BytesIO()
    with h5py.File(file, "w") as h5:
        fill(h5)
    return file.getvalue()


def refused(content):
    with pytest.raises(ProblemError) as raised, hdf5.opened(content):
        pass
    render(raised.value.problems[0])
    return raised.value.problems[0].code


def test_arrays_and_texts_are_found(tmp_path):
    def fill(h5):
        h5["a/b/0"] = np.arange(6.0).reshape(2, 3)
        h5["scalar"] = np.float32(2)
        h5.attrs["keras_version"] = "3.15.1"
        h5.attrs["names0"], h5.attrs["names1"] = ["x", "y"], ["z"]

    with hdf5.opened(made(fill)) as file:
        assert set(hdf5.datasets(file)) == {"a/b/0", "scalar"}
        assert hdf5.text(file, "keras_version") == "3.15.1"
        assert hdf5.text(file, "nothing") is None
        assert hdf5.names(file, "names") == ["x", "y", "z"]


def test_compressed_arrays_are_read():
    content = made(
        lambda h5: h5.create_dataset("x", data=np.arange(1000.0), compression="gzip", shuffle=True)
    )
    with hdf5.opened(content) as file:
        assert file["x"][999] == 999


def soft(h5):
    h5["x"] = np.zeros(2)
    h5["link"] = h5py.SoftLink("/x")


def external_link(h5):
    h5["link"] = h5py.ExternalLink("/etc/hostname", "/")


def external_data(h5):
    h5.create_dataset("x", (4,), "float32", external=[("/etc/hostname", 0, 16)])


def virtual(h5):
    layout = h5py.VirtualLayout((4,), "float32")
    layout[:] = h5py.VirtualSource("other.h5", "x", (4,))
    h5.create_virtual_dataset("x", layout)


def two_names(h5):
    h5["x"] = np.zeros(2)
    h5["y"] = h5["x"]


def circle(h5):
    h5.create_group("a")["self"] = h5["/"]


def named_type(h5):
    h5["t"] = np.dtype("float32")


def words(h5):
    h5["x"] = np.array([b"text"])


def objects(h5):
    h5["x"] = np.array(["a"], dtype=h5py.string_dtype())


def records(h5):
    h5["x"] = np.zeros(2, dtype=[("a", "f4"), ("b", "i4")])


def hollow(h5):
    h5.create_dataset("x", (50_000, 50_000), "float32", chunks=(100, 100))


def hollow_zip(h5):
    h5.create_dataset("x", data=np.zeros(10_000_000, "float32"), compression="gzip")


def lzf(h5):
    h5.create_dataset("x", data=np.arange(100.0), compression="lzf")


def deep(h5):
    h5["/".join("a" * 80)] = np.zeros(1)


@pytest.mark.parametrize(
    ("fill", "code"),
    [
        (soft, "model_data_links"),
        (external_link, "model_data_links"),
        (external_data, "model_data_links"),
        (virtual, "model_data_links"),
        (two_names, "model_data_links"),
        (circle, "model_data_links"),
        (named_type, "model_data_links"),
        (words, "model_data_types"),
        (objects, "model_data_types"),
        (records, "model_data_types"),
        (lzf, "model_data_types"),
        (hollow, "model_data_hollow"),
        (hollow_zip, "model_data_hollow"),
        (deep, "model_too_deep"),
    ],
)
def test_what_no_saved_model_needs_is_refused(fill, code):
    assert refused(made(fill)) == code


def test_many_small_parts_are_refused(monkeypatch):
    monkeypatch.setattr(hdf5, "OBJECTS", 50)
    assert refused(made(lambda h5: [h5.create_group(str(n)) for n in range(60)])) == (
        "model_data_many"
    )


@pytest.mark.parametrize("cut", [20, 600, -200])
def test_a_file_cut_off_is_refused(cut):
    content = made(lambda h5: h5.create_dataset("x", data=np.arange(1000.0)))
    assert refused(content[:cut]) == "model_data_broken"


def test_bytes_that_are_no_hdf5_are_refused():
    assert refused(b"hello") == "model_data_broken"


def test_whatever_bytes_are_damaged_the_answer_is_numbers_or_a_problem():
    def fill(h5):
        h5.attrs["layer_names"] = ["dense", "out"]
        for name in ("dense", "out"):
            h5[f"{name}/kernel"] = np.arange(200.0)
            h5[name].attrs["weight_names"] = ["kernel"]

    content, draw = made(fill), np.random.RandomState(0)
    outcomes = set()
    for _ in range(300):
        damaged = bytearray(content)
        for place in draw.randint(0, len(damaged), 3):
            damaged[place] = draw.randint(256)
        try:
            with hdf5.opened(bytes(damaged)) as file:
                for name in hdf5.names(file, "layer_names"):
                    hdf5.datasets_at(file, name)
                    hdf5.array(file, f"{name}/kernel")
            outcomes.add("read")
        except ProblemError as error:
            outcomes.add(error.problems[0].code)
    assert "read" in outcomes
    assert "model_data_broken" in outcomes
