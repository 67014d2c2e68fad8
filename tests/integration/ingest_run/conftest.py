"""Real databases for ingest."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from misbehaving import Desk, desk
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ingest.cleaning.pool import Pool
from services.ingest.tables.schema import VERSION_TABLE
from services.runtime import database

collect_ignore = ["conftest.py"]
"""Not a module of doctests: two files of this name cannot be imported side by side."""


@pytest.fixture(params=["sqlite_url", "postgres_url"])
async def any_ingest(request: pytest.FixtureRequest) -> AsyncIterator[AsyncEngine]:
    """Empty, migrated tables of ingest on each kind of database."""
    engine = database.engine(request.getfixturevalue(request.param))
    await database.migrate(engine, "services.ingest", VERSION_TABLE)
    yield engine
    await engine.dispose()


@pytest.fixture
async def ingest(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    """Empty, migrated tables of ingest on SQLite."""
    engine = database.engine(sqlite_url)
    await database.migrate(engine, "services.ingest", VERSION_TABLE)
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
