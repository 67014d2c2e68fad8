"""What the runtime costs and keeps: throughput beside FastStream and beside a bare loop, the whole path, latency, memory.

Baselines, measured in the same run on the same 5 kB articles: FastStream as it comes, one by one and in batches; and a bare
redis-py loop of XREADGROUP and XACK with the decoding that ours does. Each arm runs several times in turn; medians are printed.
Where the time beyond the bare loop goes is measured by adding ours to it layer by layer.

    python benchmarks/streams.py                  about two minutes
    python benchmarks/streams.py --million        memory over a million entries instead of a hundred thousand
"""

import argparse
import asyncio
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import redis
from faststream.redis import RedisBroker, StreamSub

from services.ingest.jobs.relay import Relay
from services.ingest.settings import ingest_settings
from services.ingest.tables import outbox
from services.ingest.tables.leases import this_process
from services.runtime import database
from services.runtime.delivery import Entry
from services.runtime.handling import Handling, Rules
from services.runtime.metrics import Metrics
from services.runtime.reader import Polls, reader
from services.runtime.redis_server import EmbeddedServer
from services.runtime.server import Server, connect
from services.runtime.service import Batch, Delivery, Service, Transform
from services.runtime.settings import Document
from services.runtime.subscribe import Subscription
from services.runtime.tracing import tracing
from tocsin import streams
from tocsin.article import Article, ArticleExtracted
from tocsin.catalog import ARTICLE_EXTRACTED, ARTICLE_PUBLISHED, make_event, read_event
from tocsin.envelope import Event

SIZE = 100
"""Entries that every batched arm takes at a time."""

TEXT = "Two drones were shot down over Kaluga Oblast overnight, the Russian Ministry of Defense reported. "


FROM_FASTSTREAM, FROM_HANDLING = "read by FastStream", "handled by ours"
ADDS = {
    FROM_FASTSTREAM: "FastStream's subscriber and our client",
    FROM_HANDLING: "handling (deliveries, errors, metrics, traces)",
    "ours": "the rest of the service (reclaimer, hold, janitor, watchdog)",
}
"""What each layer adds to the one before it, from the bare loop up."""


def article(number: int) -> Event[Any]:
    """The event of an article; 5 kB of JSON."""
    now = datetime.now(UTC)
    data = Article(
        id=f"art_{number}", source="post", url=f"https://post.example/{number}", title=f"Number {number}", published=now, lang="en",
        text=TEXT + "The rest of this report adds nothing of its own. " * 80,
    )  # fmt: skip
    return make_event(ARTICLE_PUBLISHED, data, source="tocsin/ingest", time=now)


def configured(url: str, **settings: object) -> Document:
    """A configuration with everything at its default but what is given."""
    return Document({"runtime": {"redis_url": url, **settings}}, dict(os.environ), "the benchmark")


def fill(client: redis.Redis, key: str, entries: Sequence[str]) -> None:
    """Puts events on a stream whose group is there."""
    for group in ("bench", "store", "extract"):
        client.xgroup_create(key, group, id="0", mkstream=True)
    for at in range(0, len(entries), 500):
        with client.pipeline(transaction=False) as pipeline:
            for text in entries[at : at + 500]:
                pipeline.xadd(key, {"event": text})
            pipeline.execute()


class Counted:
    """Notes when so many entries have been seen, and how quickly."""

    def __init__(self, number: int) -> None:
        self.number, self.seen = number, 0
        self.done = asyncio.Event()
        self._first, self._began, self._ended = 0, 0.0, 0.0

    def add(self, more: int) -> None:
        """Notes some more."""
        self.seen += more
        if not self._first:
            self._first, self._began = more, time.perf_counter()
        if self.seen >= self.number:
            self._ended = time.perf_counter()
            self.done.set()

    @property
    def rate(self) -> float:
        """Entries a second from the end of the first batch to the end of the last: starting up is no part of it."""
        return (self.seen - self._first) / (self._ended - self._began)


async def timed(run: Callable[[Counted], Awaitable[None]], number: int) -> float:
    """Entries a second once it runs."""
    counted = Counted(number)
    task = asyncio.ensure_future(run(counted))
    await asyncio.wait({task, asyncio.ensure_future(counted.done.wait())}, return_when=asyncio.FIRST_COMPLETED)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return counted.rate


