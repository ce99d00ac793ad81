"""What a browser told is taken up once, in order, and only where it still applies."""

import pytest

from components import graph_view, network_list
from components.told import MOST, Heard, named, news, values_of


def told(*numbers, browser="a"):
    waiting = [{"number": number, "action": "up", "name": "x"} for number in numbers]
    return {"browser": browser, "waiting": waiting}


def numbers(told, heard):
    return [one["number"] for _, one in news(told, heard)]


def test_of_several_that_wait_none_is_lost_and_the_order_is_theirs():
    assert numbers(told(2, 1, 3), Heard()) == [1, 2, 3]


def test_what_was_taken_up_before_is_not_taken_up_twice():
    assert numbers(told(1, 2, 3), Heard("a", 2)) == [3]
    assert numbers(told(1, 2), Heard("a", 2)) == []
    assert numbers(told(1, 1), Heard()) == [1]


def test_each_action_has_what_is_heard_after_it():
    assert [heard for heard, _ in news(told(4, 5), Heard("a", 3))] == [Heard("a", 4), Heard("a", 5)]


def test_another_browser_part_begins_anew():
    assert numbers(told(1, browser="b"), Heard("a", 7)) == [1]


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        "x",
        {},
        {"browser": 1, "waiting": []},
        {"browser": "a", "waiting": 3},
        {"browser": "a", "waiting": [None, {"number": True}, {"number": "1"}, {"number": 0}]},
    ],
)
def test_what_no_browser_part_of_ours_tells_is_passed_over(nonsense):
    assert news(nonsense, Heard()) == []


def test_no_more_is_taken_up_at_once_than_a_browser_keeps():
    assert len(news(told(*range(1, 3 * MOST)), Heard())) == MOST


def test_only_listed_actions_and_values_come_through():
    given = {"action": "move", "name": "x", "before": None, "other": 1, "number": 1}
    assert values_of(given, network_list.ACTIONS) == {"name": "x"}
    assert values_of({"action": "move", "before": "x"}, network_list.ACTIONS) is None
    assert values_of({"action": ["move"]}, network_list.ACTIONS) is None
    assert values_of({"action": "eval"}, graph_view.ACTIONS) is None


def test_every_node_that_an_action_needs_is_known():
    assert named({"source": "a", "target": "b", "slot": "0"}) == {"a", "b"}
    assert named({"names": ["a", "b"], "kind": "Add"}) == {"a", "b"}
    assert named({"name": "a", "before": "b"}) == {"a", "b"}
    assert named({"places": {"a": [0, 0]}}) == set()  # those that are there are moved
