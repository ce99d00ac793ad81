"""The member that carries class names and preparation inside a `.keras` file."""

import zipfile

import numpy as np
import pytest

from kt_core.engine import kt_member


def archive(path, **members):
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("_", "."), content)
    return path


def test_a_member_is_read_back_as_it_was_given(tmp_path):
    path = archive(tmp_path / "m.keras", config_json="{}")
    kt_member.add(path, {"classes": ["猫", "dog"], "preparation": {"scaling": "unit"}})
    found = kt_member.read(path)
    assert found["classes"] == ["猫", "dog"]
    assert found["preparation"] == {"scaling": "unit"}


def test_a_second_member_replaces_the_first_and_leaves_the_rest(tmp_path):
    path = archive(tmp_path / "m.keras", config_json="{}", metadata_json="[1]")
    kt_member.add(path, {"classes": ["a"]})
    kt_member.add(path, {"classes": ["b"]})
    with zipfile.ZipFile(path) as file:
        assert file.namelist() == ["config.json", "metadata.json", "kt.json"]
        assert file.read("metadata.json") == b"[1]"
    assert kt_member.read(path)["classes"] == ["b"]


def test_a_member_that_is_not_json_leaves_the_file_alone_and_no_litter(tmp_path):
    path = archive(tmp_path / "m.keras", config_json="{}")
    before = path.read_bytes()
    with pytest.raises(ValueError):
        kt_member.add(path, {"mean": float("nan")})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_without_a_member_has_none(tmp_path):
    assert kt_member.read(archive(tmp_path / "m.keras", config_json="{}")) is None


@pytest.mark.engine
def test_stock_keras_opens_a_file_with_a_member_and_predicts_the_same(tmp_path):
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="softmax")])
    path = tmp_path / "m.keras"
    model.save(path)
    kt_member.add(path, {"classes": ["a", "b", "c"]})
    x = np.linspace(0, 1, 8, dtype="float32").reshape(2, 4)
    again = keras.models.load_model(path)
    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
