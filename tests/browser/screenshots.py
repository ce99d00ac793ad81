"""Pictures of every page in every state, to be looked at: `python -m tests.browser.screenshots`.

All go to build/screenshots, the best ones, for the README, to docs/screenshots too. With words
behind it, only the pictures whose names contain one of them are taken.
"""

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Browser

from kt_core import client, results
from kt_core.data import load
from kt_core.runs import folder
from kt_core.templates import start_document, template
from kt_core.texts import text
from tests.browser.chromium import chromium
from tests.browser.documents import small_cnn
from tests.browser.pages import NetworkPage, PredictPage, ResultsPage, TrainingPage
from tests.browser.person import Person
from tests.browser.running_app import ROOT, RunningApp, until

ALL = ROOT / "build" / "screenshots"
BEST = ROOT / "docs" / "screenshots"
SIZES = {"1280": {"width": 1280, "height": 860}, "400": {"width": 400, "height": 860}}
SCHEMES = ("light", "dark")
TALLEST = 1220  # pixels of a picture in the README
SHOWN = 0  # the test image that is given to the model
README = {
    "network_built-1280-light": "network",
    "training_running-1280-dark": "training",
    "results_finished-1280-light": "results",
    "results_why-1280-light": "why",
    "training_plane-1280-dark": "plane",
    "predict_answer-1280-light": "predict",
}
"""Of the pictures, those the README shows, and how they are called there."""
BEGIN = {"plane": 560}  # pixels from the top that are left out: settings stand there
LONG = "手写数字识别实验 — 卷积神经网络与一个非常非常长的名字 with_a_part_that_has_no_blank_at_all"


@dataclass(frozen=True)
class Scene:
    """A page in a state: where it is, and what is done before the picture is taken."""

    name: str
    page: str
    query: dict[str, str]
    act: Callable[[Person], Any] = lambda person: person
    whole: bool = True


def main(wanted: list[str]) -> int:
    """Takes the pictures; the exit code is 1 when a page complained in the browser."""
    ALL.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kt") as home, RunningApp(Path(home)) as app:
        app.engine_ready()
        with chromium() as browser:
            complaints = []
            for scenes in (_at_rest, _running, _stopped):
                chosen = [scene for scene in scenes(app) if _is_wanted(scene, wanted)]
                complaints += [said for scene in chosen for said in _take(scene, app, browser)]
    _keep_best()
    print("\n".join(complaints) or f"{len(list(ALL.iterdir()))} pictures in {ALL}")
    return 1 if complaints else 0


def _is_wanted(scene: Scene, wanted: list[str]) -> bool:
    return not wanted or any(word in scene.name for word in wanted)


def _take(scene: Scene, app: RunningApp, browser: Browser) -> list[str]:
    """The scene in every size and colour scheme; what went wrong meanwhile."""
    complaints = []
    for width, size in SIZES.items():
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport=size, color_scheme=scheme, reduced_motion="reduce"
            )
            person = Person(context, app.address)
            person.opens(scene.page, **scene.query).engine_answers()
            scene.act(person)
            _picture(person, f"{scene.name}-{width}-{scheme}", whole=scene.whole)
            complaints += [f"{scene.name}-{width}-{scheme}: {said}" for said in person.complaints]
            context.close()
    return complaints


def _picture(person: Person, name: str, *, whole: bool) -> None:
    """What the window shows; made as tall as the page when the whole page is wanted."""
    person.tab.mouse.move(2, 2)
    size = person.tab.viewport_size
    for _ in range(3 if whole else 0):  # some parts grow with the window
        person.tab.set_viewport_size({**size, "height": max(size["height"], person.height())})
        person.idle()
    person.tab.wait_for_timeout(600)  # figures follow the new size
    person.tab.screenshot(path=ALL / f"{name}.png", animations="disabled")


def _at_rest(app: RunningApp) -> list[Scene]:
    runs = _runs(app)
    new = {"draft": app.store.create_draft(start_document())}
    trained = {"run": runs["finished"]}
    return [
        Scene("data_start", "", new),
        Scene("data_table", "", _drafted(app, template("regression").document())),
        Scene("data_download", "", _drafted(app, _on("cifar10"))),
        Scene("network_start", "network", new),
        Scene("network_picker", "network", new, lambda p: p.clicks("add"), whole=False),
        Scene("network_built", "network", trained, lambda p: NetworkPage(p).opens("conv_1")),
        Scene("network_problem", "network", _drafted(app, _mistaken()), _to_output),
        Scene("network_long", "network", _drafted(app, _long())),
        Scene("training_start", "training", new),
        Scene("training_advanced", "training", trained, lambda p: p.clicks(_advanced(p))),
        *(Scene(f"training_{state}", "training", {"run": run}) for state, run in runs.items()),
        Scene("results_start", "results", new),
        Scene("results_failed", "results", {"run": runs["failed"]}),
        Scene("results_finished", "results", trained, _click_a_cell),
        Scene("results_why", "results", trained, _why),
        Scene("results_first_look", "results", {"run": runs["values"]}),
        Scene("results_values", "results", {"run": runs["values"]}, lambda p: ResultsPage(p)),
        Scene("predict_start", "predict", new),
        Scene("predict_draw", "predict", trained),
        Scene("predict_answer", "predict", trained, _give_and_invert),
        Scene("predict_negative", "predict", trained, _give_picture),
        Scene("predict_broken", "predict", trained, _give_no_picture),
        Scene("predict_refused", "predict", trained, _give_no_model),
        Scene("predict_row", "predict", {"run": runs["values"]}),
    ]


