"""The outbox: in order, each event marked after it was published, one relay at a time, bounded."""

from datetime import UTC, datetime

import pytest
import redis

from services.ingest.tables import outbox
from services.ingest.tables.leases import Me
from services.runtime.database import writing
from services.runtime.errors import Transient
from services.runtime.metrics import Metrics
from services.runtime.publish import Publisher
from services.runtime.server import connect
from services.runtime.tracing import PassedOn
from tocsin import streams
from tocsin.article import Article
from tocsin.catalog import ARTICLE_PUBLISHED, make_event, read_event

NOW = datetime(2025, 7, 21, 12, tzinfo=UTC)
ME, OTHER = Me("me", 30), Me("other", 30)


def event(name: str):
    return make_event(ARTICLE_PUBLISHED, Article(id=name, source="s", text="Text."), source=outbox.SOURCE, time=NOW)


async def written(engine, *names: str) -> None:
    async with writing(engine) as connection:
        await outbox.put(connection, [event(name) for name in names])


async def test_events_leave_in_order_and_once(any_ingest):
    await written(any_ingest, "a", "b")
    await written(any_ingest, "b", "c")
    sent: list[str] = []

    async def publish(events):
        sent.extend(each.subject for each in events)

    assert await outbox.relay(any_ingest, publish, ME, 0) == 3
    assert await outbox.relay(any_ingest, publish, ME, 1) == 0
    assert sent == ["a", "b", "c"]


async def test_what_could_not_be_published_stays(any_ingest):
    await written(any_ingest, "a")

    async def away(events):
        raise Transient("Redis is away")

    with pytest.raises(Transient):
        await outbox.relay(any_ingest, away, ME, 0)
    assert (await outbox.waiting(any_ingest)).events == 1


async def test_one_process_relays_and_another_takes_over_when_it_is_dead(any_ingest):
    sent: list[str] = []

    async def publish(events):
        sent.extend(each.subject for each in events)

    await written(any_ingest, "a")
    await outbox.relay(any_ingest, publish, ME, now=0)
    await written(any_ingest, "b")
    assert await outbox.relay(any_ingest, publish, OTHER, now=29) == 0
    assert await outbox.relay(any_ingest, publish, OTHER, now=30) == 1
    assert sent == ["a", "b"]


@pytest.mark.parametrize("partitions", [1, 2])
async def test_a_relay_that_hung_and_its_successor_publish_each_event_once(any_ingest, redis_url, partitions):
    server = await connect(redis_url)
    publish = Publisher(server, partitions, Metrics("ingest"), PassedOn()).publish
    await written(any_ingest, "a", "b", "c")

    async def hanging(events):  # while it hangs its lease runs out, and another process does the same work
        await outbox.relay(any_ingest, publish, OTHER, now=31)
        await publish(events)

    await outbox.relay(any_ingest, hanging, ME, now=0)
    on_streams = [entry async for entry in _entries(server, partitions)]
    await server.close()
    assert sorted(on_streams) == ["a", "b", "c"]
    assert (await outbox.waiting(any_ingest)).events == 0


async def _entries(server, partitions):
    for key in streams.keys(streams.by_name(streams.ARTICLES), partitions):
        for entry in await server.entries(key):
            yield read_event(entry.fields[b"event"]).subject


async def test_events_of_a_stream_that_was_deleted_are_published_again(redis_url):
    server = await connect(redis_url)
    publish = Publisher(server, 1, Metrics("ingest"), PassedOn()).publish
    for expected in (["a"], ["a"]):
        await publish([event("a")])
        assert [entry async for entry in _entries(server, 1)] == expected
        await publish([event("a")])
        assert len(await server.entries(streams.ARTICLES)) == 1
        with redis.Redis.from_url(redis_url) as client:
            client.delete(streams.ARTICLES)
    await server.close()


async def test_the_bound_is_told_with_what_to_look_at(ingest):
    await written(ingest, "a", "b")
    await outbox.require_room(ingest, 1 << 20)
    with pytest.raises(outbox.OutboxFull, match=r"2 articles .* wait for Redis.*outbox_max"):
        await outbox.require_room(ingest, 100)


async def test_published_events_are_forgotten_after_a_while(ingest):
    await written(ingest, "a")

    async def publish(events):
        pass

    await outbox.relay(ingest, publish, ME, now=10)
    await written(ingest, "b")
    assert await outbox.prune(ingest, before=5) == 0
    assert await outbox.prune(ingest, before=11) == 1
    assert (await outbox.waiting(ingest)).events == 1
