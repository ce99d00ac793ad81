"""Trying a model on pictures of one's own, one trained here and the same one from a file."""

import base64
import csv
import re
import zipfile

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from components.contact_sheet import percent
from kt_core import client
from kt_core.data import load
from kt_core.runs import folder
from tests.browser.documents import small_cnn
from tests.browser.person import Person
from tests.browser.resting import box

COPY = """async (picture) => {
  const blob = await (await fetch("data:image/png;base64," + picture)).blob();
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}"""
pytestmark = pytest.mark.browser


@pytest.fixture
def trained(app):
    """Draft and run of a small CNN that has been trained for an epoch."""
    document = small_cnn(name="To be tried", epochs=1)
    draft = app.store.create_draft(document)
    run = app.store.create_run(document, draft=draft)
    client.submit(run)
    app.comes_to(run, "finished")
    return draft, run


@pytest.fixture
def picture(tmp_path):
    """The first test digit as a file, with a name that would be Markdown."""
    path = tmp_path / "![x](y) digit.png"
    Image.fromarray(load("mnist_5k").x_test[0, :, :, 0]).save(path)
    return path


class TryPage:
    """The page to try a model on."""

    def __init__(self, person: Person):
        self.person, self.tab = person, person.tab

    def takes(self, way: str) -> "TryPage":
        """Clicks one of the choices in a row of buttons."""
        self.tab.get_by_text(way, exact=True).first.click()
        self.person.idle()
        return self

    def draws(self) -> None:
        """Draws a seven."""
        pad = box(self.tab.get_by_label("Drawing area").first)
        x, y, side = pad["x"], pad["y"], pad["width"]
        mouse = self.tab.mouse
        mouse.move(x + 0.3 * side, y + 0.3 * side)
        mouse.down()
        mouse.move(x + 0.7 * side, y + 0.3 * side, steps=10)
        mouse.move(x + 0.45 * side, y + 0.8 * side, steps=10)
        mouse.up()
        self.person.idle()

    def answers(self, words: str | re.Pattern[str]) -> None:
        """Waits until the answer is that."""
        heading = self.tab.get_by_role("heading", level=2)
        expect(heading.filter(has_text=words).first).to_be_visible()
        self.person.idle()


def expected(run: str) -> str:
    """The answer for the first test digit, as the run's own evaluation gave it."""
    shares = np.load(folder(run) / "predictions.npz")["y_pred"][0]
    return f"{shares.argmax()} · {percent(float(shares.max()))}"


def test_a_picture_gets_the_probability_that_the_run_gave_it(person, trained, picture):
    draft, run = trained
    page = TryPage(person.opens("predict", draft=draft, run=run)).takes("Picture files")
    person.gives_file("predict.pictures", picture)
    page.answers(expected(run))
    person.sees("What the model gets to see")
    person.sees("28×28×1 numbers from 0 to 1")
    assert not person.scrolls_sideways()


def test_a_picture_is_pasted_by_keys_and_a_zip_is_answered_picture_by_picture(
    person, trained, picture, tmp_path
):
    draft, run = trained
    person.tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = TryPage(person.opens("predict", draft=draft, run=run)).takes("Paste")
    expect(person.tab.get_by_test_id("kt-paste")).to_be_visible()
    person.tab.evaluate(COPY, base64.b64encode(picture.read_bytes()).decode())
    person.tab.keyboard.press("Control+v")
    page.answers(expected(run))
    file = tmp_path / "all.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.write(picture, "数字/one.png")
        archive.writestr("notes.txt", "no picture")
    page.takes("Picture files")
    person.gives_file("predict.pictures", file)
    person.sees("1 of 2 answered")
    page.answers(expected(run))
    with person.tab.expect_download() as download:
        person.clicks("predict.csv")
    with download.value.path().open(encoding="utf-8-sig") as answers:
        rows = list(csv.DictReader(answers))
    assert [row["member"] for row in rows] == ["notes.txt", "数字/one.png"]
    shares = np.load(folder(run) / "predictions.npz")["y_pred"][0]
    assert float(rows[1]["probability"]) == pytest.approx(float(shares.max()), abs=1e-6)


def test_a_drawing_is_answered_after_the_stroke(person, trained):
    draft, run = trained
    page = TryPage(person.opens("predict", draft=draft, run=run))
    page.draws()
    page.answers(re.compile(r"\d · "))
    person.sees("Centred")


def test_a_downloaded_model_comes_back_answers_the_same_and_can_be_edited(
    app, person, trained, picture
):
    _, run = trained
    page = TryPage(person.opens("predict")).takes("Saved file")
    person.gives_file("predict.file", picture)
    person.sees("This is a picture, not a model.")
    person.gives_file("predict.file", folder(run) / "model.keras")
    person.sees(re.compile("5 layers, .* weights, input 28×28×1"))
    page.takes("Picture files")
    person.gives_file("predict.pictures", picture)
    page.answers(expected(run))
    person.clicks("predict.edit")
    expect(person.tab).to_have_url(re.compile("/network"))
    person.engine_answers()
    document = app.store.draft(person.query("draft")).document
    assert document["network"] == small_cnn()["network"]
    assert document["name"] == "To be tried"
    person.goes_to("Try it")
    person.sees(re.compile("5 layers"))


def test_a_negative_is_pointed_out_and_turned_with_one_click(person, trained, tmp_path):
    draft, run = trained
    negative = tmp_path / "negative.png"
    Image.fromarray(255 - load("mnist_5k").x_test[0, :, :, 0]).save(negative)
    page = TryPage(person.opens("predict", draft=draft, run=run)).takes("Picture files")
    person.gives_file("predict.pictures", negative)
    person.sees("looks like a negative")
    person.clicks("predict.mend.looks_inverted")
    page.answers(expected(run))
    person.sees("Inverted")
