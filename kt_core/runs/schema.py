"""The tables, as the newest migration leaves them. Optuna's tables may stand beside them."""

import json
import math
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

REVISION = "0008"
VERSION_TABLE = "kt_alembic_version"

metadata = MetaData()


class Json(TypeDecorator[Any]):
    """Any JSON value as text; numbers that JSON does not know become their names."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else encode(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


def encode(value: Any) -> str:
    """`value` as compact JSON, pure ASCII (no NUL or surrogate reaches a database)."""
    return json.dumps(plain(value), separators=(",", ":"), allow_nan=False)


def plain(value: Any) -> Any:
    """`value` with NumPy values made Python's, and "NaN", "Infinity", "-Infinity" by name."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else _name(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def _name(value: float) -> str:
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


drafts = Table(
    "kt_drafts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("owner", String(80), nullable=False),
    Column("position", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("created", Float, nullable=False),
    Column("saved", Float, nullable=False),
)

versions = Table(
    "kt_draft_versions",
    metadata,
    Column("draft", String(40), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", Json, nullable=False),
)

runs = Table(
    "kt_runs",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("draft", String(40)),
    Column("name", Text, nullable=False),
    Column("owner", String(80), nullable=False),
    Column("document", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("wish", String(8), nullable=False),
    Column("wished", Float),
    Column("handle", Json),
    Column("heartbeat", Float),
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("finished", Float),
    Column("why", Json),
    Column("result", Json),
    Column("epochs_done", Integer, nullable=False),
    Column("epochs_planned", Integer),
    Column("retries", Integer, nullable=False, server_default="0"),
    Column("start_epoch", Integer, nullable=False, server_default="0"),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("memory", Json),
    Column("group", String(40)),
    Column("place", Json),
    Index("kt_runs_by_group", "group", "created"),
    Column("changes", Json),
    Column("parent", String(40)),
    Column("remedy", Json),
    Index("kt_runs_by_created", "created"),
    Index("kt_runs_by_state", "state", "created"),
    Index("kt_runs_by_draft", "draft", "created"),
    Index("kt_runs_by_parent", "parent"),
    Index("kt_runs_by_owner", "owner", "started"),
)

groups = Table(
    "kt_groups",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("draft", String(40)),
    Column("owner", String(80), nullable=False),
    Column("name", Text, nullable=False),
    Column("document", Json, nullable=False),
    Column("params", Json, nullable=False),
    Column("created", Float, nullable=False),
    Index("kt_groups_by_draft", "draft", "created"),
)

epochs = Table(
    "kt_epochs",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("attempt", Integer, nullable=False),
    Column("t", Float, nullable=False),
    Column("figures", Json, nullable=False),
    Column("layers", Json),
)

rows = Table(
    "kt_rows",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("row", Json, nullable=False),
)

looks = Table(
    "kt_looks",
    metadata,
    Column("data", String(80), primary_key=True),
    Column("person", String(80), primary_key=True),
    Column("run", String(40), primary_key=True),
    Column("evaluation", String(16), primary_key=True),
    Column("created", Float, nullable=False),
)

marks = Table(
    "kt_marks",
    metadata,
    Column("data", String(80), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("person", String(80), primary_key=True),
    Column("label", Integer),
    Column("note", Text, nullable=False),
    Column("created", Float, nullable=False),
)
