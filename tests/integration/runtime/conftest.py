"""What the tests of the messaging share: events to send, a service run inside the test, a raw client to look with."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

import pytest
import redis

from services.runtime.service import Service
from services.runtime.settings import Document
from tocsin.article import Article
from tocsin.catalog import ARTICLE_PUBLISHED, make_event
from tocsin.envelope import Event

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def raw(redis_url: str):
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        yield client


@pytest.fixture
def article() -> Callable[[int], Event[Any]]:
    """Makes the event of an invented article by its number."""

    def make(number: int) -> Event[Any]:
        data = Article(
            id=f"art_{number}",
            source="post",
            url=f"https://post.example/{number}",
            title=f"Number {number}",
            published=NOON,
            lang="en",
            revision=1,
            text=f"Two drones were shot down over Example Oblast, the governor said. Report {number}.",
        )
        return make_event(ARTICLE_PUBLISHED, data, source="tocsin/ingest", time=NOON)

    return make


@pytest.fixture
def document(redis_url: str) -> Callable[..., Document]:
    """Makes a configuration of this test's Redis; everything is retried quickly unless the test says otherwise."""

    def make(**settings: object) -> Document:
        quick = {"redis_url": redis_url, "min_idle": 0.3, "graceful_timeout": 5.0}
        return Document({"runtime": {**quick, **settings}}, {}, "the test")

    return make


@asynccontextmanager
async def running(*services: Service) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Runs services inside the block."""
    tasks = [asyncio.create_task(service.run()) for service in services]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError, Exception):
                await task


async def eventually(holds: Callable[[], Any | Awaitable[Any]], seconds: float = 60.0) -> Any:
    """The first true answer; fails when there is none in time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = holds()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        assert asyncio.get_running_loop().time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.02)


@pytest.fixture(name="running")
def _running():
    return running


@pytest.fixture(name="eventually")
def _eventually():
    return eventually
