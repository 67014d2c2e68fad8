"""A migrated SQLite store, empty for every test."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime import database
from services.store.schema import VERSION_TABLE


@pytest.fixture
async def store(sqlite_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on a store of this test's own."""
    engine = database.engine(sqlite_url)
    await database.migrate(engine, "services.store", VERSION_TABLE)
    yield engine
    await engine.dispose()


collect_ignore = ["conftest.py"]
"""Not a module of doctests: two files of this name cannot be imported side by side."""
