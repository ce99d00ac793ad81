"""Where the decision surface stands, and where it doesn't."""

import pytest

from components.decision_surface import has_surface
from kt_core import surfaces
from kt_core.runs import folder
from kt_core.templates import template


def run_of(store, document, **more):
    return store.run(store.create_run(document, handle={"pid": 0}, **more))


@pytest.mark.parametrize(("name", "there"), [("xor", True), ("regression", False)])
def test_a_run_that_goes_on_has_a_surface_when_its_network_decides_in_the_plane(store, name, there):
    assert has_surface(run_of(store, template(name).document())) == there


def test_a_run_that_has_ended_has_a_surface_when_one_was_kept(store):
    run = run_of(store, template("xor").document())
    assert store.change(run.id, states="queued", attempt=1, state="stopped")
    run = store.run(run.id)
    assert not has_surface(run)
    (folder(run.id) / surfaces.FOLDER).mkdir()
    (folder(run.id) / surfaces.FOLDER / surfaces.POINTS).write_text("{}")
    assert has_surface(run)


def test_a_set_that_is_gone_or_a_strange_document_is_no_reason_to_fail(store):
    xor = template("xor").document()
    for document in ({}, {**xor, "data": {"kind": "own_0123456789abcdef"}}, {"fit": {}}):
        assert not has_surface(run_of(store, document))


@pytest.mark.process
def test_a_run_that_took_no_surface_offers_to_draw_it(opened, store, draft):
    run = store.create_run(template("xor").document(), draft=draft)
    store.change(run, states="queued", state="running")
    store.change(run, states="running", state="stopped")
    key = f"surface.draw.{run}.0"
    assert key not in [button.key for button in opened("training", run=run).button]
    (folder(run) / "model.keras").write_bytes(b"a model")
    app = opened("training", run=run)
    app.button(key=key).click().run()
    assert not app.exception  # the engine is away, which is said
    (folder(run) / surfaces.FOLDER).mkdir()
    (folder(run) / surfaces.FOLDER / surfaces.POINTS).write_text("{}")
    assert key not in [button.key for button in opened("training", run=run).button]
