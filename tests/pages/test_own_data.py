"""Own data on the data page: from a folder of the server to the set that is learned from."""

import pytest

from kt_core.data import card
from tests.kt_core.data.own.files import class_folders, table

pytestmark = pytest.mark.engine


def words(app):
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


def begin(app, path):
    app.button(key="own.add").click().run()
    app.selectbox(key="own.server").set_value(str(path.resolve())).run()
    assert not app.exception


def test_what_is_refused_says_why_and_pictures_and_tables_become_the_data(
    engine, opened, store, draft
):
    offered = engine / "offered"
    pets = class_folders(
        offered / "pets.zip", classes=("![x](https://h.test/y)", "dog"), mode="RGB"
    )
    rows = [f"{n * 0.7:.2f};{['red', 'blue'][n % 2]};{n % 3}" for n in range(30)]
    fruit = table(offered / "fruit.csv", "\n".join(["size;colour;kind", *rows]))
    (offered / "broken.zip").write_bytes(b"PK\x03\x04 and no more")
    app = opened("data")
    begin(app, offered / "broken.zip")
    assert "read to its end" in words(app)
    assert not [button for button in app.button if button.key == "own.take"]

    app.selectbox(key="own.server").set_value(str(pets.resolve())).run()
    assert "https:" not in words(app)
    app.number_input(key=f"own.height.{pets.resolve()}").set_value(6).run()
    app.button(key="own.take").click().run()
    assert not app.exception
    data = store.draft(draft).document["data"]
    assert card(data["kind"]).shape == (6, 12, 3) and card(data["kind"]).title == "pets"
    assert store.draft(draft).document["network"][0]["params"]["shape"] == [6, 12, 3]

    begin(app, fruit)
    app.selectbox(key=f"own.target.{fruit.resolve()}").set_value("size").run()
    app.button(key="own.take").click().run()
    assert not app.exception
    found = card(store.draft(draft).document["data"]["kind"])
    assert found.task == "regression" and found.columns == ("colour = blue", "colour = red", "kind")
    assert {f"data.kind.{found.kind}", f"data.kind.{data['kind']}"} <= {b.key for b in app.button}
    several_labels(app, offered, lambda: store.draft(draft).document)


def several_labels(app, place, document):
    """A table whose last column says several labels of each row becomes the data."""
    kinds = ("tame;small", "loud", "", "tame;loud")
    rows = [f"{n % 5},{['yes', 'no'][n % 2]},{kinds[n % 4]}" for n in range(24)]
    zoo = table(place / "zoo.csv", "\n".join(["legs,fur,kinds", *rows]))
    begin(app, zoo)
    app.segmented_control(key=f"own.answers.{zoo.resolve()}").set_value("several").run()
    app.button(key="own.take").click().run()
    assert not app.exception
    found = card(document()["data"]["kind"])
    assert found.labels == ("loud", "small", "tame")
    assert found.columns == ("legs", "fur = no", "fur = yes")