async def ours(url: str, counted: Counted) -> None:
    """The project's batch subscriber: decoding, validation, acknowledgement, janitor, watchdog, metrics."""

    async def keep(deliveries: Sequence[Delivery]) -> None:
        counted.add(len(deliveries))

    await Service(configured(url), "store", consumes=Batch(streams.CLAIMS, "store", SIZE, keep)).run()


async def faststream(url: str, counted: Counted, *, batch: bool) -> None:
    """FastStream as it comes: no decoding into events, no reclaiming, no dead letters."""
    broker = RedisBroker(url, logger=None)
    subscription = StreamSub("plain", group="bench", consumer="one", batch=batch, max_records=SIZE)

    if batch:

        @broker.subscriber(stream=subscription)
        async def all_at_once(found: list[dict[str, Any]]) -> None:
            counted.add(len(found))
    else:

        @broker.subscriber(stream=subscription)
        async def one_by_one(found: dict[str, Any]) -> None:
            del found
            counted.add(1)

    await broker.start()
    try:
        await asyncio.Event().wait()
    finally:
        await broker.stop()


async def bare(url: str, counted: Counted) -> None:
    """The least that reads, decodes as ours does, and acknowledges."""
    client = redis.asyncio.Redis.from_url(url)
    try:
        while counted.seen < counted.number:
            found = await client.xreadgroup("bench", "one", {streams.CLAIMS: ">"}, count=SIZE, block=1000)
            for _, entries in found:
                events = [read_event(fields[b"event"]) for _, fields in entries]
                await client.xack(streams.CLAIMS, "bench", *[entry for entry, _ in entries])
                counted.add(len(events))
    finally:
        await client.aclose()


def subscriber(counted: Counted) -> tuple[Batch, Rules]:
    """What a subscription of the benchmark reads and how."""

    async def keep(deliveries: Sequence[Delivery]) -> None:
        counted.add(len(deliveries))

    return Batch(streams.CLAIMS, "store", SIZE, keep), Rules("one", 1, 5, 30.0)


class Direct:
    """The bare loop's work inside FastStream's subscriber: decodes, acknowledges, and nothing else."""

    keys = (streams.CLAIMS,)

    def __init__(self, server: Server, counted: Counted) -> None:
        self.work, self.rules = subscriber(counted)
        self._server = server

    async def take(self, key: str, entries: Sequence[Entry]) -> None:
        """One batch."""
        events = [read_event(entry.fields[b"event"]) for entry in entries]
        await self._server.ack(key, "store", [entry.id for entry in entries])
        await self.work.handle(events)  # type: ignore[arg-type]  # they are only counted


async def layer(url: str, counted: Counted, *, handled: bool) -> None:
    """Reading through FastStream as ours does; `handled` by ours too: errors, metrics, log context, traces."""
    server = await connect(url)
    work, rules = subscriber(counted)
    handling = Handling(work, server, rules, Metrics("store"), tracing("store", {})) if handled else Direct(server, counted)
    polls = Polls()
    client = reader(url, server.identity, polls)
    subscription = Subscription(handling, client, 5.0)  # type: ignore[arg-type]  # it asks for four attributes
    await subscription.start()
    try:
        await asyncio.Event().wait()
    finally:
        polls.closing = True
        await subscription.stop()
        await client.aclose()
        await server.close()


