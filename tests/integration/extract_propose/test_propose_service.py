"""The service with a model beside it: what goes out, what waits for whom, and what a second delivery changes."""

import asyncio
import contextlib
import time

import pytest
import redis.asyncio as redis
from model_stand_in import CLAIM, KEY, PUBLISHED, TEXT, article, listed, model, reply, said, silence
from sqlalchemy import select

from services.extract.app import build
from services.runtime import database
from services.runtime.errors import ConfigError
from services.runtime.settings import Document
from services.store.intake import receive
from services.store.schema import CLAIM as ROWS
from services.store.schema import VERSION_TABLE
from tocsin import streams
from tocsin.catalog import ARTICLE_PUBLISHED, make_event, read_event

TOLD = "Two drones were shot down over Kursk Region overnight, Governor Ivan Petrov said. Report {}."
"""What the rules can read by themselves."""


@contextlib.asynccontextmanager
async def extracting(stand_in, redis_url, **more):
    """The service, with a client of its Redis."""
    settings = {
        "url": f"{stand_in.url}/v1", "model": "m1", "key": "env:MODEL_KEY", "networks": ["127.0.0.1/32"], "timeout": 20.0, **more,
    }  # fmt: skip
    tables = {"runtime": {"redis_url": redis_url, "graceful_timeout": 5.0}, "extract": {"propose": settings}}
    service = build(Document(tables, {"MODEL_KEY": KEY}, "the test"))
    task = asyncio.create_task(service.run())
    client = redis.Redis.from_url(redis_url)
    try:
        yield client, service
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await client.aclose()


async def publish(client, *articles):
    for each in articles:
        event = make_event(ARTICLE_PUBLISHED, each, source="tocsin/ingest", time=PUBLISHED)
        await client.xadd(streams.ARTICLES, {streams.EVENT_FIELD: event.to_json()})


async def closed(client, number, seconds=15):
    """Every event of the claims stream, once so many articles are closed there."""
    async with asyncio.timeout(seconds):
        while True:
            events = [read_event(fields[streams.EVENT_FIELD.encode()]) for _, fields in await client.xrange(streams.CLAIMS)]
            if sum(event.type == "tocsin.article.extracted.v1" for event in events) >= number:
                return events
            await asyncio.sleep(0.02)


async def nobody_is_alerted(*_):
    pass


async def pending(client):
    (group,) = [each for each in await client.xinfo_groups(streams.ARTICLES) if each["name"].decode() == streams.EXTRACT_GROUP]
    return group["pending"]


async def test_a_proposed_claim_goes_out_and_closes_with_its_article(redis_url):
    async with model(listed(CLAIM)) as stand_in, extracting(stand_in, redis_url) as (client, service):
        await publish(client, article(), article(TOLD.format(1), 2))
        events = await closed(client, 2)
        measured = service.metrics.text().decode()
    claims = {event.data.id: event.data for event in events if event.type == "tocsin.claim.extracted.v1"}
    by_article = {event.data.id: event.data.claims for event in events if event.type == "tocsin.article.extracted.v1"}
    assert [claims[each].rule for each in by_article["art_1"]] == ["proposed:m1"]
    assert [claims[each].flags for each in by_article["art_1"]] == [("proposed",)]
    assert not any("proposed" in claims[each].flags for each in by_article["art_2"])
    assert len(stand_in.heard) == 1, "only the article in which the rules found nothing is asked about"
    assert 'tocsin_proposed_claims_total{outcome="accepted"} 1.0' in measured
    assert 'tocsin_model_requests_total{outcome="timeout"} 0.0' in measured


@pytest.mark.parametrize("answer", [silence, reply(500), said("no")], ids=["silent", "broken", "garbage"])
async def test_whatever_the_model_does_every_article_goes_out_with_the_claims_of_the_rules(answer, redis_url):
    async with model(answer) as stand_in, extracting(stand_in, redis_url, articles="arms", timeout=1.0) as (client, _):
        await publish(client, article(), *(article(TOLD.format(number), number) for number in range(2, 12)))
        events = await closed(client, 11)
        assert await pending(client) == 0
    claimed = {event.data.article.id for event in events if event.type == "tocsin.claim.extracted.v1"}
    assert claimed == {f"art_{number}" for number in range(2, 12)}


