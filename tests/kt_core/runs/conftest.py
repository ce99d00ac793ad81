"""An empty store for each test: SQLite, or the database that KT_TEST_STORE names."""

import os

import pytest

from kt_core.runs import Store, database, schema


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    store = Store(os.environ.get("KT_TEST_STORE"))
    with database.writing(database.engine(store.url)) as connection:
        for table in schema.metadata.sorted_tables:
            connection.execute(table.delete())
    yield store
    store.close()