async def throughput(url: str, number: int, rounds: int) -> None:
    """Ours against the three baselines."""
    texts = [article(place).to_json() for place in range(number)]
    runs: dict[str, Callable[[Counted], Awaitable[None]]] = {
        "FastStream one by one": lambda counted: faststream(url, counted, batch=False),
        "FastStream batch": lambda counted: faststream(url, counted, batch=True),
        "ours": lambda counted: ours(url, counted),
        "bare loop": lambda counted: bare(url, counted),
        FROM_FASTSTREAM: lambda counted: layer(url, counted, handled=False),
        FROM_HANDLING: lambda counted: layer(url, counted, handled=True),
    }
    rates: dict[str, list[float]] = {name: [] for name in runs}
    with redis.Redis.from_url(url) as client:
        for _ in range(rounds):
            for name, run in runs.items():
                client.flushall()
                if name.startswith("FastStream"):
                    await fill_plain(client, url, texts)
                else:
                    fill(client, streams.CLAIMS, texts)
                rates[name].append(await timed(run, number))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    print(f"{number} articles of {len(texts[0].encode())} bytes, {SIZE} at a time, median of {rounds}")
    for name in ("ours", "FastStream batch", "FastStream one by one", "bare loop"):
        against = "" if name == "ours" else f"   ours is {middle['ours'] / middle[name]:.2f} times that"
        print(f"  {name:<22} {middle[name]:>8,.0f} articles/s{against}")
    print(f"where the rest goes, µs an article: the bare loop takes {1e6 / middle['bare loop']:.1f}", end="")
    below = middle["bare loop"]
    for name in (FROM_FASTSTREAM, FROM_HANDLING, "ours"):
        print(f", {ADDS[name]} {1e6 / middle[name] - 1e6 / below:+.1f}", end="")
        below = middle[name]
    print(f", together {1e6 / middle['ours']:.1f}")


async def fill_plain(client: redis.Redis, url: str, texts: Sequence[str]) -> None:
    """The same articles as FastStream writes them."""
    client.xgroup_create("plain", "bench", id="0", mkstream=True)
    broker = RedisBroker(url, logger=None)
    await broker.connect()
    bodies = [json.loads(text) for text in texts]
    sender = redis.asyncio.Redis.from_url(url)
    for at in range(0, len(bodies), 500):
        async with sender.pipeline(transaction=False) as pipeline:
            for body in bodies[at : at + 500]:
                await broker.publish(body, stream="plain", pipeline=pipeline)
            await pipeline.execute()
    await sender.aclose()
    await broker.stop()


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
        roles = [[__file__, "--role", role] for role in ("store", "extract", "ingest")]
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


async def memory(url: str, number: int) -> None:
    """Whether this process and Redis stay as they are while many entries pass through."""
    counted, marks = Counted(number), []

    async def keep(deliveries: Sequence[Delivery]) -> None:
        counted.add(len(deliveries))

    texts = [article(place).to_json() for place in range(1000)]
    service = Service(configured(url, retain_entries=1000), "store", consumes=Batch(streams.CLAIMS, "store", 500, keep))
    with redis.Redis.from_url(url) as client:
        client.flushall()
        client.xgroup_create(streams.CLAIMS, "store", id="0", mkstream=True)
        running = asyncio.ensure_future(service.run())
        for sent in range(0, number, 1000):
            with client.pipeline(transaction=False) as pipeline:
                for text in texts:
                    pipeline.xadd(streams.CLAIMS, {"event": text})
                await asyncio.to_thread(pipeline.execute)
            while sent + 1000 - counted.seen > 5000:  # noqa: ASYNC110  # only now and then
                await asyncio.sleep(0.005)
            if (sent + 1000) % (number // 10) == 0:
                marks.append((resident(), client.info("memory")["used_memory"] / 2**20))
        await counted.done.wait()
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
    print(f"memory over {number:,} entries, at each tenth: consumer {' '.join(f'{mark[0]:.0f}' for mark in marks)} MB")
    print(f"{'':>40} Redis {' '.join(f'{mark[1]:.0f}' for mark in marks)} MB")


def resident() -> float:
    """Memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1]) if Path("/proc/self/statm").exists() else 0
    return pages * resource.getpagesize() / 2**20


async def main(arguments: argparse.Namespace) -> None:
    """Every measurement in turn."""
    with tempfile.TemporaryDirectory() as directory:
        server = EmbeddedServer(Path(directory), os.environ)
        url = server.start()
        try:
            await throughput(url, arguments.articles, arguments.rounds)
            await path(url, arguments.articles, Path(directory))
            latency(url, arguments.samples, Path(directory))
            await memory(url, 1_000_000 if arguments.million else 100_000)
        finally:
            server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000, help="in each run of an arm")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each arm")
    parser.add_argument("--samples", type=int, default=300, help="articles measured at idle")
    parser.add_argument("--million", action="store_true", help="a million entries for the memory")
    parser.add_argument("--role", choices=["ingest", "extract", "store"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.role:
        asyncio.run(stub(given.role, Document({}, os.environ, "the benchmark")).run())
    else:
        asyncio.run(main(given))
