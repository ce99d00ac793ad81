"""The command line, from the document to the prediction, as a person or a script would use it."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kt_core.commands import main
from kt_core.data import card
from tests.kt_core.commands.conftest import at_home
from tests.kt_core.data.own.files import class_folders

ROOT = Path(__file__).parents[3]
DOCUMENT = {
    "format": "kt-experiment",
    "version": 1,
    "name": "数字 <b>1</b>",
    "seed": 3,
    "data": {"kind": "mnist_5k", "scaling": "unit"},
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [28, 28, 1]}},
        {
            "name": "卷积",
            "kind": "Conv2D",
            "params": {"filters": 4, "kernel_size": 5, "strides": 2},
        },
        {"name": "flat", "kind": "Flatten"},
        {"name": "output", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
    ],
    "loss": "sparse_categorical_crossentropy",
    "optimizer": "adam",
    "metrics": ["accuracy"],
    "fit": {"epochs": 2, "batch_size": 128},
}


@pytest.fixture(scope="module")
def place(tmp_path_factory, home_folder):
    """A folder with a document, beside a home."""
    folder = tmp_path_factory.mktemp("command line")
    patch = pytest.MonkeyPatch()
    patch.setenv("KT_HOME", str(home_folder))
    patch.delenv("KT_STORE", raising=False)
    (folder / "spec.json").write_text(json.dumps(DOCUMENT, ensure_ascii=False), "utf-8")
    yield folder
    patch.undo()


def run(capsys, *arguments):
    """The exit code, what stood on stdout, and what on stderr."""
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.fixture(scope="module")
def trained(place):
    """The answer of `train --json`."""
    out = io.StringIO()
    patch = pytest.MonkeyPatch()
    patch.setattr(sys, "stdout", out)
    code = main(["train", str(place / "spec.json"), "--json"])
    patch.undo()
    assert code == 0
    return json.loads(out.getvalue().splitlines()[-1])


@pytest.mark.engine
def test_check_prints_shapes_and_counts_as_json(place, capsys):
    code, out, _ = run(capsys, "check", place / "spec.json", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["ok"] is True
    assert answer["nodes"][1] == {
        "name": "卷积",
        "kind": "Conv2D",
        "output_shape": [None, 12, 12, 4],
        "output_dtype": "float32",
        "params": 104,
        "trainable_params": 104,
    }
    assert answer["total_params"] == 104 + 5770


@pytest.mark.engine
def test_check_of_a_wrong_document_exits_with_1_and_says_why(place, capsys):
    document = {**DOCUMENT, "loss": "categorical_crossentropy"}
    (place / "wrong.json").write_text(json.dumps(document), "utf-8")
    code, _, err = run(capsys, "check", place / "wrong.json")
    assert code == 1
    assert "needs one-hot labels, but the labels are class numbers" in err
    assert "-> Use SparseCategoricalCrossentropy" in err


@pytest.mark.engine
def test_check_answers_each_line_at_once_and_in_order():
    command = [sys.executable, "-m", "kt_core", "check", "-"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    answers = []
    for line in [json.dumps(DOCUMENT).encode(), b"{broken", b"[]", json.dumps(DOCUMENT).encode()]:
        process.stdin.write(line + b"\n")
        process.stdin.flush()
        answers.append(json.loads(process.stdout.readline()))
    process.stdin.close()
    assert process.wait(30) == 1
    process.stdout.close()
    assert [answer["ok"] for answer in answers] == [True, False, False, True]
    assert answers[0] == answers[3]
    assert [answers[i]["problems"][0]["code"] for i in (1, 2)] == ["not_json", "not_an_object"]


@pytest.mark.engine
def test_train_reports_the_run_its_history_and_its_test(trained):
    assert trained["state"] == "finished"
    assert Path(trained["folder"], "model.keras").is_file()
    history = trained["history"]
    assert {name: len(values) for name, values in history.items()} == dict.fromkeys(
        ["loss", "accuracy", "val_loss", "val_accuracy"], 2
    )
    assert history["loss"][1] < history["loss"][0]
    assert 0.5 < trained["test"]["accuracy"] < 1


@pytest.mark.engine
def test_a_network_document_cannot_be_trained(place, capsys):
    document = {key: DOCUMENT[key] for key in ("format", "version", "network")}
    (place / "network.json").write_text(json.dumps(document), "utf-8")
    code, out, _ = run(capsys, "train", place / "network.json", "--json")
    assert code == 1
    assert json.loads(out)["problems"][0]["code"] == "not_trainable"


@pytest.mark.engine
def test_runs_show_and_test_read_what_was_trained(trained, capsys):
    listed = json.loads(run(capsys, "runs", "--json")[1])
    [mine] = [one for one in listed if one["id"] == trained["run"]]
    assert "test" not in mine
    assert mine["validation"]["val_loss"] == trained["history"]["val_loss"][-1]
    shown = json.loads(run(capsys, "show", trained["run"][:8], "--json")[1])
    assert shown["history"] == trained["history"]
    assert shown["document"]["name"] == DOCUMENT["name"]
    head, *table = run(capsys, "show", trained["run"], "--csv", "epochs")[1].splitlines()
    place = head.split(",").index("val_loss")
    assert [float(line.split(",")[place]) for line in table] == trained["history"]["val_loss"]
    tested = json.loads(run(capsys, "test", trained["run"], "--json")[1])
    assert tested["test"] == trained["test"]
    assert np.sum(tested["confusion"]) == 1000
    once = {"mine": 1, "all": 1, "people": 1}
    assert trained["looks"] == shown["looks"] == tested["looks"] == once
    code, out, err = run(capsys, "test", trained["run"])
    assert code == 0
    assert "precision" in out
    assert out.index("validation val_loss") < out.index("\naccuracy")
    assert "Choose by validation" in err


@pytest.mark.engine
def test_a_finished_run_goes_on_for_more_epochs_and_ends_like_one_trained_so(
    place, capsys, tmp_path
):
    for name, epochs in (("two.json", 2), ("three.json", 3)):
        document = {**DOCUMENT, "fit": {"epochs": epochs, "batch_size": 128}}
        (tmp_path / name).write_text(json.dumps(document), "utf-8")
    answers = [
        json.loads(run(capsys, "train", tmp_path / name, "--json")[1].splitlines()[-1])
        for name in ("two.json", "three.json")
    ]
    code, out, _ = run(capsys, "resume", answers[0]["run"], "--epochs", 3, "--json")
    again = json.loads(out.splitlines()[-1])
    assert (code, again["state"]) == (0, "finished")
    assert again["history"] == answers[1]["history"]
    assert again["test"] == answers[1]["test"]


def test_a_finished_run_without_epochs_left_cannot_go_on(trained, capsys):
    for more in ((), ("--epochs", 1)):
        code, _, err = run(capsys, "resume", trained["run"], *more)
        assert code == 1
        assert "2 full epochs" in err


def test_a_run_that_is_not_running_cannot_be_paused(trained, capsys):
    code, _, err = run(capsys, "pause", trained["run"])
    assert code == 1
    assert "finished" in err


def test_a_run_that_has_ended_cannot_be_stopped(trained, capsys):
    code, _, err = run(capsys, "stop", trained["run"])
    assert code == 1
    assert "finished already" in err


@pytest.mark.engine
def test_predict_gives_the_same_answer_for_the_run_and_without_an_engine_for_its_file(
    engine, trained, place, capsys, tmp_path
):
    digit = np.load(ROOT / "kt_core/data/embedded/mnist_5k.npz")["x_test"][0]
    Image.fromarray(digit).save(place / "digit.png")
    (place / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    images = [place / "digit.png", place / "broken.png"]
    code, out, _ = run(capsys, "predict", trained["run"], *images, "--json")
    by_run = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [line["ok"] for line in by_run] == [True, False]
    model = Path(trained["folder"]) / "model.keras"
    with at_home(tmp_path):
        _, out, _ = run(capsys, "predict", model, images[0], "--json")
    by_file = json.loads(out)
    assert by_file["top"] == by_run[0]["top"]
    rows = np.load(Path(trained["folder"]) / "predictions.npz")
    expected = rows["y_pred"][list(rows["rows"]).index(0)]
    best = by_run[0]["top"][0]
    assert best["probability"] == pytest.approx(float(expected.max()), abs=1e-6)


@pytest.mark.engine
def test_predict_answers_a_folder_as_chosen_and_writes_the_same_numbers_as_csv(
    engine, trained, place, capsys
):
    digit = np.load(ROOT / "kt_core/data/embedded/mnist_5k.npz")["x_test"][0]
    (place / "all").mkdir()
    Image.fromarray(255 - digit).save(place / "all" / "negative.png")
    options = ("--invert", "--frame", "stretch", "--csv", place / "answers.csv", "--json")
    code, out, _ = run(capsys, "predict", trained["run"], place / "all", *options)
    line = json.loads(out)
    assert code == 0
    assert line["member"] == "negative.png"
    assert "inverted" in [step["code"] for step in line["steps"]]
    with (place / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert float(row["probability"]) == line["top"][0]["probability"]


@pytest.mark.engine
def test_open_gives_the_document_back(engine, trained, capsys):
    model = Path(trained["folder"]) / "model.keras"
    code, out, _ = run(capsys, "open", model, "missing.keras", "--json")
    found, missing = (json.loads(line) for line in out.splitlines())
    assert code == 1
    assert missing["problems"][0]["code"] == "file_unreadable"
    assert found["experiment"]["network"] == DOCUMENT["network"]


@pytest.mark.engine
@pytest.mark.parametrize("form", ["keras", "h5", "weights"])
def test_export_writes_a_file_for_elsewhere(trained, place, capsys, form):
    to = place / f"export.{form}"
    code, out, _ = run(capsys, "export", trained["run"], "--format", form, "--to", to, "--json")
    assert code == 0
    file = Path(json.loads(out)["file"])
    assert file.stat().st_size > 10_000
    assert zipfile.is_zipfile(file) == (form == "keras")


def test_an_unknown_run_and_an_unreadable_document_are_said(place, capsys):
    for arguments in (["show", "nosuchrun"], ["check", str(place / "no.json")]):
        code, out, err = run(capsys, *arguments)
        assert code == 1
        assert out == ""
        assert err.strip()


def test_wrong_usage_exits_with_2(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["chekc"])
    assert caught.value.code == 2


def test_doctor_names_versions_store_and_protections(place, home_folder, capsys):
    code, out, _ = run(capsys, "doctor", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["versions"]["keras"] == "3.15.1"
    assert found["store"].startswith("sqlite")
    assert set(found["data"]) >= {"mnist_5k", "fashion_mnist_12k"}
    assert found["protections"]["own_process"] is True
    assert found["slots"] >= 1
    assert 0 < found["memory"]["each"] <= found["memory"]["together"] < found["memory"]["machine"]
    assert set(found["queue"]) == {"waiting", "running"}
    assert found["data_folder"].startswith(str(home_folder))
    assert f"Own data sets: {found['data_folder']}" in run(capsys, "doctor")[1]


def test_inspect_says_what_a_file_holds_and_makes_a_data_set_of_it(place, capsys):
    path = class_folders(place / "pets.zip")
    broken = place / "broken.zip"
    broken.write_bytes(path.read_bytes()[:300])
    options = json.dumps({"size": [5, 5]})
    code, out, _ = run(capsys, "inspect", path, broken, "--take", "--options", options, "--json")
    taken, refused = map(json.loads, out.splitlines())
    assert code == 1 and refused["problems"][0]["code"] == "own_zip_broken"
    assert taken["classes"] == {"cat": 6, "dog": 6}
    assert card(taken["data"]).shape == (5, 5, 1) and card(taken["data"]).title == "pets"
