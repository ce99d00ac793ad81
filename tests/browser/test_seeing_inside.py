"""From a cell of the matrix to why one example was answered so, to own pictures, to a report."""

import zipfile
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from components.contact_sheet import percent
from kt_core import explanations
from kt_core.data import load
from kt_core.runs import folder
from kt_core.texts import text
from tests.browser.documents import small_cnn
from tests.browser.pages import PredictPage, ResultsPage, TrainingPage
from tests.browser.person import Person

pytestmark = pytest.mark.browser


def answers(run: str) -> tuple[np.ndarray, np.ndarray]:
    """True classes (n,) and the model's probabilities (n, classes) on the test part."""
    with np.load(folder(run) / "predictions.npz") as found:
        return np.ravel(found["y_true"]).astype(int), found["y_pred"]


def fullest_wrong_cell(run: str) -> tuple[int, int]:
    """The pair of classes that is mixed up most, as (true, predicted)."""
    true, shares = answers(run)
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (true, shares.argmax(axis=1)), 1)
    np.fill_diagonal(counts, 0)
    true_class, predicted = np.unravel_index(counts.argmax(), counts.shape)
    return int(true_class), int(predicted)


def surest(run: str, true_class: int, predicted: int) -> int:
    """The test example of a cell that the model was surest of."""
    true, shares = answers(run)
    inside = np.flatnonzero((true == true_class) & (shares.argmax(axis=1) == predicted))
    return int(inside[shares[inside, predicted].argmax()])


def opens_an_example(person: Person, run: str) -> int:
    """Clicks from the matrix to the surest mistake of a cell; its place in the test part."""
    results = ResultsPage(person.goes_to("Results"))
    cell = fullest_wrong_cell(run)
    results.clicks_cell(*cell)
    person.clicks("results.gallery")
    row = surest(run, *cell)
    person.clicks(person.tab.locator(f'button[data-row="{row}"]'))
    person.sees(text("gallery.example", row=row))
    return row


def sees_the_maps(person: Person, run: str, row: int) -> None:
    """Goes on to "why" and finds four maps over the example, whose numbers are kept."""
    person.clicks("gallery.why")
    for name in ("occlusion", "gradcam", "integrated", "smooth"):
        title = text(f"why.maps.{name}.title")
        expect(person.tab.get_by_role("heading", name=title)).to_be_visible()
        over = person.tab.get_by_alt_text(text("why.maps.over", title=title))
        expect(over).to_be_visible()
    true, shares = answers(run)
    assert shares[row].argmax() != true[row]
    expect(person.tab.get_by_text(percent(float(shares[row].max()))).first).to_be_visible()
    assert len(list(explanations.place({"run": run}).glob("*.npz"))) >= 2  # the answer, the maps


class Words(HTMLParser):
    """The words of a page, and every address it would ask for something."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.addresses = [], []

    def handle_starttag(self, tag, attrs):
        self.addresses += [value for name, value in attrs if name in ("src", "href") and value]

    def handle_data(self, data):
        self.words.append(data)


def tries(person: Person, run: str, place: Path) -> None:
    """A drawn digit, a pasted one, which must be answered as in the test, and a zip of two."""
    page = PredictPage(person.goes_to("Try it"))
    page.draws()
    assert len(page.answer()) >= 5
    digits = load("mnist_5k").x_test[:2, :, :, 0]
    files = [place / "one.png", place / "二.png"]
    for file, digit in zip(files, digits, strict=True):
        Image.fromarray(digit).save(file)
    page.pastes(files[0])
    share = float(answers(run)[1][0].max())
    person.sees(f"{answers(run)[1][0].argmax()} · {percent(share)}")
    with zipfile.ZipFile(place / "both.zip", "w") as archive:
        for file in files:
            archive.write(file, file.name)
    page.gives(place / "both.zip")
    person.sees(f"{answers(run)[1][0].argmax()} · {percent(share)}")
    table = person.downloads(lambda: person.clicks("predict.csv"), place / "answers.csv")
    assert "one.png" in table.read_text("utf-8-sig")
    assert "二.png" in table.read_text("utf-8-sig")


def takes_the_report(person: Person, run: str, place: Path) -> None:
    """One file that says what the run was and asks nobody for anything."""
    person.goes_to("Results").clicks("results.take")
    button = person.widget("results.take.report").get_by_role("button")
    report = person.downloads(button.click, place / "report.html").read_text("utf-8")
    page = Words()
    page.feed(report)
    words = " ".join(page.words)
    true, shares = answers(run)
    assert "Seeing <inside> 内" in words
    assert f"{(shares.argmax(axis=1) == true).mean():.1%}".replace("%", " %") in words
    assert [one for one in page.addresses if not one.startswith(("#", "data:"))] == []


def test_a_learner_finds_out_why_and_tries_pictures_and_takes_a_report(app, person, tmp_path):
    document = small_cnn(name="Seeing <inside> 内", epochs=1)
    person.opens("training", draft=app.store.create_draft(document)).engine_answers()
    training = TrainingPage(person)
    run = training.trains()
    training.comes_to("finished")
    row = opens_an_example(person, run)
    sees_the_maps(person, run, row)
    tries(person, run, tmp_path)
    takes_the_report(person, run, tmp_path)
