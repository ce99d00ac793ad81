"""Names in Chinese, with blanks, emoji or HTML: from the document to the prediction and back."""

import json

import numpy as np
import pytest
from PIL import Image

from kt_core.commands import main

DOCUMENT = {
    "format": "kt-experiment",
    "version": 1,
    "name": "手写数字 识别 <i>1</i> 🙂",
    "seed": 3,
    "data": {"kind": "digits", "scaling": "unit"},
    "network": [
        {"name": "输入 层", "kind": "Input", "params": {"shape": [8, 8, 1]}},
        {"name": "卷积 🙂", "kind": "Conv2D", "params": {"filters": 4, "kernel_size": 3}},
        {
            "name": "<b>inner</b> net",
            "kind": "Network",
            "network": [
                {"name": "a b", "kind": "Input", "params": {"shape": [6, 6, 4]}},
                {"name": "</script>", "kind": "Flatten"},
                {"name": "密集/层", "kind": "Dense", "params": {"units": 8}},
            ],
        },
        {"name": "输出", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
    ],
    "loss": "sparse_categorical_crossentropy",
    "optimizer": "adam",
    "metrics": ["accuracy"],
    "fit": {"epochs": 1, "batch_size": 128},
}


@pytest.mark.engine
def test_strange_names_work_from_the_form_to_the_prediction(
    engine, home_folder, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("KT_HOME", str(home_folder))
    monkeypatch.delenv("KT_STORE", raising=False)

    def run(*arguments):
        code = main([str(argument) for argument in (*arguments, "--json")])
        printed = capsys.readouterr().out
        assert code == 0, printed
        return json.loads(printed.splitlines()[-1])

    spec, model = tmp_path / "模型.json", tmp_path / "模 型 🙂.keras"
    spec.write_text(json.dumps(DOCUMENT, ensure_ascii=False), "utf-8")
    assert [node["name"] for node in run("check", spec)["nodes"]][1] == "卷积 🙂"
    first = run("train", spec)
    run("export", first["run"], "--to", model)
    opened = run("open", "--weights", model)["experiment"]
    assert opened["network"] == DOCUMENT["network"]
    assert opened["weights"]["from"] == model.name
    spec.write_text(json.dumps(opened, ensure_ascii=False), "utf-8")
    report = run("check", spec)["weights"]
    assert all(row["loaded"] for row in report["rows"])
    assert [row["node"] for row in report["rows"]] == [
        "卷积 🙂",
        "<b>inner</b> net/密集/层",
        "输出",
    ]
    picture = tmp_path / "图 片.png"
    Image.fromarray(np.full((8, 8), 90, "uint8")).save(picture)
    answers = [run("predict", chosen, picture)["top"] for chosen in (first["run"], model)]
    assert answers[0] == answers[1]