def _running(app: RunningApp) -> list[Scene]:
    """Pages while a run goes on."""
    fit = {"epochs": 20, "batch_size": 8}
    run = _start(app, {**template("digit_cnn").document(), "fit": fit})
    until(lambda: app.store.run(run).epochs_done >= 6, seconds=600)
    return [
        Scene("training_running", "training", {"run": run}, _watch),
        Scene("data_running", "", {"run": run}, whole=False),
        Scene("results_running", "results", {"run": run}),
    ]


def _stopped(app: RunningApp) -> list[Scene]:
    """The training page when a person has stopped the run."""
    run = app.store.runs(1)[0].id
    app.store.wish(run, "stop")
    app.comes_to(run, "stopped", "finished")
    return [Scene("training_stopped", "training", {"run": run})]


def _runs(app: RunningApp) -> dict[str, str]:
    """Runs that ended: well, with values, in the plane, by a real failure, by a killed worker."""
    found = {
        "finished": _start(app, _clothes()),
        "values": _start(app, template("regression").document()),
        "plane": _start(app, template("spiral").document()),
        "failed": _start(app, _mistaken()),
    }
    for run in found.values():
        app.comes_to(run, "finished", "failed", seconds=600)
    killed = _start(app, small_cnn(epochs=200))
    until(lambda: app.store.run(killed).epochs_done >= 2, seconds=300)
    os.kill(app.store.run(killed).handle["pid"], signal.SIGTERM)
    app.comes_to(killed, "interrupted")
    return {**found, "interrupted": killed}


def _start(app: RunningApp, document: dict[str, Any]) -> str:
    run = app.store.create_run(document, draft=app.store.create_draft(document))
    client.submit(run)
    return run


def _drafted(app: RunningApp, document: dict[str, Any]) -> dict[str, str]:
    return {"draft": app.store.create_draft(document)}


def _on(kind: str) -> dict[str, Any]:
    return {**start_document(), "data": {"kind": kind, "scaling": "unit"}}


def _clothes() -> dict[str, Any]:
    """The digit CNN, trained on clothes."""
    changed = {
        "name": "Clothes CNN",
        "data": {"kind": "fashion_mnist_12k", "scaling": "unit"},
        "fit": {"epochs": 6, "batch_size": 64},
    }
    return {**template("digit_cnn").document(), **changed}


def _mistaken() -> dict[str, Any]:
    """Ten classes and three units."""
    document = template("digit_cnn").document()
    document["network"][-1]["params"]["units"] = 3
    return document


def _long() -> dict[str, Any]:
    """Names that are long, Chinese and without blanks, and many layers."""
    document = small_cnn(name=LONG)
    network = document["network"]
    network[1]["name"] = LONG
    middle = [{"name": f"归一化_{n}", "kind": "BatchNormalization"} for n in range(12)]
    document["network"] = [*network[:2], *middle, *network[2:]]
    return document


def _advanced(person: Person):
    return person.widget("advanced").locator("summary")


def _to_output(person: Person) -> None:
    NetworkPage(person).opens("output")


def _watch(person: Person) -> None:
    page = TrainingPage(person)
    until(lambda: len(page.points("batch")) > 3 and page.pause())


def _click_a_cell(person: Person) -> None:
    confusion = np.array(results.summary(person.query("run"))["confusion"])
    np.fill_diagonal(confusion, 0)
    true, predicted = np.unravel_index(confusion.argmax(), confusion.shape)
    ResultsPage(person).clicks_cell(int(true), int(predicted))


def _why(person: Person) -> None:
    ResultsPage(person)
    person.widget("results.view").get_by_text(text("results.views.why"), exact=True).click()
    person.idle().clicks("why.next")
    title = text("why.maps.smooth.title")
    person.tab.get_by_role("heading", name=title).wait_for()
    person.idle()


def _give_picture(person: Person) -> None:
    image = load("fashion_mnist_12k").x_test[SHOWN, :, :, 0]
    photo = 255 - np.kron(image, np.ones((12, 12), np.uint8))
    file = folder(person.query("run")) / "from a catalogue.png"
    Image.fromarray(photo).convert("RGB").save(file)
    page = PredictPage(person)
    page.gives(file)
    page.answer()


def _give_and_invert(person: Person) -> None:
    _give_picture(person)
    person.clicks("predict.mend.looks_inverted")
    person.widget("predict.mend.looks_inverted").wait_for(state="detached")


def _give_no_picture(person: Person) -> None:
    file = folder(person.query("run")) / "broken.png"
    file.write_bytes(b"no picture")
    page = PredictPage(person)
    page.gives(file)
    page.refused("predict.picture_refused")


def _give_no_model(person: Person) -> None:
    file = folder(person.query("run")) / "holiday.keras"
    file.write_bytes(b"no model")
    page = PredictPage(person)
    page.uploads(file)
    page.refused("predict.refused")


def _keep_best() -> None:
    """Copies the README's pictures with fewer colours: a quarter of the bytes."""
    BEST.mkdir(parents=True, exist_ok=True)
    for name, kept in README.items():
        with Image.open(ALL / f"{name}.png") as picture:
            top = BEGIN.get(kept, 0)
            end = min(picture.height, top + TALLEST)
            seen = picture.convert("RGB").crop((0, top, picture.width, end))
            small = seen.quantize(192, dither=Image.Dither.NONE)
            small.save(BEST / f"{kept}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
