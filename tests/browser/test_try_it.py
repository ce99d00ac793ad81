"""Trying a model on pictures of one's own, one trained here and the same one from a file."""

import csv
import re
import zipfile

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from components.contact_sheet import percent
from kt_core.data import load
from kt_core.runs import folder
from kt_core.texts import text
from tests.browser.pages import PredictPage

pytestmark = pytest.mark.browser


@pytest.fixture
def picture(tmp_path):
    """The first test digit as a file, with a name that would be Markdown."""
    path = tmp_path / "![x](y) digit.png"
    Image.fromarray(load("mnist_5k").x_test[0, :, :, 0]).save(path)
    return path


def expected(run: str) -> str:
    """The answer for the first test digit, as the run's own evaluation gave it."""
    shares = np.load(folder(run) / "predictions.npz")["y_pred"][0]
    return f"{shares.argmax()} · {percent(float(shares.max()))}"


def test_a_picture_gets_the_probability_that_the_run_gave_it(person, trained, picture):
    page = PredictPage(person.opens("predict", run=trained))
    page.gives(picture)
    page.says(expected(trained))
    person.sees("What the model gets to see")
    person.sees("28×28×1 numbers from 0 to 1")
    assert not person.scrolls_sideways()


def test_a_picture_is_pasted_by_keys_and_a_zip_is_answered_picture_by_picture(
    person, trained, picture, tmp_path
):
    page = PredictPage(person.opens("predict", run=trained))
    page.pastes(picture)
    page.says(expected(trained))
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(picture, "数字/one.png")
        archive.writestr("notes.txt", "no picture")
    page.gives(file)
    person.sees("1 of 2 answered")
    page.says(expected(trained))
    table = person.downloads(lambda: person.clicks("predict.csv"), tmp_path / "answers.csv")
    with table.open(encoding="utf-8-sig") as answers:
        rows = list(csv.DictReader(answers))
    assert [row["member"] for row in rows] == ["notes.txt", "数字/one.png"]
    shares = np.load(folder(trained) / "predictions.npz")["y_pred"][0]
    assert float(rows[1]["probability"]) == pytest.approx(float(shares.max()), abs=1e-6)


def test_a_drawing_is_answered_after_the_stroke(person, trained):
    page = PredictPage(person.opens("predict", run=trained))
    page.draws()
    page.says(re.compile(r"\d · "))
    assert len(page.answer()) >= 5
    person.sees("Centred")
    expect(page.tab.get_by_text(text("predict.strip"))).to_be_visible()


def test_a_downloaded_model_comes_back_answers_the_same_and_can_be_edited(
    app, person, trained, picture
):
    page = PredictPage(person.opens("predict"))
    page.uploads(picture)
    person.sees("This is a picture, not a model.")
    person.gives_file("predict.file", folder(trained) / "model.keras")
    person.sees(re.compile("5 layers, .* weights, input 28×28×1"))
    page.gives(picture)
    page.says(expected(trained))
    person.clicks("predict.edit")
    expect(person.tab).to_have_url(re.compile("/network"))
    person.engine_answers()
    document = app.store.draft(person.query("draft")).document
    given = app.store.run(trained).document
    assert document["network"] == given["network"]
    assert document["name"] == given["name"] == "A trained CNN"
    person.goes_to("Try it")
    person.sees(re.compile("5 layers"))


def test_a_negative_is_pointed_out_and_turned_with_one_click(person, trained, tmp_path):
    negative = tmp_path / "negative.png"
    Image.fromarray(255 - load("mnist_5k").x_test[0, :, :, 0]).save(negative)
    page = PredictPage(person.opens("predict", run=trained))
    page.gives(negative)
    person.sees("looks like a negative")
    person.clicks("predict.mend.looks_inverted")
    page.says(expected(trained))
    person.sees("Inverted")
