"""How many articles a second ours reads beside FastStream and beside a bare loop, and where the time beyond the loop goes."""

import asyncio
import json
import statistics
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import redis
from faststream.redis import RedisBroker, StreamSub

from services.runtime.delivery import Entry
from services.runtime.handling import Handling, Rules
from services.runtime.metrics import Metrics
from services.runtime.reader import Polls, reader
from services.runtime.server import Server, connect
from services.runtime.service import Batch, Delivery, Service
from services.runtime.subscribe import Subscription
from services.runtime.tracing import tracing
from streams_parts.article import Counted, article, configured
from tocsin import streams
from tocsin.catalog import read_event

SIZE = 100
"""Entries that every batched arm takes at a time."""

FROM_FASTSTREAM, FROM_HANDLING = "read by FastStream", "handled by ours"
ADDS = {
    FROM_FASTSTREAM: "FastStream's subscriber and our client",
    FROM_HANDLING: "handling (deliveries, errors, metrics, traces)",
    "ours": "the rest of the service (reclaimer, hold, janitor, watchdog)",
}
"""What each layer adds to the one before it, from the bare loop up."""


def fill(client: redis.Redis, key: str, entries: Sequence[str]) -> None:
    """Puts events on a stream whose group is there."""
    for group in ("bench", "store", "extract"):
        client.xgroup_create(key, group, id="0", mkstream=True)
    for at in range(0, len(entries), 500):
        with client.pipeline(transaction=False) as pipeline:
            for text in entries[at : at + 500]:
                pipeline.xadd(key, {"event": text})
            pipeline.execute()


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
