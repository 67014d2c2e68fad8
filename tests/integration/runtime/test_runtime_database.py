"""Engines and migrations on real SQLite and PostgreSQL."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from services.runtime import database
from services.runtime.errors import ConfigError, Transient

ENV = "from alembic import context\n\nfrom services.runtime.database import run_migrations\n\nrun_migrations(context)\n"
FIRST = """
from alembic import op
import sqlalchemy as sa
revision = "0001"
down_revision = None
def upgrade():
    op.create_table("things", sa.Column("id", sa.Integer, primary_key=True))
"""


@pytest.fixture(params=["sqlite_url", "postgres_url"])
async def engine(request):
    made = database.engine(request.getfixturevalue(request.param))
    yield made
    await made.dispose()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    versions = tmp_path / "pkg_with_migrations" / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions.parent.parent / "__init__.py").write_text("")
    (versions.parent / "env.py").write_text(ENV)
    (versions / "0001_first.py").write_text(FIRST)
    monkeypatch.syspath_prepend(tmp_path)
    return "pkg_with_migrations"


async def test_migrating_from_many_replicas_at_once_creates_the_tables_once(engine, package):
    before = await database.schema_state(engine, package, "alembic_version_things")
    states = await asyncio.gather(*(database.migrate(engine, package, "alembic_version_things") for _ in range(4)))

    assert (before.current, before.head, before.ready) == (None, "0001", False)
    assert all(state.ready and state.current == "0001" for state in states)
    async with database.reading(engine) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM things"))).scalar() == 0


async def test_a_failed_write_leaves_nothing(engine, package):
    await database.migrate(engine, package, "alembic_version_things")

    async def write_half() -> None:
        async with database.writing(engine) as connection:
            await connection.execute(text("INSERT INTO things VALUES (1)"))
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        await write_half()

    async with database.reading(engine) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM things"))).scalar() == 0


async def test_sqlite_writers_queue_instead_of_failing(sqlite_url, package):
    engine = database.engine(sqlite_url)
    await database.migrate(engine, package, "alembic_version_things")

    async def add(number: int) -> None:
        async with database.writing(engine) as connection:
            await connection.execute(text("SELECT count(*) FROM things"))
            await asyncio.sleep(0.01)
            await connection.execute(text("INSERT INTO things VALUES (:n)"), {"n": number})

    await asyncio.gather(*(add(number) for number in range(8)))

    async with database.reading(engine) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM things"))).scalar() == 8
        assert (await connection.execute(text("PRAGMA journal_mode"))).scalar() == "wal"
        assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar() == 1
    await engine.dispose()


async def test_a_postgres_that_is_away_is_transient():
    engine = database.engine("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Transient, match="does not answer"):
        await database.check(engine)
    await engine.dispose()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "not an address"])
def test_an_unusable_address_is_a_configuration_error(url):
    with pytest.raises(ConfigError, match="database_url"):
        database.engine(url)
