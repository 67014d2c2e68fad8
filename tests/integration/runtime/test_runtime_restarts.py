"""What a Redis has forgotten when it was started anew is published again, and what it still has is not there twice."""

import asyncio
import os
import signal

import pytest
import redis

from services.ingest.jobs.relay import Relay
from services.ingest.settings import IngestSettings
from services.ingest.tables import outbox
from services.ingest.tables.leases import Me
from services.ingest.tables.schema import VERSION_TABLE
from services.runtime import database
from services.runtime.redis_server import EmbeddedServer
from services.runtime.service import Service


@pytest.fixture
async def engine(sqlite_url):
    made = database.engine(sqlite_url)
    await database.migrate(made, "services.ingest", VERSION_TABLE)
    yield made
    await made.dispose()


@pytest.mark.parametrize("kept", ["no", "yes"])
async def test_a_killed_redis_has_every_event_once_again(kept, engine, document, article, running, eventually, tmp_path):
    server = EmbeddedServer(tmp_path, os.environ, {"appendonly": kept, "appendfsync": "always"})
    url = await asyncio.to_thread(server.start)
    relay = Relay(engine, IngestSettings(relay=0.02), Me("me", 5))
    try:
        with redis.Redis.from_url(url) as raw:
            async with running(Service(document(redis_url=url), "ingest", background=[relay.run])) as (task,):
                async with database.writing(engine) as connection:
                    await outbox.put(connection, [article(number) for number in range(5)])
                await eventually(lambda: raw.xlen("tocsin:articles") == 5)
                await eventually(lambda: published(engine, 5))
                os.kill(int((server.directory / "pid").read_text()), signal.SIGKILL)
                await asyncio.to_thread(server.start)
                assert raw.exists("tocsin:articles") == (kept == "yes")
                await eventually(lambda: raw.xlen("tocsin:articles") == 5)
                async with database.writing(engine) as connection:
                    await outbox.put(connection, [article(5)])
                await eventually(lambda: raw.xlen("tocsin:articles") == 6)
                await eventually(lambda: published(engine, 6))
                assert raw.xlen("tocsin:articles") == 6
                assert not task.done()
    finally:
        await asyncio.to_thread(server.stop)


async def published(engine, number):
    async with database.reading(engine) as connection:
        found = await connection.exec_driver_sql("SELECT count(*) FROM ingest_outbox WHERE published IS NOT NULL")
        return found.scalar_one() == number