async def test_what_needs_no_model_does_not_wait_for_one_that_is_slow(redis_url):
    async with model(silence) as stand_in, extracting(stand_in, redis_url, timeout=3.0) as (client, _):
        await publish(client, article(), *(article(TOLD.format(number), number) for number in range(2, 30)))
        began = time.monotonic()
        events = await closed(client, 28)
        assert time.monotonic() - began < 2.5
        assert "art_1" not in {event.data.id for event in events}
        await closed(client, 29)


async def test_several_articles_are_asked_about_at_a_time(redis_url):
    together = []

    async def slowly(writer):
        together.append(len(stand_in.heard))
        await asyncio.sleep(0.3)
        writer.write(listed(CLAIM))
        await writer.drain()

    async with model(slowly) as stand_in, extracting(stand_in, redis_url, at_a_time=4) as (client, _):
        await publish(client, *(article(f"{TEXT} Report {number}.", number) for number in range(8)))
        events = await closed(client, 8)
    assert max(together) >= 4
    assert sum(event.type == "tocsin.claim.extracted.v1" for event in events) == 8


async def test_a_second_delivery_with_the_same_answer_repeats_the_events_to_the_letter(redis_url):
    async with model(listed(CLAIM)) as stand_in, extracting(stand_in, redis_url) as (client, _):
        await publish(client, article(), article())
        events = await closed(client, 2)
    assert [event.to_json() for event in events[:2]] == [event.to_json() for event in events[2:]]


async def test_a_second_delivery_with_another_answer_doubles_nothing(redis_url, sqlite_url):
    other = {**CLAIM, "event": "attack", "outcome": None}
    answers = iter([listed(CLAIM), listed(other)])
    async with model(lambda _: next(answers)) as stand_in, extracting(stand_in, redis_url, at_a_time=1) as (client, _):
        await publish(client, article(), article())
        events = await closed(client, 2)
    first, second = (event.data.claims for event in events if event.type == "tocsin.article.extracted.v1")
    assert first != second
    engine = database.engine(sqlite_url)
    await database.migrate(engine, "services.store", VERSION_TABLE)
    for batch in (events[:2], events[2:], events):
        await receive(engine, batch, PUBLISHED, nobody_is_alerted)
    async with database.reading(engine) as connection:
        rows = (await connection.execute(select(ROWS.c.id, ROWS.c.status))).all()
    await engine.dispose()
    assert {row.id: row.status for row in rows} == {first[0]: "live", second[0]: "retracted"}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"url": "models.example/v1", "model": "m"}, "must begin with https://"),
        ({"url": "https://user:word@models.example/v1", "model": "m"}, "takes no user, password or query"),
        ({"url": "https://models.example/v1?key=word", "model": "m"}, "takes no user, password or query"),
        ({"url": "https://models.example/v1"}, "needs the name of a model"),
        ({"url": "https://models.example/v1", "model": "m", "key": "word"}, "a secret must not stand in this file"),
        ({"url": "https://models.example/v1", "model": "m", "key": "env:BAD_KEY"}, "must be one word of ASCII"),
        ({"urll": "https://models.example/v1"}, 'did you mean "url"?'),
    ],
)
def test_wrong_settings_stop_the_start_and_say_why_without_the_key(given, told):
    document = Document(
        {"runtime": {"redis_url": "redis://127.0.0.1:1"}, "extract": {"propose": given}}, {"BAD_KEY": "wörd\n"}, "t"
    )
    with pytest.raises(ConfigError) as raised:
        build(document)
    assert told in str(raised.value)
    assert "word" not in str(raised.value).replace("one word", "").replace("password", "")
    assert "wörd" not in str(raised.value)


def test_the_environment_may_refer_to_the_key_inside_json():
    env = {
        "TOCSIN_EXTRACT_PROPOSE": '{"url": "https://models.example/v1", "model": "m", "key": "env:MODEL_KEY"}',
        "TOCSIN_REDIS_URL": "redis://127.0.0.1:1",
        "MODEL_KEY": KEY,
    }
    build(Document({}, env, "the environment"))
    with pytest.raises(ConfigError, match="TOCSIN_EXTRACT_PROPOSE: the environment variable MODEL_KEY is not set"):
        build(Document({}, {name: value for name, value in env.items() if name != "MODEL_KEY"}, "the environment"))
