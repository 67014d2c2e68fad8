"""A service on a real Redis: what it reads arrives once, what it answers is committed with its input, what fails is kept."""

import asyncio
import json
import os
import signal

import pytest

from services.runtime import groups
from services.runtime.errors import ConfigError, Poison, Transient
from services.runtime.server import connect
from services.runtime.service import Batch, Service, Tools, Transform
from services.runtime.tracing import derived
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, make_event, read_event


def closing_of(event):
    data = ArticleExtracted(id=event.data.id, revision=1, source="post", claims=(), extractor="0")
    return make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=event.time)


async def close(delivery):
    return [closing_of(delivery.event)]


def extract(document, handle=close):
    return Service(document, "extract", consumes=Transform("tocsin:articles", "extract", "tocsin:claims", handle))


def store(document, handle, size=100):
    return Service(document, "store", consumes=Batch("tocsin:claims", "store", size, handle))


def ingest(document, events):
    async def send(tools: Tools) -> None:
        await tools.pressure.clear()
        await tools.publish(events)
        await asyncio.Event().wait()

    return Service(document, "ingest", background=[send])


async def test_events_pass_from_ingest_through_extract_to_store(document, article, running, eventually, raw):
    seen = []

    async def keep(deliveries):
        seen.extend(delivery.event for delivery in deliveries)

    events = [article(number) for number in range(50)]
    async with running(store(document(), keep), extract(document()), ingest(document(), events)):
        await eventually(lambda: len(seen) == 50)
        await eventually(lambda: raw.xpending("tocsin:claims", "store")["pending"] == 0)
    assert [event.data.id for event in seen] == [event.data.id for event in events], "in order, each once"
    assert raw.xpending("tocsin:articles", "extract")["pending"] == 0


async def test_any_client_can_read_an_entry_as_json(document, article, running, eventually, raw):
    async with running(ingest(document(), [article(1)])):
        await eventually(lambda: raw.xlen("tocsin:articles"))
    ((_, fields),) = raw.xrange("tocsin:articles")
    assert list(fields) == ["event"]
    assert json.loads(fields["event"])["type"] == "tocsin.article.published.v1"
    read = read_event(fields["event"])
    assert read.model_copy(update={"traceparent": None}) == article(1)
    assert read.traceparent == derived(article(1)), "a repeat is a repeat to the letter"


async def test_what_was_published_before_the_first_start_is_read(document, article, running, eventually, redis_url, raw):
    async with running(ingest(document(), [article(1)])):
        await eventually(lambda: raw.xlen("tocsin:articles"))
    async with running(extract(document())):
        await eventually(lambda: raw.xlen("tocsin:claims") == 1)


async def test_poison_and_the_unreadable_are_set_aside_whole_and_the_rest_goes_on(document, article, running, eventually, raw):
    async def handle(delivery):
        if delivery.event.data.id == "art_2":
            raise Poison("two is not a number of this house")
        return await close(delivery)

    raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
    raw.xadd("tocsin:articles", {"event": "{not json", "more": "kept"})
    raw.xadd("tocsin:articles", {"body": "no event"})
    async with running(extract(document(), handle), ingest(document(), [article(1), article(2), article(3)])):
        await eventually(lambda: raw.xlen("tocsin:claims") == 2 and raw.xlen("tocsin:articles:dead") == 3)
    dead = [fields for _, fields in raw.xrange("tocsin:articles:dead")]
    assert {entry["dead_reason"] for entry in dead} == {"poison"}
    assert dead[0]["event"] == "{not json"
    assert dead[0]["more"] == "kept"
    assert "no field `event`" in dead[1]["dead_error"]
    assert dead[2]["dead_error"] == "two is not a number of this house"
    assert read_event(dead[2]["event"]).data.id == "art_2"
    assert raw.xpending("tocsin:articles", "extract")["pending"] == 0


async def test_an_outage_behind_the_handler_costs_no_delivery(document, article, running, eventually, raw):
    refusals = iter(range(6))
    counts = []

    async def keep(deliveries):
        counts.extend(delivery.deliveries for delivery in deliveries)
        if next(refusals, None) is not None:
            raise Transient("the database is away")

    events = [closing_of(article(number)) for number in range(3)]
    async with running(store(document(max_deliveries=2), keep), ingest(document(), events)):
        await eventually(lambda: next(refusals, None) is None and raw.xpending("tocsin:claims", "store")["pending"] == 0)
    assert set(counts) == {1}
    assert raw.xlen("tocsin:claims:dead") == 0


