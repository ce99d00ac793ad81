"""What the graph computes in the browser: places, ways, steps from layer to layer, keys."""

import pytest

pytestmark = pytest.mark.browser

W, H = 220, 76  # pixels: what a layer takes


def edges(*pairs):
    return [
        {"id": f"{source}-{target}", "source": source, "target": target}
        for source, target in (pair.split(">") for pair in pairs)
    ]


def placed(run, names, pairs, saved):
    nodes = [{"name": name} for name in names]
    given = [nodes, edges(*pairs), saved]
    return run("graph_view/placing.js", "m.placed(...given)", given)


def apart(one, other):
    return abs(one["x"] - other["x"]) >= W or abs(one["y"] - other["y"]) >= H


def test_layers_stay_where_they_were_put(run):
    found = placed(run, "ab", ["a>b"], {"a": [5, 7], "b": [100, 300]})
    assert found == {"a": {"x": 5, "y": 7}, "b": {"x": 100, "y": 300}}


def test_a_new_layer_stands_between_its_neighbours_which_make_room_for_it(run):
    saved = {"a": [0, 0], "b": [0, 136], "c": [400, 0]}
    found = placed(run, "axbc", ["a>x", "x>b"], saved)
    assert found["a"] == {"x": 0, "y": 0}
    assert found["c"] == {"x": 400, "y": 0}
    assert found["a"]["y"] + H < found["x"]["y"] < found["b"]["y"] - H


def test_a_new_branch_stands_beside_what_is_there(run):
    found = placed(run, "abx", ["a>b", "a>x"], {"a": [0, 0], "b": [0, 136]})
    assert apart(found["x"], found["b"])
    assert found["x"]["y"] > found["a"]["y"]


def test_a_new_input_touches_nothing(run):
    found = placed(run, "abx", ["a>b"], {"a": [0, 0], "b": [0, 136]})
    assert apart(found["x"], found["a"])
    assert apart(found["x"], found["b"])


def test_skips_are_known_and_branches_are_none(run):
    given = edges("a>b", "b>c", "a>c", "a>d", "d>c")
    program = "m.withoutShortcuts(given).map(({ id }) => id)"
    found = run("graph_view/shortcuts.js", program, given)
    assert found == ["a-b", "b-c", "a-d", "d-c"]


def test_a_skip_goes_in_a_lane_beside_the_layers_and_no_two_share_one(run):
    positions = {name: {"x": 0, "y": 136 * at} for at, name in enumerate("abcde")}
    given = [edges("a>b", "b>c", "c>d", "d>e", "b>d", "a>e"), positions]
    found = run("graph_view/routing.js", "m.lanes(...given)", given)
    assert found.keys() == {"b-d", "a-e"}
    inner, outer = found["b-d"], found["a-e"]
    assert W < inner[0]["x"] == inner[1]["x"] < outer[0]["x"]
    assert positions["b"]["y"] + H < inner[0]["y"] < inner[1]["y"] < positions["d"]["y"]


@pytest.mark.parametrize(
    ("name", "key", "there"),
    [
        ("a", "ArrowDown", "b"),
        ("b", "ArrowUp", "a"),
        ("b", "ArrowRight", "c"),
        ("c", "ArrowLeft", "b"),
        ("d", "ArrowDown", None),
        ("a", "ArrowUp", None),
    ],
)
def test_arrow_keys_follow_the_connections(run, name, key, there):
    positions = {
        "a": {"x": 0, "y": 0},
        "b": {"x": 0, "y": 100},
        "c": {"x": 250, "y": 110},
        "d": {"x": 0, "y": 300},
    }
    given = [name, key, {"edges": edges("a>b", "a>c", "b>d", "c>d"), "positions": positions}]
    assert run("graph_view/walking.js", "m.neighbour(...given)", given) == there


@pytest.mark.parametrize(
    ("key", "wish"),
    [
        ({"key": "ArrowDown"}, {"walk": "ArrowDown"}),
        ({"key": "ArrowLeft", "altKey": True}, {"move": [-20, 0]}),
        ({"key": "Delete"}, {"act": "remove"}),
        ({"key": "d", "ctrlKey": True}, {"act": "duplicate"}),
        ({"key": "c", "ctrlKey": True}, None),
        ({"key": "c"}, {"act": "link"}),
        ({"key": "Enter", "shiftKey": True}, {"act": "choose_too"}),
        ({"key": "Escape"}, {"act": "cancel"}),
        ({"key": "x"}, None),
    ],
)
def test_keys_of_the_graph(run, key, wish):
    assert run("graph_view/keys.js", "m.wanted(given)", key) == wish


def first_view(run, count, size):
    positions = {f"n{at}": {"x": 0, "y": 136 * at} for at in range(count)}
    given = [positions, {"size": size, "name": "n1"}]
    return run("graph_view/view.js", "m.firstView(...given)", given)


def test_a_small_network_is_seen_whole_and_in_the_middle(run):
    view = first_view(run, 3, {"width": 800, "height": 600})
    assert view["zoom"] == 1
    assert view["x"] == 400 - W / 2


def test_a_large_one_is_seen_in_readable_letters_where_the_open_layer_is(run):
    view = first_view(run, 60, {"width": 800, "height": 600})
    assert view["zoom"] >= 0.85
    assert 0 <= view["y"] + view["zoom"] * 136 <= 600


CROSSING = edges("a>b", "a>c", "b>d", "c>d")


@pytest.mark.parametrize(
    ("name", "key", "wanted"),
    [("a", "ArrowDown", "a-b"), ("d", "ArrowUp", "b-d"), ("a", "ArrowUp", None)],
)
def test_a_key_leads_from_a_layer_to_its_connection(run, name, key, wanted):
    program = "m.connectionAt(given[0], given[1], given[2])"
    assert run("graph_view/crossing.js", program, [name, key, CROSSING]) == wanted


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("ArrowUp", {"layer": "a"}),
        ("ArrowDown", {"layer": "b"}),
        ("ArrowRight", {"edge": "a-c"}),
        ("ArrowLeft", {"edge": "a-c"}),
        ("Enter", None),
    ],
)
def test_keys_lead_from_a_connection_to_its_ends_and_to_the_next_one(run, key, wanted):
    program = "m.beyond(given[0], given[1], given[2])"
    assert run("graph_view/crossing.js", program, ["a-b", key, CROSSING]) == wanted
