"""The store as a service: claims on their stream in, incidents on theirs out, a message in the chat, and how long it took."""

import asyncio
import contextlib
import socket
from datetime import UTC, datetime

import httpx
import redis.asyncio as redis
from store_building import article, events_of, said
from test_store_alert_webhook import SECRET, chat

from services.runtime import database
from services.runtime.settings import Document
from services.store.app import build
from services.store.schema import VERSION_TABLE
from tocsin import streams
from tocsin.catalog import read_event

__all__ = ["chat"]

A = article("a", "2025-03-28T08:00+03:00", url="https://a.example/1")
TOLD = [said("a.1", "attack/uav", when="2025-03-27..2025-03-28", place="Klintsy")]


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def eventually(look, seconds=10):
    async with asyncio.timeout(seconds):
        while not (found := await look()):  # noqa: ASYNC110  # another process's work: nothing to be told by
            await asyncio.sleep(0.05)
        return found


async def test_from_the_stream_to_the_chat(redis_url, sqlite_url, tmp_path, chat):
    hook = {"name": "desk", "kind": "webhook", "url": chat.url, "secrets": ["env:KEY"], "networks": ["127.0.0.0/8"]}
    tables = {"destination": [hook], "route": [{"to": ["desk"], "group_wait": 0}]}
    port = free_port()
    env = {"KEY": SECRET, "TOCSIN_REDIS_URL": redis_url, "TOCSIN_DATABASE_URL": sqlite_url, "TOCSIN_HTTP_PORT": str(port)}
    engine = database.engine(sqlite_url)
    await database.migrate(engine, "services.store", VERSION_TABLE)
    await engine.dispose()
    service = asyncio.create_task(build(Document(tables, env, "test.toml")).run())
    client = redis.Redis.from_url(redis_url)
    closing = events_of(A, TOLD)[-1]
    closed = closing.model_copy(update={"data": closing.data.model_copy(update={"origin": datetime.now(UTC)})})
    for event in [*events_of(A, TOLD)[:-1], closed]:
        await client.xadd(streams.CLAIMS, {streams.EVENT_FIELD: event.to_json()})

    async def published():
        return await client.xrange(streams.INCIDENTS)

    async def heard():
        return chat.messages

    async def measured():
        async with httpx.AsyncClient(trust_env=False) as asking:
            text = (await asking.get(f"http://127.0.0.1:{port}/metrics")).text
        return text if 'tocsin_end_to_end_seconds_count{stage="alerted"} 1.0' in text else None

    try:
        ((_, fields),) = await eventually(published)
        opened = read_event(fields[streams.EVENT_FIELD.encode()])
        (message,) = await eventually(heard)
        text = await eventually(measured)
    finally:
        service.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await service
        await client.aclose()
    assert opened.type == "tocsin.incident.opened.v1"
    assert (message["type"], message["data"]["incident"]["id"]) == ("opened", opened.data.incident.id)
    assert 'tocsin_end_to_end_seconds_count{stage="stored"} 1.0' in text
    assert 'tocsin_deliveries_waiting{destination="desk"} 0.0' in text
    assert 'tocsin_deliveries_total{destination="desk",result="sent"} 1.0' in text
