"""What belongs together in pictures and arrays, and which part of them is for the test."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from components.escape import esc
from kt_core.data import Card
from kt_core.data.preparation import TEST_FRACTION
from kt_core.texts import text
from kt_core.trial import Upload

Options = dict[str, Any]
Found = Mapping[str, Any]
LONGEST = 40
NOTHING = -1
OWN_NAMES = ("folder", "name", "alike", "groups")


def class_level(held: Upload) -> Options:
    """Which folder is the class, where there are several to choose from."""
    levels = held.answer["levels"]
    if len(levels) < 2:
        return {}
    words = {each["level"]: _level(each) for each in levels}
    start = held.answer["suggested"]["level"]
    chosen = st.selectbox(
        text("own_parting.level"),
        list(words),
        index=list(words).index(start),
        key=f"own.level.{held.file_id}",
        format_func=words.__getitem__,
        help=text("own_parting.level_help"),
    )
    return {"level": chosen}


def _level(each: Found) -> str:
    names = ", ".join(name[:LONGEST] for name in each["names"])
    if each["count"] > len(each["names"]):
        names = text("own_parting.level_more", names=names)
    return text("own_parting.level_option", count=each["count"], names=names)


def picture_parting(held: Upload, found: Found) -> Options:
    """Draws what pictures can be grouped and dated by, and how the test is set apart."""
    if found["parts"].get("test"):
        return _kept(_grouping(held, found), None, "random")
    grouping, timing = _grouping(held, found), _timing(held, found)
    kinds = {"random": None, "group": grouping, "time": timing}
    offered = [kind for kind, way in kinds.items() if kind == "random" or way]
    if len(offered) == 1:
        return {"kind": "random"}
    kind = _kind(held, offered, "group" if grouping else "random")
    if kind == "random":
        _sizes(_by_chance(found["examples"]))
        if grouping:
            _leak(held, text("own_parting.leak"))
    else:
        _sizes((kinds[kind] or {})["parts"])
    return _kept(grouping, timing, kind)


def _kept(grouping: Found | None, timing: Found | None, kind: str) -> Options:
    known = {"groups": grouping, "time": timing}
    return {"kind": kind} | {name: each["how"] for name, each in known.items() if each}


def _grouping(held: Upload, found: Found) -> Found | None:
    ways: Sequence[Found] = found["groupings"]
    if not ways:
        return None
    suggested = found["suggested"]["parting"].get("groups")
    start = next((at for at, each in enumerate(ways) if each["how"] == suggested), NOTHING)
    level = found["suggested"]["level"]
    chosen = st.selectbox(
        text("own_parting.together"),
        [NOTHING, *range(len(ways))],
        index=start + 1,
        key=f"own.together.{held.file_id}.{level}",
        format_func=lambda at: text("own_parting.nothing") if at == NOTHING else _option(ways[at]),
        help=text("own_parting.together_help"),
    )
    if chosen == NOTHING:
        return None
    _examples(ways[chosen])
    return ways[chosen]


def _examples(each: Found) -> None:
    """Some of the groups with their pictures, and how many pictures have none."""
    examples = ", ".join(
        text("own_parting.example", name=esc(name, longest=LONGEST), count=count)
        for name, count in each["examples"]
    )
    said = [text("own_parting.examples", examples=examples)]
    if each["alone"]:
        said.append(text("own_parting.alone", n=f"{each['alone']:,}"))
    st.caption(" ".join(said))


def _option(each: Found) -> str:
    told = {"way": _way(each["how"]), "groups": f"{each['groups']:,}"}
    return text("own_parting.option", **told)


def _way(how: Found) -> str:
    if how["by"] == "table":
        return text("own_parting.ways.table", column=how["column"], file=how["file"])
    return text(f"own_parting.ways.{how['by']}_{how.get('level') or how.get('pattern')}")


def _timing(held: Upload, found: Found) -> Found | None:
    ways: Sequence[Found] = found["timings"]
    if not ways:
        return None
    at = st.selectbox(
        text("own_parting.time"),
        range(len(ways)),
        key=f"own.time.{held.file_id}",
        format_func=lambda at: _span(ways[at]),
    )
    if missing := ways[at]["missing"]:
        st.caption(text("own_parting.time_missing", n=f"{missing:,}"))
        return None
    return ways[at]


def _span(each: Found) -> str:
    by_name = each["how"]["by"] == "name"
    way = text("own_parting.time_name") if by_name else _way(each["how"])
    ends = {name: _moment(each[name], each["dated"]) for name in ("first", "last")}
    return text("own_parting.time_option", way=way, **ends)


def _moment(value: float, dated: bool) -> str:
    return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d}" if dated else f"{value:,.6g}"


def _kind(held: Upload, offered: Sequence[str], start: str) -> str:
    return st.segmented_control(
        text("own_parting.test"),
        offered,
        default=start,
        required=True,
        key=_kind_key(held),
        format_func=lambda each: text(f"own_parting.kinds.{each}"),
        help=text("own_data.parting_help"),
    )


def _kind_key(held: Upload) -> str:
    return f"own.test.{held.file_id}"


def _by_chance(count: int) -> dict[str, int]:
    test = round(count * TEST_FRACTION)
    return {"train": count - test, "test": test}


def _sizes(parts: Mapping[str, int] | None) -> None:
    if parts is None:
        st.warning(text("own_parting.impossible"), icon=":material/warning:")
        return
    key = "own_parting.group_sizes" if "test_groups" in parts else "own_parting.sizes"
    shown = {name: f"{count:,}" for name, count in parts.items()}
    st.caption(f"{text(key, **shown)} {text('own_parting.before')}")


def _leak(held: Upload, words: str) -> None:
    """Says what chance does to groups, with a click that mends it."""
    st.warning(words, icon=":material/warning:")
    st.button(
        text("own_parting.mend"),
        key=f"own.mend.{held.file_id}",
        icon=":material/call_merge:",
        on_click=lambda: st.session_state.update({_kind_key(held): "group"}),
    )


def array_parting(held: Upload, found: Found) -> Options:
    """The same for arrays, which say it in `groups` and `time`."""
    ways: Mapping[str, Any] = found["ways"]
    for kind, facts in ways.items():
        st.caption(text(f"own_parting.arrays.{kind}", n=f"{facts['different']:,}"))
    if not ways:
        return {"kind": "random"}
    kind = _kind(held, ["random", *ways], found["suggested"]["parting"]["kind"])
    _sizes(ways[kind]["parts"] if kind in ways else _by_chance(found["examples"]))
    if kind == "random" and "group" in ways:
        _leak(held, text("own_parting.leak_arrays"))
    return {"kind": kind}


def group_words(facts: Card, name: str) -> str:
    """What groups are called: a column by its name, as plain text."""
    own = name == facts.grouping and name in OWN_NAMES and name not in facts.columns
    return text(f"own_parting.names.{name}") if own else name


def parted(facts: Card) -> str:
    """What a set knows of its examples and how its test part was set apart, as Markdown."""
    lines = []
    if facts.grouping:
        told = {"name": esc(group_words(facts, facts.grouping)), "groups": f"{facts.groups:,}"}
        lines.append(text("own_parting.known.grouping", **told))
    if facts.timing:
        lines.append(text("own_parting.known.timing", name=esc(facts.timing)))
    if facts.parting:
        lines.append(text(f"own_parting.parted.{facts.parting}"))
    return " ".join(lines)
