"""What a person decides about a file of data before a set is made of it."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from components import asking
from components.escape import esc
from components.own_data_parting import array_parting, class_level, picture_parting
from components.own_data_words import many_words, words_to_keep
from components.own_labels import label_columns
from components.problem_list import sentences
from kt_core.data.own import several as own_several
from kt_core.data.own.csv_text import ENCODINGS, SEPARATORS
from kt_core.data.own.laying import disk_bytes
from kt_core.data.own.pictures import COLOURS
from kt_core.data.own.tables import MISSING_WAYS
from kt_core.data.sizes import is_too_much, planned
from kt_core.home import home
from kt_core.images.framing import FRAMES
from kt_core.limits import DATA_SIDE
from kt_core.memory import readable
from kt_core.problems import Problem, ProblemError
from kt_core.texts import render, text
from kt_core.trial import Upload

Options = dict[str, Any]
TASKS = ("classification", "regression")
PARTINGS = ("random", "group", "time")
SEPARATOR_NAMES = dict(zip(SEPARATORS, ("comma", "semicolon", "tab", "bar"), strict=True))
NAMED = 12
SAID = ("title", "source", "licence", "about")


def form(held: Upload) -> tuple[Options, dict[str, str]]:
    """Draws what was found and the choices; the options for the engine, the card's words."""
    found = held.answer
    draw = {"pictures": _pictures, "table": _table, "arrays": _arrays}[found["kind"]]
    options = draw(held, found)
    return options, _words(held)


def _words(held: Upload) -> dict[str, str]:
    with st.expander(text("own_data.card"), expanded=True):
        st.caption(text("own_data.card_help"))
        st.session_state.setdefault(f"own.title.{held.file_id}", Path(held.name).stem[:80])
        row = st.container(horizontal=True)
        return {
            name: row.text_input(
                text(f"own_data.{name}"), key=f"own.{name}.{held.file_id}", max_chars=500
            )
            for name in SAID
        }


