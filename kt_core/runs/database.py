"""Connections to the run store: pragmas, pools, sentences for what can go wrong, migrations."""

import os
import threading
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from kt_core.home import home
from kt_core.problems import Problem, ProblemError
from kt_core.runs.locking import held
from kt_core.runs.schema import REVISION, VERSION_TABLE

BUSY_SECONDS = 10
_ADVISORY = 0x6B745F72  # any number, the same for all our processes

_engines: dict[tuple[str, int], Engine] = {}
_guard = threading.Lock()


def store_url(url: str | None = None) -> str:
    """Where the store is: `url`, else KT_STORE, else SQLite in the home folder."""
    return url or os.environ.get("KT_STORE") or f"sqlite:///{home() / 'kt.db'}"


def engine(url: str) -> Engine:
    """This process' engine for `url`, its schema brought up to date on first use.

    A forked child gets one of its own: connections never cross a fork.
    """
    key = (url, os.getpid())
    found = _engines.get(key)
    if found is None:
        with _guard:
            found = _engines.get(key) or _open(url)
            _engines[key] = found
    return found


def close(url: str) -> None:
    """Close this process' connections to `url`."""
    with _guard:
        found = _engines.pop((url, os.getpid()), None)
    if found is not None:
        found.dispose()


def writing(connections: Engine, *, durable: bool = True) -> Any:
    """A write transaction; `durable` reaches the disk before it returns (SQLite: FULL)."""
    return connections.execution_options(
        kt_writes=True, kt_synchronous="FULL" if durable else "NORMAL"
    ).begin()


def _open(url: str) -> Engine:
    try:
        made = create_engine(url, **_options(url))
    except (ArgumentError, ImportError) as error:  # no URL, or no driver for it
        raise ProblemError(Problem("store_unknown", values={"detail": str(error)})) from error
    event.listen(made, "handle_error", _explain)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_sqlite)
    try:
        _migrate(made)
    except BaseException:
        made.dispose()
        raise
    return made


def _options(url: str) -> dict[str, Any]:
    if make_url(url).get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": BUSY_SECONDS}, "pool_size": 5, "max_overflow": 50}
    return {"pool_size": 2, "max_overflow": 8, "pool_pre_ping": True, "pool_recycle": 600}


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    record.info["synchronous"] = None


def _begin_sqlite(connection: Connection) -> None:
    """Writers lock at once: a reader that turns writer late is refused without waiting."""
    options = connection.get_execution_options()
    if not options.get("kt_writes"):
        connection.exec_driver_sql("BEGIN")
        return
    level = options.get("kt_synchronous", "FULL")
    if connection.info.get("synchronous") != level:
        connection.exec_driver_sql(f"PRAGMA synchronous = {level}")
        connection.info["synchronous"] = level
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _migrate(connections: Engine) -> None:
    if _revision(connections) == REVISION:
        return
    with held(home() / "kt.db.lock"):
        if _revision(connections) == REVISION:
            return
        if connections.dialect.name == "sqlite":
            _use_wal(connections)
        _upgrade(connections)


def _revision(connections: Engine) -> str | None:
    """The schema's revision in the database, or None when there is no schema of ours."""
    with connections.begin() as connection:
        if not connections.dialect.has_table(connection, VERSION_TABLE):
            return None
        return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608


def _use_wal(connections: Engine) -> None:
    """WAL stays with the file; it lets readers and one writer work at once."""
    raw = connections.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL").close()
    finally:
        raw.close()


def _upgrade(connections: Engine) -> None:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)

    def to_newest(revision: Any, _context: Any) -> Any:
        return scripts._upgrade_revs("head", revision)

    with (
        EnvironmentContext(config, scripts, fn=to_newest) as environment,
        writing(connections) as connection,
    ):
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY})"))
        environment.configure(connection=connection, version_table=VERSION_TABLE)
        try:
            environment.run_migrations()
        except CommandError as error:
            raise ProblemError(Problem("store_is_newer", values={"detail": str(error)})) from error


_SENTENCES = {
    "disk is full": "disk_full",
    "no space left": "disk_full",
    "not a database": "store_unreadable",
    "malformed": "store_unreadable",
    "readonly": "store_not_writable",
    "unable to open": "store_not_writable",
    "locked": "store_busy",
    "connection refused": "store_away",
    "could not connect": "store_away",
    "connection failed": "store_away",
}


def _explain(context: ExceptionContext) -> None:
    """Turn what a user can cause into a problem; all else stays the defect it is."""
    said = str(context.original_exception)
    for words, code in _SENTENCES.items():
        if words in said.lower() and isinstance(
            context.sqlalchemy_exception, (DBAPIError, type(None))
        ):
            raise ProblemError(
                Problem(code, values={"detail": said, "path": _place(context)})
            ) from context.original_exception


def _place(context: ExceptionContext) -> str:
    url = context.engine.url if context.engine is not None else None
    return str(url.database if url is not None and url.database else url)
