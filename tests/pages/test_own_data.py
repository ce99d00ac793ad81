"""Own data on the data page: from a folder of the server to the set that is learned from."""

import pytest

from kt_core.data import card
from tests.kt_core.data.own.files import class_folders, picture, table, zipped

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


def test_groups_stay_in_one_part_by_one_click_and_the_card_is_opened_again(
    engine, opened, store, draft
):
    files = {
        f"{name}/病人_{number // 2 + 6 * at}/{number}.png": picture(100 * at + number)
        for at, name in enumerate(("猫", "dog"))
        for number in range(12)
    }
    path = zipped(engine / "offered" / "p.zip", files)
    app = opened("data")
    begin(app, path)
    assert "2 classes" in words(app) and "病人" in words(app)
    test = f"own.test.{path.resolve()}"
    app.segmented_control(key=test).set_value("random").run()
    assert [each.value for each in app.warning]
    app.button(key=f"own.mend.{path.resolve()}").click().run()
    assert app.segmented_control(key=test).value == "group" and not app.warning
    app.button(key="own.take").click().run()
    assert not app.exception
    data = store.draft(draft).document["data"]
    assert data["validation"]["params"]["groups"] == "folder"
    facts = card(data["kind"])
    assert (facts.parting, facts.groups, facts.classes) == ("group", 12, ("dog", "猫"))

    app.text_input(key=f"own.card.licence.{facts.kind}").set_value("CC0")
    next(each for each in app.button if each.label == "Save the card").click().run()
    assert not app.exception
    assert card(data["kind"]).licence == "CC0" and card(data["kind"]).title == "p"
