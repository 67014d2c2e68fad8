"""Real databases for ingest."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.ingest.schema import VERSION_TABLE
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
