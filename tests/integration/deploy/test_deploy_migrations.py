"""Upgrades: each migration leaves the version before able to read and write, on full tables too, and services wait for theirs."""

import asyncio
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import redis
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from system import Child

from services.cli.main import main
from services.cli.migrate import SCHEMAS, Schema
from services.runtime import database, dump

MANY = 1_000_000


def _steps() -> list[tuple[Schema, str, str]]:
    """Each migration: service, the one before, itself."""
    found = []
    for schema in SCHEMAS:
        scripts = ScriptDirectory.from_config(database._config(schema.package))
        revisions = [script.revision for script in scripts.walk_revisions()][::-1]
        found += [(schema, before, after) for before, after in itertools.pairwise(revisions)]
    return found


STEPS = _steps()
NAMES = [f"{schema.service}-{after}" for schema, _, after in STEPS]


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


def _row(shape: dump.Shape, number: int) -> list[object]:
    """A row with a value in each column, different for each number."""
    values: dict[str, object] = {
        "boolean": False,
        "moment": "2025-07-21T16:02:00+00:00",
        "date": "2025-07-21",
        "real": float(number),
        "integer": number,
        "text": f"t{number}",
        "bytes": "AAH/",
    }
    return [values[kind] for kind in shape.kinds.values()]


async def _migrated(engine: AsyncEngine, schema: Schema, revision: str) -> None:
    await database.migrate(engine, schema.package, schema.version_table, revision)


@pytest.mark.parametrize(("schema", "before", "after"), STEPS, ids=NAMES)
async def test_the_version_before_reads_and_writes_on_the_new_tables(schema: Schema, before: str, after: str, url: str) -> None:
    engine = database.engine(url)
    shapes = dump.shapes(schema.package, schema.version_table, before)
    await _migrated(engine, schema, before)
    async with database.writing(engine) as connection:
        for shape in shapes:
            await dump.fill(connection, shape, [_row(shape, 1)])
    await _migrated(engine, schema, after)
    async with database.writing(engine) as connection:
        for shape in shapes:
            await dump.fill(connection, shape, [_row(shape, 2)])
    async with database.reading(engine) as connection:
        for shape in shapes:
            assert [row async for row in dump.rows(connection, shape)] == [_row(shape, 1), _row(shape, 2)], shape.name
    await engine.dispose()


async def _claims(engine: AsyncEngine, number: int) -> None:
    """Fills the table of claims as quickly as the database can."""
    async with database.writing(engine) as connection:
        counted = (
            "generate_series(1, :number) AS n"
            if engine.dialect.name == "postgresql"
            else "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < :number) SELECT n FROM c)"
        )
        columns = (
            "id, article, revision, status, block, event, object, value, region, modality, background, follow_up, position, data"
        )
        quote = "'" + "q" * 400 + "'"
        values = "'clm_' || n, 'art_' || (n / 7), 1, 'live', 'UA-' || (n % 27), 'attack', 'uav', n % 40, 'UA-63', 'asserted'"
        flags = "false, false" if engine.dialect.name == "postgresql" else "0, 0"
        await connection.execute(
            text(f"INSERT INTO claim ({columns}) SELECT {values}, {flags}, n % 900, {quote} FROM {counted}"), {"number": number}
        )


async def _read_on(engine: AsyncEngine, shape: dump.Shape, until: asyncio.Event) -> list[float]:
    """What the version before asks all the time; how long each answer took."""
    took, claim = [], shape.table()
    while not until.is_set():
        began = time.monotonic()
        async with database.reading(engine) as connection:
            found = (await connection.execute(select(claim).where(claim.c.id == f"clm_{len(took) + 1}"))).one()
        assert found.article is not None
        took.append(time.monotonic() - began)
        await asyncio.sleep(0.01)
    return took


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_million_rows_are_migrated_while_the_version_before_reads(url: str) -> None:
    schema = next(schema for schema in SCHEMAS if schema.service == "store")
    first = next(before for each, before, _ in STEPS if each.service == "store")
    engine, readers = database.engine(url), database.engine(url)
    await _migrated(engine, schema, first)
    claim = next(shape for shape in dump.shapes(schema.package, schema.version_table, first) if shape.name == "claim")
    await _claims(engine, MANY)

    done = asyncio.Event()
    reading = asyncio.create_task(_read_on(readers, claim, done))
    await asyncio.sleep(1)
    began = time.monotonic()
    state = await database.migrate(engine, schema.package, schema.version_table)
    migrated = time.monotonic() - began
    await asyncio.sleep(1)
    done.set()
    took = await reading

    assert state.ready
    async with database.reading(engine) as connection:
        assert await dump.count(connection, claim) == MANY
    assert migrated < 60, f"a migration of {migrated:.0f} s is a hard stop; say so in the changelog"
    assert max(took) < 2, f"the version before waited {max(took):.1f} s"
    assert len(took) > 20
    await readers.dispose()
    await engine.dispose()


@pytest.fixture
def store(tmp_path: Path, redis_url: str, free_port: int) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, str]]]:
    """A store that was started before anybody migrated its database."""
    env = {
        "TOCSIN_REDIS_URL": redis_url,
        "TOCSIN_STATE_DIR": str(tmp_path),
        "TOCSIN_HTTP_PORT": str(free_port),
        "TOCSIN_LOG_FORMAT": "json",
    }
    command = [sys.executable, "-m", "services.cli", "run", "store"]
    with Child(command, env={**os.environ, **env}, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        yield process, env
        process.terminate()
        assert process.wait(30) == 0


@pytest.fixture
def free_port() -> int:
    import socket  # noqa: PLC0415  # only here

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


def _answer(port: int, path: str) -> int:
    try:
        return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=10).status_code
    except httpx.TransportError:
        return 0


def _until(true: Any, what: str) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def test_a_service_takes_nothing_before_its_tables_are_there(
    store: tuple[subprocess.Popen[bytes], dict[str, str]], redis_url: str, free_port: int
) -> None:
    process, env = store
    _until(lambda: _answer(free_port, "/livez") == 200, "it lives")
    with redis.Redis.from_url(redis_url) as client:
        client.xadd("tocsin:claims", {"event": "{}"})
        time.sleep(1)
        assert _answer(free_port, "/readyz") == 503
        assert client.xinfo_groups("tocsin:claims")[0]["entries-read"] in {None, 0}, "nothing was taken"
        assert process.poll() is None

        assert CliRunner().invoke(main, ["migrate"], env=env).exit_code == 0
        _until(lambda: _answer(free_port, "/readyz") == 200, "it is ready")
        _until(lambda: client.xinfo_groups("tocsin:claims")[0]["entries-read"] == 1, "it reads")
