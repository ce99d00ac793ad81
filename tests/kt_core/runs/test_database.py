"""The database: made and migrated by one process, safe in forks, clear when it cannot be used."""

import os
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from kt_core.problems import ProblemError
from kt_core.runs import Store, database, schema

OPEN = "from kt_core.runs import Store; print(Store().create_run({'name': 'x'}))"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    monkeypatch.delenv("KT_STORE", raising=False)
    yield tmp_path
    Store().close()


def test_migrations_make_exactly_the_tables_of_the_schema(home):
    Store().runs()
    engine = create_engine(f"sqlite:///{home / 'kt.db'}")
    with engine.connect() as connection:
        options = {"version_table": schema.VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, schema.metadata) == []
    engine.dispose()


def test_the_schema_names_the_newest_migration():
    folder = database.Path(database.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == schema.REVISION


def test_processes_that_start_together_migrate_once(home):
    command = [sys.executable, "-c", OPEN]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, stdout=pipe, stderr=pipe) for _ in range(4)]
    ends = [(process.communicate(), process.returncode) for process in processes]
    assert [code for _, code in ends] == [0] * 4, ends
    assert len(Store().runs()) == 4


def test_sqlite_lets_readers_and_a_writer_work_at_once(home):
    Store().runs()
    with database.engine(Store().url).connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
def test_facts_are_synced_to_disk_and_batch_values_are_not(home, durable, level):
    store = Store()
    store.runs()
    for _ in range(2):
        with database.writing(database.engine(store.url), durable=durable) as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == level


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_child_opens_connections_of_its_own(home):
    store = Store()
    store.create_run({"name": "parent"})
    pid = os.fork()
    if pid == 0:
        store.create_run({"name": "child"})
        os._exit(0)
    assert os.waitpid(pid, 0)[1] == 0
    assert sorted(run.name for run in store.runs()) == ["child", "parent"]


def test_a_database_of_a_newer_version_is_left_alone(home):
    Store().runs()
    Store().close()
    engine = create_engine(f"sqlite:///{home / 'kt.db'}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE kt_alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(ProblemError, match="store_is_newer"):
        Store().runs()


def test_a_file_that_is_no_database_is_said_to_be_none(home):
    (home / "kt.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(ProblemError, match="store_unreadable") as caught:
        Store().runs()
    assert caught.value.problems[0].values["path"].endswith("kt.db")


def test_a_place_that_cannot_be_written_is_named(home):
    with pytest.raises(ProblemError, match="store_not_writable"):
        Store(f"sqlite:///{home / 'missing' / 'kt.db'}").runs()


def test_a_full_disk_is_a_problem_and_loses_nothing(home):
    store = Store()
    store.create_run({"name": "kept"})
    engine = database.engine(store.url)
    with pytest.raises(ProblemError, match="disk_full"), engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        connection.rollback()
        filling = "INSERT INTO kt_draft_versions VALUES ('d', 0, ?)"
        connection.exec_driver_sql(filling, ("x" * 1_000_000,))
    store.close()
    assert [run.name for run in Store().runs()] == ["kept"]


def test_tables_of_others_may_stand_in_the_same_database(home):
    engine = create_engine(f"sqlite:///{home / 'kt.db'}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
    engine.dispose()
    assert Store().runs() == []


@pytest.mark.parametrize("url", ["nonsense", "postgresql+nothing://h/d", "sqlite+nothing://"])
def test_an_address_that_names_no_usable_database_is_a_problem(home, url):
    with pytest.raises(ProblemError, match="store_unknown"):
        Store(url).runs()
