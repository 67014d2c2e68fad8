"""What nobody finished: taken over, delivered again with pauses, set aside after the last delivery; trimmed only when finished."""

import asyncio
import os
import signal

import pytest

from services.runtime.janitor import Janitor
from services.runtime.metrics import Metrics
from services.runtime.server import connect
from services.runtime.service import Batch, Service, Transform
from services.runtime.settings import RuntimeSettings
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, make_event, read_event


async def close(delivery):
    data = ArticleExtracted(id=delivery.event.data.id, revision=1, source="post", claims=(), extractor="0")
    return [make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=delivery.event.time)]


def extract(document, handle=close):
    return Service(document, "extract", consumes=Transform("tocsin:articles", "extract", "tocsin:claims", handle))


@pytest.fixture
def abandoned(raw, article):
    """Publishes articles and lets a consumer that is gone read them."""

    def make(*numbers):
        raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
        for number in numbers:
            raw.xadd("tocsin:articles", {"event": article(number).to_json()})
        raw.xreadgroup("extract", "gone", {"tocsin:articles": ">"})

    return make


async def test_entries_of_a_consumer_that_is_gone_are_taken_over(document, running, eventually, raw, abandoned):
    counts = {}

    async def handle(delivery):
        counts[delivery.event.data.id] = delivery.deliveries
        return await close(delivery)

    abandoned(1, 2, 3)
    async with running(extract(document(), handle)):
        await eventually(lambda: raw.xlen("tocsin:claims") == 3)
    assert counts == {"art_1": 2, "art_2": 2, "art_3": 2}
    assert raw.xpending("tocsin:articles", "extract")["pending"] == 0


async def test_a_failing_entry_is_tried_again_later_each_time_and_then_set_aside(
    document, running, eventually, raw, abandoned, article
):
    tries = []

    async def handle(delivery):
        if delivery.event.data.id == "art_1":
            tries.append((delivery.deliveries, asyncio.get_running_loop().time()))
            raise RuntimeError("no use")
        return await close(delivery)

    raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
    for number in (1, 2, 3):
        raw.xadd("tocsin:articles", {"event": article(number).to_json()})
    async with running(extract(document(max_deliveries=3, min_idle=0.2), handle)):
        await eventually(lambda: raw.xlen("tocsin:claims") == 2)
        await eventually(lambda: raw.xlen("tocsin:articles:dead") == 1)
    assert [count for count, _ in tries] == [1, 2, 3]
    first, second, third = (at for _, at in tries)
    assert second - first >= 0.2
    assert third - second >= 0.4
    ((_, dead),) = raw.xrange("tocsin:articles:dead")
    assert (dead["dead_reason"], dead["dead_error"], dead["dead_deliveries"]) == ("failed", "RuntimeError: no use", "3")


@pytest.mark.parametrize("deliveries", [9, 99])
async def test_what_was_delivered_too_often_is_set_aside_with_what_is_known(
    deliveries, document, running, eventually, raw, abandoned
):
    abandoned(1, 2)
    first = raw.xrange("tocsin:articles")[0][0]
    raw.xclaim("tocsin:articles", "extract", "gone", 0, [first], retrycount=deliveries, idle=3_600_000)
    async with running(extract(document())):
        await eventually(lambda: raw.xlen("tocsin:articles:dead") == 1 and raw.xlen("tocsin:claims") == 1)
    ((_, dead),) = raw.xrange("tocsin:articles:dead")
    assert (dead["dead_reason"], dead["dead_id"], dead["dead_deliveries"]) == ("unfinished", first, str(deliveries))
    assert dead["dead_stream"] == "tocsin:articles"
    assert "gone" in dead["dead_error"]
    assert read_event(dead["event"]).data.id == "art_1"


async def test_a_slow_handler_keeps_its_entries(document, running, eventually, raw, article):
    handled = []

    async def slow(delivery):
        handled.append(delivery.event.data.id)
        await asyncio.sleep(1.8)
        return await close(delivery)

    raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
    for number in (1, 2):
        raw.xadd("tocsin:articles", {"event": article(number).to_json()})
    async with running(extract(document(min_idle=0.6), slow), extract(document(min_idle=0.6), slow)):
        await eventually(lambda: raw.xlen("tocsin:claims") == 2)
        await asyncio.sleep(0.5)
    assert sorted(handled) == ["art_1", "art_2"], "three times longer than min_idle, and still nobody took them"


async def test_a_consumer_that_was_overtaken_publishes_nothing_twice(document, running, eventually, raw, article):
    overtaken = asyncio.Event()

    async def stalls(delivery):
        (held,) = raw.xpending_range("tocsin:articles", "extract", "-", "+", 10)
        raw.xclaim("tocsin:articles", "extract", "quicker", 0, [held["message_id"]])
        raw.xack("tocsin:articles", "extract", held["message_id"])
        overtaken.set()
        return await close(delivery)

    raw.xadd("tocsin:articles", {"event": article(1).to_json()})
    async with running(extract(document(), stalls)):
        await asyncio.wait_for(overtaken.wait(), 30)
        await asyncio.sleep(0.2)
    assert raw.xlen("tocsin:claims") == 0


