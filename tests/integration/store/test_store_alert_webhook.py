"""From incident events to signed messages in a chat: planned with the incident, sent once, kept in order."""

import asyncio
import contextlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from store_building import article, events_of, said

from services.cli.newsroom.chat import Chat
from services.cli.newsroom.server import CHAT_PATH, serving
from services.runtime.clock import SystemClock
from services.runtime.database import reading
from services.runtime.settings import Document
from services.store.alerts.dispatch import Dispatch
from services.store.alerts.ledger import ledger, waiting
from services.store.alerts.settings import alerting
from services.store.alerts.tables import DELIVERY
from services.store.intake import receive

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

A = article("a", "2025-03-28T08:00+03:00", url="https://a.example/1")
B = article("b", "2025-03-28T09:00+03:00", url="https://b.example/1")
TOLD = [
    said("a.1", "attack/uav", when="2025-03-27..2025-03-28", place="Klintsy"),
    said("a.2", "casualties/injured", 2, when="2025-03-27..2025-03-28", by="Ignat Berezin"),
    said("b.1", "casualties/killed", 1, when="2025-03-27..2025-03-28", by="Ignat Berezin"),
]


def dispatch_to(url: str, **route: object) -> Dispatch:
    """One webhook, without any wait."""
    hook = {"name": "desk", "kind": "webhook", "url": url, "secrets": ["env:KEY"], "networks": ["127.0.0.0/8"]}
    tables = {"destination": [hook], "route": [{"to": ["desk"], "group_wait": 0, **route}]}
    return Dispatch.of(alerting(Document(tables, {"KEY": SECRET}, "test.toml")))


@contextlib.asynccontextmanager
async def delivering(dispatch, engine):
    task = asyncio.create_task(dispatch.deliver(engine, SystemClock(), lambda *_: None))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await dispatch.aclose()


async def settled(engine, seconds=10):
    """Nothing that is due waits any more."""
    for _ in range(seconds * 20):
        if not await waiting(engine, datetime.now(UTC) + timedelta(seconds=1)):
            return
        await asyncio.sleep(0.05)
    pytest.fail("deliveries still wait")


@pytest.fixture
def chat():
    room = Chat(SECRET, lambda _: None)
    with serving(lambda _: None, lambda headers, body: room.post(headers, body, datetime.now(UTC))) as url:
        room.url = url + CHAT_PATH
        yield room


async def test_an_incident_opens_once_and_is_updated(any_store, chat):
    dispatch = dispatch_to(chat.url)
    plan = dispatch.planner.plan
    async with delivering(dispatch, any_store):
        await receive(any_store, events_of(A, TOLD), datetime.now(UTC), plan)
        await settled(any_store)
        await receive(any_store, events_of(B, TOLD), datetime.now(UTC), plan)
        await receive(any_store, events_of(B, TOLD), datetime.now(UTC), plan)
        await settled(any_store)
    assert chat.refused == []
    assert [message["type"] for message in chat.messages] == ["opened", "updated"]
    first, second = (message["data"] for message in chat.messages)
    assert (first["incident"]["region"], first["incident"]["family"], first["cause_article"]) == ("RU-BRY", "aerial", "a")
    assert second["incident"]["id"] == first["incident"]["id"]
    assert "Killed" in json.dumps(second["incident"]) or second["incident"]["severity"] == 4
    assert any("killed" in change["text"].lower() for change in second["changes"])
    assert first["incident"]["id"] in first["text"]
    told = [(each.kind, each.cause_article) async for each in ledger(any_store)]
    assert told == [("opened", "a"), ("updated", "b")]


async def test_reports_within_the_wait_join_the_first_message(any_store, chat):
    dispatch = dispatch_to(chat.url, group_wait=1, urgent_severity=5)
    plan = dispatch.planner.plan
    await receive(any_store, events_of(A, TOLD), datetime.now(UTC), plan)
    await receive(any_store, events_of(B, TOLD), datetime.now(UTC), plan)
    async with delivering(dispatch, any_store):
        await asyncio.sleep(1.2)
        await settled(any_store)
    (message,) = chat.messages
    assert (message["type"], message["data"]["incident"]["severity"]) == ("opened", 4)
    async with reading(any_store) as connection:
        found = await connection.execute(select(DELIVERY.c.kind, DELIVERY.c.status).order_by(DELIVERY.c.stamp))
        assert [tuple(row) for row in found] == [("opened", "sent"), ("updated", "skipped")]
