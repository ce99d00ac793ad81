"""A report holds the whole run, opens without anything else, and takes no text for markup."""

import json
from html.parser import HTMLParser

import numpy as np
import pytest

from kt_core import marks
from kt_core.commands import main
from kt_core.data import Arrays, card
from kt_core.data.own import shelf
from kt_core.engine.measures import keep
from kt_core.figures import confusion_figure
from kt_core.report import report, standalone
from kt_core.runs import Store, folder

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "<!--<script>",
    "${title} {{7*7}} 手写",
]
TRUE = np.arange(40) % 4


class Parsed(HTMLParser):
    """Elements with their attributes, and the words between them; what scripts hold apart."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.elements, self.scripts, self.words, self._open = [], [], "", []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag):
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data):
        inside = self._open[-1] if self._open else ""
        if inside == "script":
            self.scripts.append(data)
        elif inside != "style":
            self.words += data


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))


def judged(run, classes, *, name=None):
    """Writes what an evaluation would: answers that are right three times in four."""
    told = np.where(np.arange(40) % 7, TRUE, (TRUE + 1) % 4)
    scores = np.full((40, 4), 0.1, "float32")
    scores[np.arange(40), told] = 0.7
    counts = np.zeros((4, 4), int)
    np.add.at(counts, (TRUE, told), 1)
    result = {
        "task": "classification",
        "finite": True,
        "test": {"loss": 0.5, classes[1]: 0.25},
        "classes": classes,
        "confusion": counts.tolist(),
        "per_class": [{"class": each, "support": 10} for each in classes],
    }
    arrays = {"y_true": TRUE, "y_pred": scores, "rows": np.arange(40)}
    (folder(run) / "results.json").write_text(json.dumps(result))
    np.savez(folder(run) / "predictions.npz", **arrays)
    keep(folder(run), 0, result=result, arrays=arrays)


def trained(name, classes, words=""):
    """A run on an own data set, with two epochs."""
    pictures = np.full((40, 4, 4, 1), 9, "uint8")
    facts = {"task": "classification", "modality": "image", "classes": tuple(classes)}
    said = dict.fromkeys(("title", "about", "source", "licence", "target"), words or "Digits")
    arrays = Arrays(pictures, TRUE.astype("int64"), pictures, TRUE.astype("int64"))
    kind = shelf.put(arrays, {**facts, "largest": 255}, said).kind
    document = {
        "format": "kt-experiment",
        "version": 1,
        "name": name,
        "data": {"kind": kind, "scaling": "unit"},
        "network": [
            {"name": "input", "kind": "Input", "params": {"shape": [4, 4, 1]}},
            {"name": name, "kind": "Flatten", "params": {}},
            {"name": "out", "kind": "Dense", "params": {"units": 4, "activation": "softmax"}},
        ],
        "loss": {"kind": "SparseCategoricalCrossentropy", "params": {}},
        "optimizer": {"kind": "Adam", "params": {}},
        "fit": {"epochs": 2, "batch_size": 8},
    }
    store = Store()
    run = store.create_run(document)
    store.change(run, states="queued", state="running")
    for epoch in range(2):
        values = {"loss": 1.0 / (epoch + 1), "val_loss": 1.1, name: 0.5}
        store.record_epoch(run, 0, epoch, values=values)
    return store, run


@pytest.fixture
def hostile():
    store, run = trained(HOSTILE[0], HOSTILE, words=HOSTILE[1])
    judged(run, HOSTILE)
    return Parsed(report(store.run(run), store))


def test_a_report_has_every_part_of_the_run():
    store, run = trained("First", ["a", "b", "c", "d"])
    judged(run, ["a", "b", "c", "d"])
    page = Parsed(report(store.run(run), store))
    titles = ("Results on the test part", "Training", "Network", "Data", "To do it again")
    for words in (*titles, "First", "Balanced accuracy", "Flatten", "keras.", "Class by class"):
        assert words in page.words
    assert len([each for each in page.scripts if "Plotly.newPlot" in each]) >= 5
    assert run in page.words


def test_names_of_people_are_shown_as_they_are_and_make_no_element(hostile):
    for name in HOSTILE:
        assert name in hostile.words
    tags = {tag for tag, _ in hostile.elements}
    assert "img" not in tags and "iframe" not in tags
    for _, attributes in hostile.elements:
        assert not any(name.startswith("on") for name in attributes)


def test_only_plotly_and_its_figures_are_scripts(hostile):
    count = sum(tag == "script" for tag, _ in hostile.elements)
    figures = sum("Plotly.newPlot" in each for each in hostile.scripts)
    others = [each for each in hostile.scripts if "Plotly.newPlot" not in each]
    assert figures >= 5
    assert not any("alert(1)" in each and "newPlot" not in each for each in others)
    assert sum(len(each) > 1_000_000 for each in hostile.scripts) == 1
    assert count <= 2 * figures + 1


def test_a_report_asks_no_other_host(hostile):
    assert not any(
        {"src", "href", "action"} & attributes.keys() for _, attributes in hostile.elements
    )
    [policy] = [
        attributes["content"]
        for tag, attributes in hostile.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'")


def test_marked_examples_are_counted_and_shown_with_what_was_said(hostile):
    assert "marked as wrong label" not in hostile.words
    store, run = trained(HOSTILE[0], HOSTILE, words=HOSTILE[1])
    facts = card(store.run(run).document["data"]["kind"])
    marks.mark(store, facts, 3, person="somebody", label=1, note=HOSTILE[2])
    marks.mark(store, facts, 3, person="another")
    marks.mark(store, facts, 17, person="somebody")
    page = Parsed(report(store.run(run), store))
    assert "2 of 40 test examples are believed" in page.words
    for words in (HOSTILE[2], marks.short("somebody"), marks.short("another")):
        assert words in page.words
    pictures = [attributes for tag, attributes in page.elements if tag == "img"]
    assert [each["alt"] for each in pictures] == [f"Test example {row}" for row in (3, 3, 17)]
    assert all(each["src"].startswith("data:image/png;base64,") for each in pictures)


def test_a_run_without_results_says_so():
    store, run = trained("First", ["a", "b", "c", "d"])
    assert "no results on the test part" in Parsed(report(store.run(run), store)).words


def test_a_run_whose_data_set_is_gone_has_a_report():
    store, run = trained("First", ["a", "b", "c", "d"])
    judged(run, ["a", "b", "c", "d"])
    for file in (folder(run).parent / "data" / "own").iterdir():
        file.unlink()
    assert "Balanced accuracy" in Parsed(report(store.run(run), store)).words


def test_a_figure_stands_alone():
    page = Parsed(standalone(confusion_figure([[1, 0], [0, 1]], HOSTILE[:2])))
    assert sum("Plotly.newPlot" in each for each in page.scripts) == 1
    assert "img" not in {tag for tag, _ in page.elements}


def test_the_command_line_writes_it_and_prints_every_figure(tmp_path, capsys):
    _, run = trained("First", ["=a", "b", "c", "d"])
    judged(run, ["=a", "b", "c", "d"])
    (folder(run) / "figures.json").unlink()
    assert main(["report", run, "--to", str(tmp_path / "r.html"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file"] == str(tmp_path / "r.html")
    assert "Balanced accuracy" in Parsed((tmp_path / "r.html").read_text("utf-8")).words
    assert main(["report", run, "--to", str(tmp_path / "no" / "r.html")]) == 1
    assert main(["test", run]) == 0
    assert "balanced_accuracy" in capsys.readouterr().out
    assert main(["test", run, "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "output,figure,class,value,low,high,interval"
    assert any(line.startswith(",recall,'=a,") and line.endswith(",wilson") for line in lines)
    assert main(["test", run, "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"][0]
    assert figures["scores"]["accuracy"]["low"] < figures["scores"]["accuracy"]["high"]