def _pictures(held: Upload, found: Mapping[str, Any]) -> Options:
    level = class_level(held)
    found = _again(held, level) or found
    _found_pictures(found)
    start = found["suggested"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        size = [_side(side, start["size"][at], held) for at, side in enumerate(("height", "width"))]
        colour = _choice("colour", COLOURS, start["colour"], held)
        frame = _choice("frame", FRAMES, start["frame"], held, help=text("own_data.frame_help"))
    _room(found["examples"], (*size, 1 if colour == "grey" else 3))
    drop = st.toggle(
        text("own_data.repeated"),
        value=True,
        key=f"own.repeated.{held.file_id}",
        help=text("own_data.repeated_help"),
    )
    repeated = "drop" if drop else "keep"
    how = {"size": size, "colour": colour, "frame": frame, "repeated": repeated}
    return {**how, **level, "parting": picture_parting(held, found)}


def _side(side: str, start: int, held: Upload) -> int:
    return st.number_input(
        text(f"own_data.{side}"),
        min_value=1,
        max_value=DATA_SIDE,
        value=start,
        key=f"own.{side}.{held.file_id}",
        help=text("own_data.size_help"),
        width=120,
    )


def _found_pictures(found: Mapping[str, Any]) -> None:
    names = ", ".join(
        f"{esc(name)} ({count})" for name, count in list(found["classes"].items())[:NAMED]
    )
    counted = {"examples": f"{found['examples']:,}", "classes": len(found["classes"])}
    st.markdown(text("own_data.found.pictures", names=names, **counted))
    sizes = ", ".join(
        f"{each['height']} x {each['width']} ({each['count']:,})" for each in found["sizes"]
    )
    st.caption(text("own_data.found.sizes", sizes=sizes))
    if found["looked"] < found["examples"]:
        st.caption(text("own_data.looked", count=f"{found['looked']:,}"))
    if count := found["parts"].get("test"):
        st.caption(text("own_data.parts", count=f"{count:,}"))
    left_out(found["left_out"])


def _room(count: int, shape: Sequence[int]) -> None:
    """What the pictures take of the disk, and whether training reads them from there."""
    free = shutil.disk_usage(home()).free
    told = {"disk": readable(disk_bytes(count, shape)), "free": readable(free)}
    lines = [text("own_data.room", **told)]
    if is_too_much(taken := planned(count, shape)):
        lines.append(text("own_data.streamed_then", memory=readable(taken)))
    st.caption("  \n".join(lines))


def left_out(files: Sequence[Mapping[str, Any]]) -> None:
    """Draws which files can't be used, and why."""
    if not files:
        return
    with st.expander(text("own_data.left_out", count=len(files))):
        reasons = [render(Problem.from_json(each["problem"])).what for each in files]
        names = [each["file"] for each in files]
        st.dataframe(
            pd.DataFrame({text("own_data.file"): names, text("own_data.reason"): reasons}),
            hide_index=True,
        )


def _choice(
    name: str, options: Sequence[str], start: str, held: Upload, *, of: str = "", help: str = ""
) -> str:
    """A row of buttons; for another `of` it begins anew."""
    words = {"colour": "colours", "frame": "frames", "task": "tasks", "missing": "missing_ways"}
    return st.segmented_control(
        text(f"own_data.{name}"),
        options,
        default=start,
        required=True,
        key=f"own.{name}.{held.file_id}.{of}",
        format_func=lambda each: text(f"own_data.{words[name]}.{each}"),
        help=help or None,
    )


def _arrays(held: Upload, found: Mapping[str, Any]) -> Options:
    names = "; ".join(
        f"{name} {tuple(facts['shape'])} {facts['dtype']}"
        for name, facts in found["arrays"].items()
    )
    st.markdown(text("own_data.found.arrays", names=esc(names, longest=400)))
    start = found["suggested"]["task"]
    task = _choice("task", (*TASKS, own_several.TASK), start, held)
    return {"task": task, "parting": array_parting(held, found)}


def _table(held: Upload, found: Mapping[str, Any]) -> Options:
    read = _reading(held, found)
    found = _again(held, read) or found
    counted = {"examples": f"{found['examples']:,}", "columns": len(found["columns"])}
    told = {"encoding": found["encoding"], "separator": _separator(found["separator"])}
    st.markdown(text("own_data.found.table", **counted, **told))
    st.dataframe(_columns(found["columns"]), hide_index=True)
    with st.expander(text("own_data.first_rows")):
        names = [each["name"] for each in found["columns"]]
        st.dataframe(pd.DataFrame(found["shown"], columns=names), hide_index=True)
    return {**read, **_chosen_columns(held, found), "parting": _parting(held, found)}


def _reading(held: Upload, found: Mapping[str, Any]) -> Options:
    """How the text is read, where it was found wrongly."""
    with st.container(horizontal=True):
        encoding = st.selectbox(
            text("own_data.encoding"),
            ENCODINGS,
            index=ENCODINGS.index(found["encoding"]),
            key=f"own.encoding.{held.file_id}",
            width=160,
        )
        separator = st.selectbox(
            text("own_data.separator"),
            SEPARATORS,
            index=SEPARATORS.index(found["separator"]),
            key=f"own.separator.{held.file_id}",
            format_func=_separator,
            width=160,
        )
    return {"encoding": encoding, "separator": separator}


def _separator(sign: str) -> str:
    return text(f"own_data.separators.{SEPARATOR_NAMES[sign]}")


def _again(held: Upload, read: Options) -> Mapping[str, Any] | None:
    """What the file holds when it is read so, None where that is how it was read."""
    if all(held.answer["suggested"][key] == value for key, value in read.items()):
        return None
    try:
        return asking.inspected(held.path, read)
    except ProblemError as error:
        sentences(error.problems, key="own.unread", with_place=False)
        return None


def _columns(columns: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    rows = [
        (each["name"], text(f"own_data.kinds.{each['kind']}"), each["missing"], _holds(each))
        for each in columns
    ]
    names = [text(f"own_data.columns.{name}") for name in ("name", "kind", "missing", "holds")]
    return pd.DataFrame(rows, columns=names)


def _holds(facts: Mapping[str, Any]) -> str:
    if "minimum" in facts:
        low, high = f"{facts['minimum']:.4g}", f"{facts['maximum']:.4g}"
        return text("own_data.range", low=low, high=high)
    words = [word for word, _ in facts.get("words", ())]
    more = facts.get("different", len(words)) - len(words)
    shown = ", ".join(words)
    return text("own_data.more_words", words=shown, more=more) if more > 0 else shown


def _chosen_columns(held: Upload, found: Mapping[str, Any]) -> Options:
    fitting = [each["name"] for each in found["columns"] if each["kind"] in ("number", "words")]
    many = many_words(found)
    several = label_columns(held, found)
    target = "" if several else _target(held, found, fitting)
    answers = several.get("targets", [several.get("target")]) if several else [target]
    inputs = st.multiselect(
        text("own_data.inputs"),
        [name for name in (*fitting, *many) if name not in answers],
        default=[name for name in fitting if name not in answers],
        key=f"own.inputs.{held.file_id}.{','.join(map(str, answers))}",
    )
    most = words_to_keep(held, many, inputs)
    with st.container(horizontal=True):
        asked = several or {"target": target, "task": _task(held, found, target)}
        start = found["suggested"]["missing"]
        ways = {"help": text("own_data.missing_help")}
        missing = _choice("missing", MISSING_WAYS, start, held, **ways)
    return {**asked, "columns": inputs, "missing": missing, **most}


def _target(held: Upload, found: Mapping[str, Any], fitting: Sequence[str]) -> str:
    return st.selectbox(
        text("own_data.target"),
        fitting,
        index=fitting.index(found["suggested"]["target"]),
        key=f"own.target.{held.file_id}",
    )


def _task(held: Upload, found: Mapping[str, Any], target: str) -> str:
    kinds = {each["name"]: each["kind"] for each in found["columns"]}
    start = found["suggested"]
    usual = TASKS[0 if kinds[target] == "words" else 1]
    return _choice(
        "task", TASKS, start["task"] if target == start["target"] else usual, held, of=target
    )


def _parting(held: Upload, found: Mapping[str, Any]) -> Options:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            text("own_data.parting"),
            PARTINGS,
            default=PARTINGS[0],
            required=True,
            key=f"own.parting.{held.file_id}",
            format_func=lambda each: text(f"own_data.partings.{each}"),
            help=text("own_data.parting_help"),
        )
        if kind == "random":
            return {"kind": kind}
        column = st.selectbox(
            text("own_data.parting_column"),
            [each["name"] for each in found["columns"]],
            key=f"own.parting_column.{held.file_id}",
        )
    return {"kind": kind, "column": column}
