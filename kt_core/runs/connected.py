"""What the parts of the store share: a url, and connections that never cross a fork."""

import base64
import secrets
import time
from typing import Any

from sqlalchemy import Connection, insert
from sqlalchemy.dialects import postgresql, sqlite

from kt_core.runs import database
from kt_core.runs.schema import rows


class Connected:
    """Connections to one store, made when first needed."""

    def __init__(self, url: str | None = None):
        self.url = database.store_url(url)

    def close(self) -> None:
        """Close this process' connections; the next use opens them again."""
        database.close(self.url)

    def _read(self) -> Any:
        return database.engine(self.url).begin()

    def _write(self, *, durable: bool = True) -> Any:
        return database.writing(database.engine(self.url), durable=durable)


def new_id() -> str:
    """24 characters nobody can guess (120 bits), fit for a URL, a shell and any file system."""
    return base64.b32encode(secrets.token_bytes(15)).decode("ascii").lower()


def append_row(connection: Connection, run: str, **row: Any) -> None:
    """Add a live row after the run's last one. The caller's transaction holds the run's lock."""
    number = rows.c.seq
    last = connection.execute(
        rows.select()
        .with_only_columns(number)
        .where(rows.c.run == run)
        .order_by(number.desc())
        .limit(1)
    ).scalar()
    seq = 0 if last is None else last + 1
    full = {"seq": seq, "t": time.time(), **row}
    connection.execute(insert(rows).values(run=run, seq=seq, row=full))


def insert_once(connection: Connection, table: Any, **values: Any) -> None:
    """Insert, unless there is a row with the same keys already."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


def upsert(connection: Connection, table: Any, keys: list[str], **values: Any) -> None:
    """Insert, or replace the row with the same keys: writing twice is harmless."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values)
    changed = {name: statement.excluded[name] for name in values if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed))
