"""A handler that waits for something outside: several entries are under way, a quick one passes a slow one, and none is lost."""

import asyncio

from services.runtime.errors import Poison, Transient
from services.runtime.service import Service, Tools, Transform
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, ARTICLE_PUBLISHED, make_event, read_event


def closing_of(event):
    data = ArticleExtracted(id=event.data.id, revision=1, source="post", claims=(), extractor="0")
    return make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=event.time)


def extract(document, handle, width=3):
    return Service(document, "extract", consumes=Transform("tocsin:articles", "extract", "tocsin:claims", handle, width))


def ingest(document, events):
    async def send(tools: Tools) -> None:
        await tools.publish(events)
        await asyncio.Event().wait()

    return Service(document, "ingest", background=[send])


def closed(raw):
    return [read_event(fields["event"]).data.id for _, fields in raw.xrange("tocsin:claims")]


def pending(raw):
    return raw.xpending("tocsin:articles", "extract")["pending"]


async def test_as_many_are_under_way_as_the_work_is_wide_and_each_comes_out_once(document, article, running, eventually, raw):
    under_way, most = 0, 0

    async def handle(delivery):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.02)
        under_way -= 1
        return [closing_of(delivery.event)]

    events = [article(number) for number in range(40)]
    async with running(extract(document(), handle), ingest(document(), events)):
        await eventually(lambda: raw.xlen("tocsin:claims") >= 40 and pending(raw) == 0)
    assert most == 3
    assert sorted(closed(raw)) == sorted(event.data.id for event in events)


async def test_a_quick_entry_passes_a_slow_one_of_an_earlier_read(document, article, running, eventually, raw):
    release = asyncio.Event()

    async def handle(delivery):
        if delivery.event.data.id == "art_0":
            await release.wait()
        return [closing_of(delivery.event)]

    async with running(extract(document(), handle), ingest(document(), [article(0)])):
        await eventually(lambda: raw.xlen("tocsin:articles") and pending(raw) == 1)
        async with running(ingest(document(), [article(number) for number in range(1, 100)])):
            await eventually(lambda: raw.xlen("tocsin:claims") == 99)
        assert pending(raw) == 1
        release.set()
        await eventually(lambda: pending(raw) == 0)
    assert closed(raw)[-1] == "art_0"


async def test_what_concerns_one_article_comes_out_in_the_order_it_came_in(document, article, running, eventually, raw):
    async def handle(delivery):
        await asyncio.sleep(0.3 / delivery.event.data.revision)
        closing = closing_of(delivery.event)
        data = closing.data.model_copy(update={"revision": delivery.event.data.revision})
        return [make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=delivery.event.time)]

    def revision(number, of):
        event = article(of)
        data = event.data.model_copy(update={"revision": number})
        return make_event(ARTICLE_PUBLISHED, data, source="tocsin/ingest", time=event.time)

    events = [revision(number, of) for number in (1, 2, 3) for of in (1, 2)]
    async with running(extract(document(), handle, width=8), ingest(document(), events)):
        await eventually(lambda: raw.xlen("tocsin:claims") == 6)
    told = [read_event(fields["event"]).data for _, fields in raw.xrange("tocsin:claims")]
    for number in ("art_1", "art_2"):
        assert [each.revision for each in told if each.id == number] == [1, 2, 3]


async def test_a_failure_poison_and_an_outage_concern_their_own_entry_only(document, article, running, eventually, raw):
    seen = []

    async def handle(delivery):
        seen.append(delivery.event.data.id)
        if delivery.event.data.id == "art_1":
            raise Poison("one is not a number of this house")
        if delivery.event.data.id == "art_2" and seen.count("art_2") == 1:
            raise ValueError("not today")
        if delivery.event.data.id == "art_3" and seen.count("art_3") < 3:
            raise Transient("the other side is away")
        return [closing_of(delivery.event)]

    async with running(extract(document(), handle), ingest(document(), [article(number) for number in range(8)])):
        await eventually(lambda: raw.xlen("tocsin:claims") == 7 and pending(raw) == 0)
    assert sorted(closed(raw)) == ["art_0", "art_2", "art_3", "art_4", "art_5", "art_6", "art_7"]
    (dead,) = [fields for _, fields in raw.xrange("tocsin:articles:dead")]
    assert read_event(dead["event"]).data.id == "art_1"


async def test_a_stop_lets_what_is_under_way_finish_and_leaves_the_rest_to_the_next(document, article, running, eventually, raw):
    began = []

    async def handle(delivery):
        began.append(delivery.event.data.id)
        await asyncio.sleep(0.5)
        return [closing_of(delivery.event)]

    async with running(ingest(document(), [article(number) for number in range(12)])):
        await eventually(lambda: raw.xlen("tocsin:articles") == 12)
        async with running(extract(document(), handle)):
            await eventually(lambda: len(began) == 3)
        assert sorted(closed(raw)) == sorted(began), "what had begun is finished, and nothing else was begun"
        async with running(extract(document(), handle, width=12)):
            await eventually(lambda: raw.xlen("tocsin:claims") == 12 and pending(raw) == 0)
    assert sorted(closed(raw)) == sorted(f"art_{number}" for number in range(12))


async def test_what_does_not_finish_in_time_stays_for_another_delivery(document, article, running, eventually, raw):
    patient = []

    async def handle(delivery):
        if not patient:
            await asyncio.sleep(60)
        return [closing_of(delivery.event)]

    async with running(ingest(document(), [article(number) for number in range(3)])):
        await eventually(lambda: raw.xlen("tocsin:articles") == 3)
        async with running(extract(document(graceful_timeout=0.3), handle)):
            await eventually(lambda: pending(raw) == 3)
        assert raw.xlen("tocsin:claims") == 0
        patient.append(True)
        async with running(extract(document(), handle)):
            await eventually(lambda: raw.xlen("tocsin:claims") == 3 and pending(raw) == 0)