async def test_one_bad_entry_of_a_batch_does_not_take_the_others_along(document, article, running, eventually, raw):
    kept = []

    async def keep(deliveries):
        if any(delivery.event.data.id == "art_4" for delivery in deliveries):
            raise ValueError("four")
        kept.extend(delivery.event.data.id for delivery in deliveries)

    events = [closing_of(article(number)) for number in range(8)]
    async with running(store(document(max_deliveries=1), keep), ingest(document(), events)):
        await eventually(lambda: len(kept) == 7 and raw.xlen("tocsin:claims:dead") == 1)
    ((_, fields),) = raw.xrange("tocsin:claims:dead")
    assert (fields["dead_reason"], fields["dead_error"]) == ("failed", "ValueError: four")


async def test_a_stop_lets_the_running_handler_finish_and_hands_the_rest_over(document, article, running, eventually, raw):
    begun = asyncio.Event()

    async def slow(delivery):
        begun.set()
        await asyncio.sleep(0.3)
        return await close(delivery)

    async with running(ingest(document(), [article(1)])):
        await eventually(lambda: raw.xlen("tocsin:articles"))
    task = asyncio.create_task(extract(document(), slow).run())
    await begun.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(task, 30)
    assert raw.xlen("tocsin:claims") == 1
    assert raw.xpending("tocsin:articles", "extract")["pending"] == 0


async def test_background_work_that_dies_ends_the_service(document):
    async def dies(tools: Tools) -> None:
        raise ZeroDivisionError("of all things")

    with pytest.raises(Transient, match="ZeroDivisionError"):
        await asyncio.wait_for(Service(document(), "ingest", background=[dies]).run(), 30)


async def test_a_lost_group_ends_the_service(document, running, eventually, raw):
    async with running(extract(document())) as (task,):
        await eventually(lambda: raw.exists("tocsin:articles"))
        await asyncio.sleep(0.2)
        raw.delete("tocsin:articles")
        await asyncio.wait([task], timeout=30)
        assert task.done()
        with pytest.raises(Transient, match="tocsin:articles"):
            task.result()


async def test_without_a_redis_the_message_names_the_setting(document):
    with pytest.raises(ConfigError, match="TOCSIN_REDIS_URL"):
        await asyncio.wait_for(extract(document(redis_url=None)).run(), 30)


async def test_unfinished_counts_what_is_unread_and_what_is_pending(document, article, running, redis_url, raw):
    server = await connect(redis_url)
    await groups.ensure(server, 1)
    for number in range(5):
        raw.xadd("tocsin:articles", {"event": article(number).to_json()})
    raw.xreadgroup("extract", "someone", {"tocsin:articles": ">"}, count=2)
    assert await groups.unfinished(server, 1) == 5
    raw.xack("tocsin:articles", "extract", raw.xrange("tocsin:articles", count=1)[0][0])
    assert await groups.unfinished(server, 1) == 4
    raw.xdel("tocsin:articles", raw.xrevrange("tocsin:articles", count=1)[0][0], raw.xrange("tocsin:articles")[3][0])
    assert raw.xinfo_groups("tocsin:articles")[0]["lag"] is None, "the server can no longer tell"
    assert await groups.unfinished(server, 1) == 2
    await server.close()


@pytest.mark.parametrize("command", ["answered", "refused"])
async def test_no_cancellation_is_lost_in_a_command(redis_url, command):
    server = await connect(redis_url)
    await server.create_group("tocsin:articles", "extract")

    async def works() -> None:
        while True:
            if command == "answered":
                await server.length("tocsin:articles")
            else:
                await server.create_group("tocsin:articles", "extract")  # there already

    for turn in range(100):
        task = asyncio.create_task(works())
        await asyncio.sleep(0.0001 * turn)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=1)
        assert done, "it goes on as if nothing had been asked"
        assert task.cancelled()
    await server.close()
