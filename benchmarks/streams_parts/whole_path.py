"""The path over every service as processes of its own: how much passes with nothing to do, and how soon at idle."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import redis

from services.ingest.jobs.relay import Relay
from services.ingest.settings import ingest_settings
from services.ingest.tables import outbox
from services.ingest.tables.leases import this_process
from services.runtime import database
from services.runtime.service import Batch, Delivery, Service, Transform
from services.runtime.settings import Document
from streams_parts.article import article
from tocsin import streams
from tocsin.article import ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, make_event
from tocsin.envelope import Event


async def answer(delivery: Delivery) -> Sequence[Event[Any]]:
    """An extractor that finds nothing."""
    article = delivery.event.data
    data = ArticleExtracted(id=article.id, revision=article.revision, source=article.source, claims=(), extractor="0")
    return [make_event(ARTICLE_EXTRACTED, data, source="tocsin/extract", time=delivery.event.time)]


async def nothing(deliveries: Sequence[Delivery]) -> None:
    """A store that keeps nothing."""
    del deliveries


def stub(role: str, document: Document) -> Service:
    """A service of the no-op path, in a process of its own."""
    if role == "extract":
        return Service(document, role, consumes=Transform(streams.ARTICLES, "extract", streams.CLAIMS, answer))
    if role == "store":
        return Service(document, role, consumes=Batch(streams.CLAIMS, "store", 500, nothing))
    settings = ingest_settings(document)
    engine = database.engine(str(document.env["OUTBOX"]))
    return Service(document, role, background=[Relay(engine, settings, this_process(settings.lease)).run])


@contextmanager
def processes(url: str, directory: Path, commands: Sequence[list[str]]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Runs the commands inside the block."""
    env = {**os.environ, "TOCSIN_REDIS_URL": url, "TOCSIN_STATE_DIR": str(directory), "OUTBOX": f"sqlite:///{directory}/ingest.db"}
    with ExitStack() as stack:
        started = []
        for command in commands:
            process = subprocess.Popen([sys.executable, *command], env=env, stderr=subprocess.DEVNULL)
            started.append(process)
            stack.callback(process.wait)
            stack.callback(process.terminate)
        yield started


async def path(url: str, number: int, directory: Path) -> None:
    """From the outbox of ingest over both streams to a store that keeps nothing; three processes and Redis."""
    engine = database.engine(f"sqlite:///{directory}/ingest.db")
    await database.migrate(engine, "services.ingest", "alembic_version_ingest")
    for at in range(0, number, 1000):
        async with database.writing(engine) as connection:
            await outbox.put(connection, [article(place) for place in range(at, min(number, at + 1000))])
    await engine.dispose()
    with redis.Redis.from_url(url, decode_responses=True) as client:
        client.flushall()
        client.xgroup_create(streams.CLAIMS, "store", id="0", mkstream=True)
        command = str(Path(__file__).parents[1] / "streams.py")
        roles = [[command, "--role", role] for role in ("store", "extract", "ingest")]
        with processes(url, directory, roles):
            until(lambda: client.exists(streams.ARTICLES) and client.xlen(streams.ARTICLES))
            began = time.perf_counter()
            until(lambda: finished(client.xinfo_groups(streams.CLAIMS)[0], number), every=0.02)
            took = time.perf_counter() - began
    print(f"no-op path, outbox → extract → store: {number / took:,.0f} articles/s ({number} in {took:.1f} s; the mark is 2,000)")


def until(holds: Callable[[], Any], every: float = 0.001, patience: float = 120.0) -> None:
    """Returns when it holds. Raises TimeoutError after so many seconds."""
    deadline = time.perf_counter() + patience
    while not holds():
        if time.perf_counter() > deadline:
            raise TimeoutError("nothing moves any more")
        time.sleep(every)


def complete(store: sqlite3.Connection, article: str) -> bool:
    """Whether every claim of an article is in the database."""
    return store.execute("SELECT 1 FROM store_article WHERE id = ? AND complete", [article]).fetchone() is not None


def finished(group: dict[str, Any], number: int) -> bool:
    """Whether a group has read and acknowledged so many entries."""
    return bool(group["entries-read"] == number and not group["pending"])


def latency(url: str, number: int, directory: Path) -> None:
    """At idle: an article is put on its stream; when are its claims in the database? The real extractor and store, on SQLite."""
    environment = {**os.environ, "TOCSIN_STATE_DIR": str(directory), "TOCSIN_REDIS_URL": url}
    subprocess.run([sys.executable, "-m", "services.cli", "migrate"], env=environment, check=True, capture_output=True)
    took = []
    with redis.Redis.from_url(url) as client, closing(sqlite3.connect(directory / "store.db", isolation_level=None)) as store:
        client.flushall()
        with processes(url, directory, [["-m", "services.cli", "run", name] for name in ("extract", "store")]):
            for place in range(-5, number):
                event = article(1_000_000 + place)
                began = time.perf_counter()
                client.xadd(streams.ARTICLES, {"event": event.to_json()})
                until(lambda event=event: complete(store, event.data.id))
                if place >= 0:  # the first ones load the lexicon
                    took.append((time.perf_counter() - began) * 1000)
                time.sleep(0.05)
    took.sort()
    p50, p99 = took[len(took) // 2], took[int(len(took) * 0.99)]
    print(f"at idle, article on its stream → claims in SQLite: p50 {p50:.0f} ms, p99 {p99:.0f} ms of {number} (the mark is 100)")
