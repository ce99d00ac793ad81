"""Files that are no models and no pictures."""

import pytest
from PIL import Image

from kt_core.data import load
from kt_core.runs import folder
from tests.browser.pages import PredictPage

pytestmark = pytest.mark.browser


@pytest.fixture
def page(person, trained):
    return PredictPage(person.opens("predict", run=trained).engine_answers())


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\nnothing more", b"", b"no picture" * 50],
    ids=["begins as PNG", "empty", "words"],
)
def test_an_unreadable_picture_gets_a_sentence(page, tmp_path, content):
    file = tmp_path / "broken.png"
    file.write_bytes(content)
    page.gives(file)
    page.refused("predict.picture_refused")


def test_an_unreadable_picture_does_not_keep_others_from_their_answers(page, tmp_path):
    broken, sound = tmp_path / "broken.png", tmp_path / "三.png"
    broken.write_bytes(b"nothing")
    Image.fromarray(load("mnist_5k").x_test[0, :, :, 0]).save(sound)
    page.gives(sound, broken)
    assert len(page.answer()) >= 5


@pytest.mark.parametrize(
    "content", [b"no model", b"PK\x03\x04 half an archive", b"\x89HDF\r\n\x1a\n"]
)
def test_a_file_that_is_no_model_gets_a_sentence(page, tmp_path, content):
    file = tmp_path / "model.keras"
    file.write_bytes(content)
    page.uploads(file)
    page.refused("predict.refused")


def test_a_broken_download_of_a_model_gets_a_sentence(page, trained, tmp_path):
    whole = (folder(trained) / "model.keras").read_bytes()
    file = tmp_path / "model.keras"
    file.write_bytes(whole[: len(whole) // 2])
    page.uploads(file)
    page.refused("predict.refused")
