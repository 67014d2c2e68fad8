"""Eight workers at once end where one alone does, on SQLite and on PostgreSQL."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from store_building import content, events_of, everything, held, said, take

from services.runtime.database import reading
from services.store.alerts import tables  # noqa: F401  # declares its tables
from services.store.outbox import feed, number
from services.store.schema import METADATA, VERSION_TABLE
from services.store.statement import ArticleFacts
from tocsin.vocabulary import ClaimantKind

WORKERS = 8
START = datetime(2025, 3, 1, 5, tzinfo=UTC)
REGIONS = ("RU-MOW", "RU-MOS", "RU-BRY", "UA-63")


def newsroom(size: int) -> tuple[list[ArticleFacts], list]:
    """Articles of twenty days that tell of four regions, many of the same night."""
    chance = Random(7)
    articles, told = [], []
    for number_ in range(size):
        published = START + timedelta(days=chance.randrange(20), hours=chance.randrange(12))
        name = f"a{number_:03}"
        articles.append(ArticleFacts(id=name, source=f"s{number_}", published=published))
        night = f"{(published - timedelta(days=1)).date()}..{published.date()}"
        for step, region in enumerate(chance.sample(REGIONS, chance.randint(1, 3))):
            value = chance.randint(0, 9)
            when = chance.choice([night, str(published.date()), ""])
            what = chance.choice(["interception/uav", "attack/uav", "casualties/injured"])
            told.append(said(f"{name}.{step}", what, value, region=region, when=when, by=chance.choice(["Berezin", "Sokolov"])))
    return articles, told


async def test_eight_workers_end_where_one_does(any_store):
    articles, told = newsroom(120)
    events = [event for facts in articles for event in events_of(facts, told)]
    Random(3).shuffle(events)
    events += Random(4).sample(events, 100)  # redelivered to whoever is free
    await asyncio.gather(*(take(any_store, events[worker::WORKERS], batch=5) for worker in range(WORKERS)))
    assert content(await held(any_store)) == content(everything(articles, told))


async def test_the_feed_has_no_gaps_and_each_incident_in_order(any_store):
    articles, told = newsroom(60)
    events = [event for facts in articles for event in events_of(facts, told)]
    Random(5).shuffle(events)

    async def numbering():
        for _ in range(40):
            await number(any_store, datetime.now(UTC))
            await asyncio.sleep(0)

    workers = (take(any_store, events[worker::WORKERS], batch=5) for worker in range(WORKERS))
    await asyncio.gather(*workers, numbering(), numbering())
    while await number(any_store, datetime.now(UTC)):
        pass
    entries = await feed(any_store, after=0, limit=10_000)
    assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
    revisions: dict[str, int] = {}
    for entry in entries:
        revisions[entry.subject] = revisions.get(entry.subject, 0) + 1
        assert f'"revision":{revisions[entry.subject]}' in entry.event


async def test_odd_values_stop_nobody(any_store):
    odd = ArticleFacts(
        id="a" * 300,
        source="s\x00",
        url="u\x00",
        lang="zh-Hans-x-very-long",
        published=datetime(1, 1, 1, tzinfo=UTC),
        simhash="no hash",
    )
    late = ArticleFacts(id="z", published=datetime(9999, 12, 31, 23, tzinfo=UTC), simhash="00ff00ff00ff00ff")
    told = [
        said(f"{odd.id}.1", "casualties/killed", 10**30, region="UA-63", place="P\x00", by="x\x00", when="9999-12-31"),
        said(f"{odd.id}.2", "attack/uav", region="UA-63", when="0001-01-01..0001-01-02"),
        said("z.1", "attack/uav", region="UA-63"),
        said("z.2", "attack/uav", region="RU-BRY", when="2025-03-28T25:61"),
        said("good.1", "attack/uav", region="RU-KRS", when="2025-03-28", by="Radio [One", kind=ClaimantKind.MEDIA),
    ]
    good = ArticleFacts(id="good", source="[::", published=START)
    await take(any_store, [event for facts in (odd, late, good) for event in events_of(facts, told)], batch=50)
    assert [incident.region for incident in await held(any_store)] == ["RU-KRS"]


async def test_the_migrations_make_the_tables_that_the_code_uses(any_store):
    def differences(connection):
        ours = set(METADATA.tables)
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        found = compare_metadata(context, METADATA)
        return [
            each
            for each in found
            if VERSION_TABLE not in str(each) and "comment" not in str(each) and any(name in str(each) for name in ours)
        ]

    async with reading(any_store) as connection:
        assert await connection.run_sync(differences) == []
