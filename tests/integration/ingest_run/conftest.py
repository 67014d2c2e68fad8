"""Real databases for ingest."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from misbehaving import Desk, desk
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ingest.cleaning.pool import Pool
from services.ingest.tables.schema import VERSION_TABLE
from services.runtime import database

collect_ignore = ["conftest.py"]
"""Not a module of doctests: two files of this name cannot be imported side by side."""


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the empty tables of ingest, for copies: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("migrated") / "ingest.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_database(postgres_server: Any) -> str:
    """The same as a database of PostgreSQL, its name."""
    name = f"migrated_{uuid4().hex[:12]}"
    postgres_server.psql(f"CREATE DATABASE {name}")
    _migrate(_address(postgres_server, name))
    return name


def _address(server: Any, name: str) -> str:
    return make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)


def _migrate(url: str) -> None:
    async def migrate() -> None:
        engine = database.engine(url)
        await database.migrate(engine, "services.ingest", VERSION_TABLE)
        await engine.dispose()

    with ThreadPoolExecutor(1) as aside:  # whoever asks for a fixture may have an event loop running
        aside.submit(asyncio.run, migrate()).result()


@pytest.fixture
def ingest_on_sqlite(sqlite_url: str, migrated_file: Path) -> str:
    """Address of an SQLite file with the empty tables of ingest."""
    shutil.copyfile(migrated_file, str(make_url(sqlite_url).database))
    return sqlite_url


@pytest.fixture
def ingest_on_postgres(postgres_server: Any, migrated_database: str) -> str:
    """Address of a database of its own with the empty tables of ingest."""
    name = f"test_{uuid4().hex[:12]}"
    postgres_server.psql(f"CREATE DATABASE {name} TEMPLATE {migrated_database}")
    return _address(postgres_server, name)


@pytest.fixture(params=["ingest_on_sqlite", "ingest_on_postgres"], ids=["sqlite", "postgres"])
async def any_ingest(request: pytest.FixtureRequest) -> AsyncIterator[AsyncEngine]:
    """Empty, migrated tables of ingest on each kind of database."""
    engine = database.engine(request.getfixturevalue(request.param))
    yield engine
    await engine.dispose()


@pytest.fixture
async def ingest(ingest_on_sqlite: str) -> AsyncIterator[AsyncEngine]:
    """Empty, migrated tables of ingest on SQLite."""
    engine = database.engine(ingest_on_sqlite)
    yield engine
    await engine.dispose()


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """Cleaning workers, shared by the tests of a process."""
    made = Pool(1)
    yield made
    asyncio.run(made.aclose())


@pytest.fixture
async def at_desk(ingest: AsyncEngine, pool: Pool) -> AsyncIterator[Desk]:
    """A site of ours and an ingest that reads it, on SQLite."""
    async with desk(ingest, pool) as made:
        yield made


@pytest.fixture
async def any_desk(any_ingest: AsyncEngine, pool: Pool) -> AsyncIterator[Desk]:
    """The same on each kind of database."""
    async with desk(any_ingest, pool) as made:
        yield made
