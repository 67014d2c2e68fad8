"""Real databases for the store. The builders of the unit tests are used here too."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime import database
from services.store.schema import VERSION_TABLE

sys.path.insert(0, str(Path(__file__).parents[2] / "unit" / "store"))


@pytest.fixture(params=["sqlite_url", "postgres_url"])
async def any_store(request: pytest.FixtureRequest) -> AsyncIterator[AsyncEngine]:
    """An empty, migrated store on each kind of database."""
    engine = database.engine(request.getfixturevalue(request.param))
    await database.migrate(engine, "services.store", VERSION_TABLE)
    yield engine
    await engine.dispose()


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    """An empty, migrated store in an SQLite file."""
    engine = database.engine(sqlite_url)
    await database.migrate(engine, "services.store", VERSION_TABLE)
    yield engine
    await engine.dispose()


collect_ignore = ["conftest.py"]
"""Not a module of doctests: two files of this name cannot be imported side by side."""