async def test_what_a_stopped_consumer_had_in_hand_goes_on_at_once(document, running, eventually, raw, article):
    begun = asyncio.Event()

    async def slow(delivery):
        begun.set()
        await asyncio.sleep(0.2)
        return await close(delivery)

    raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
    for number in range(5):
        raw.xadd("tocsin:articles", {"event": article(number).to_json()})
    async with running(extract(document(min_idle=60.0), slow)) as (task,):
        await begun.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(task, 30)  # leaving the block earlier would cancel the stop before it hands on
        assert raw.xlen("tocsin:claims") == 1
    assert raw.xpending("tocsin:articles", "extract")["pending"] == 4
    async with running(extract(document(min_idle=60.0))):
        await eventually(lambda: raw.xlen("tocsin:claims") == 5, 20)


async def test_a_batch_is_taken_over_as_a_batch(document, running, eventually, raw, article):
    sizes = []

    async def keep(deliveries):
        sizes.append(len(deliveries))

    raw.xgroup_create("tocsin:claims", "store", id="0", mkstream=True)
    for number in range(40):
        raw.xadd("tocsin:claims", {"event": article(number).to_json()})
    raw.xreadgroup("store", "gone", {"tocsin:claims": ">"})
    async with running(Service(document(), "store", consumes=Batch("tocsin:claims", "store", 25, keep))):
        await eventually(lambda: raw.xpending("tocsin:claims", "store")["pending"] == 0)
    assert sizes == [25, 15]


@pytest.fixture
async def janitor(redis_url):
    server = await connect(redis_url)

    def make(**settings):
        return Janitor(server, RuntimeSettings(redis_url=redis_url, **settings), Metrics("test"))

    yield make
    await server.close()


async def test_trimming_spares_what_a_group_has_not_finished(janitor, raw):
    raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
    raw.xgroup_create("tocsin:articles", "subscriber", id="0")
    with raw.pipeline() as pipeline:
        for number in range(3_000):
            pipeline.xadd("tocsin:articles", {"event": "x" * 200, "number": number})
        pipeline.execute()
    read = [id_ for id_, _ in raw.xreadgroup("extract", "a", {"tocsin:articles": ">"}, count=2_500)[0][1]]
    raw.xack("tocsin:articles", "extract", *read[:1_000], *read[1_001:])
    await janitor(retain_entries=0).once()
    assert raw.xlen("tocsin:articles") == 3_000, "the subscriber has read nothing"
    raw.xack("tocsin:articles", "subscriber", *[i for i, _ in raw.xreadgroup("subscriber", "b", {"tocsin:articles": ">"})[0][1]])
    await janitor(retain_entries=2_500).once()
    assert 2_500 <= raw.xlen("tocsin:articles") <= 2_700
    await janitor(retain_entries=0).once()
    left = [id_ for id_, _ in raw.xrange("tocsin:articles")]
    assert read[1_000] in left, "one entry is still pending"
    assert len(left) >= 501
    assert raw.xpending("tocsin:articles", "extract")["pending"] == 1
    assert len(left) <= 2_100


async def test_a_stream_without_its_group_is_not_trimmed_but_gets_the_group_back(janitor, raw):
    for number in range(300):
        raw.xadd("tocsin:claims", {"event": "x" * 500, "number": number})
    await janitor(retain_entries=0).once()
    assert raw.xlen("tocsin:claims") == 300
    assert [group["name"] for group in raw.xinfo_groups("tocsin:claims")] == ["store"]
    assert raw.xinfo_groups("tocsin:claims")[0]["last-delivered-id"] == "0-0"


async def test_incidents_stay_for_their_days_and_go_then(janitor, raw):
    for number in range(300):
        raw.xadd("tocsin:incidents", {"event": "x" * 500}, id=f"{1_000 + number}-0")
    for _ in range(10):
        raw.xadd("tocsin:incidents", {"event": "x" * 500})
    await janitor(retain_entries=0, retain_days=30).once()
    assert 10 <= raw.xlen("tocsin:incidents") < 30
    await janitor(retain_entries=0, retain_days=30).once()
    assert raw.xlen("tocsin:incidents") >= 10


async def test_consumers_that_are_gone_are_forgotten_unless_entries_would_go_with_them(janitor, raw, monkeypatch):
    monkeypatch.setattr("services.runtime.janitor.FORGET_AFTER", 0)
    raw.xgroup_create("tocsin:articles", "extract", id="0", mkstream=True)
    raw.xadd("tocsin:articles", {"event": "1"})
    raw.xreadgroup("extract", "busy", {"tocsin:articles": ">"})
    raw.xreadgroup("extract", "idle", {"tocsin:articles": ">"})
    await janitor().once()
    assert [consumer["name"] for consumer in raw.xinfo_consumers("tocsin:articles", "extract")] == ["busy"]
