"""Ingest: feeds parsed a second, articles a second from the wire to Redis, and 10,000 sources on schedule; each against a baseline.

    python benchmarks/ingest.py [--feeds 200] [--pages 300] [--sources 10000] [--seconds 120] [--only feeds|articles|schedule]

Everything talks to 127.0.0.1. The site runs in a process of its own, so the figures of the reader are its own.
"""

import argparse
import asyncio
import json
import logging
import multiprocessing
import os
import resource
import socket
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from random import Random
from statistics import mean, quantiles
from typing import Any

from sqlalchemy import select, update

from services.ingest import leases
from services.ingest.fetch import Fetcher, Outcome, Request
from services.ingest.poll import Loop
from services.ingest.pool import Pool
from services.ingest.relay import Relay
from services.ingest.robots import Robots
from services.ingest.schema import ROBOTS, SOURCE, VERSION_TABLE, insert_into
from services.ingest.settings import IngestSettings, Source
from services.ingest.state import sync
from services.ingest.work import Work
from services.runtime import database
from services.runtime.clock import SystemClock
from services.runtime.guard import Guard
from services.runtime.metrics import Metrics
from services.runtime.publish import Publisher
from services.runtime.redis_server import EmbeddedServer
from services.runtime.server import connect
from services.runtime.service import Tools
from services.runtime.tracing import PassedOn

WORDS = [
    "harbour",
    "ferry",
    "island",
    "pier",
    "captain",
    "storm",
    "warehouse",
    "fire",
    "regional",
    "governor",
    "said",
    "morning",
    "reported",
    "crew",
    "passengers",
    "rescue",
    "service",
    "closed",
    "bridge",
    "repair",
    "electricity",
    "district",
    "village",
    "evening",
    "officials",
    "nobody",
    "injured",
    "according",
    "statement",
]


_SITE = "site"
"""Name of the process that plays the sites."""


def text(chance: Random, words: int) -> str:
    """So many words of no meaning."""
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def page(number: int) -> bytes:
    """An article page of 50 to 220 kB with everything that stands around articles.

    Most of a real page is not text: data for scripts, styles, menus, cards of other articles.
    """
    chance = Random(number)
    body = "".join(f"<p>{text(chance, 40)}</p>" for _ in range(chance.randint(8, 25)))
    links = "".join(f'<li><a href="/{chance.randrange(10**6)}">{text(chance, 8)}</a></li>' for _ in range(150))
    cards = "".join(
        f'<div class="card card--wide"><a href="/c{n}"><img src="/i/{n}.jpg" width="320" height="180" alt=""></a>'
        f'<h3><a href="/c{n}">{text(chance, 7)}</a></h3><p>{text(chance, 12)}</p><time>{n} min</time></div>'
        for n in range(chance.randint(40, 120))
    )
    state = json.dumps([{"id": n, "title": text(chance, 8)} for n in range(chance.randint(100, 1_800))])
    head = (
        f'<title>{text(chance, 8)}</title><meta property="article:published_time" content="2025-07-21T10:00:00+03:00">'
        f"<style>{'.x{color:red}' * 300}</style><script>{'var a=1;' * 500}</script>"
        f'<script type="application/json">{state}</script>'
    )
    nav = f"<header><nav><ul>{links}</ul></nav></header>"
    article = f"<main><article><h1>{text(chance, 8)}</h1>{body}</article></main>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{nav}{article}<aside>{cards}</aside></body></html>".encode()


def feed(items: Sequence[tuple[str, str, str]], stamp: datetime) -> bytes:
    """RSS of (address, title, text)."""
    told = "".join(
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{format_datetime(stamp)}</pubDate>"
        f"<description><![CDATA[<p>{body}</p>]]></description></item>"
        for link, title, body in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Bench</title>{told}</channel></rss>'.encode()


# ---- feeds ---------------------------------------------------------------------------------------------------------------------


def feeds(count: int) -> None:
    """Reads feeds of 25 items, and has feedparser read them too."""
    import feedparser  # noqa: PLC0415  # the baseline

    from services.ingest.readers.feed import read  # noqa: PLC0415

    chance, now = Random(1), datetime.now(UTC)
    documents = [
        feed([(f"https://a.example/{n}/{i}", text(chance, 8), text(chance, 60)) for i in range(25)], now) for n in range(count)
    ]
    ours = rate(lambda: [read(each, url="https://a.example/") for each in documents], count)
    theirs = rate(lambda: [feedparser.parse(each, sanitize_html=False, resolve_relative_uris=False) for each in documents], count)
    print(f"feeds parsed: {ours:.0f}/s; feedparser without sanitising {theirs:.0f}/s; ratio {ours / theirs:.1f}")


def rate(work: Any, count: int) -> float:
    """How often a second of CPU."""
    began = time.process_time()
    work()
    return count / (time.process_time() - began)


# ---- a site in a process of its own --------------------------------------------------------------------------------------------


def site(pipe: Any, pages: int) -> None:
    """Feeds for any host; 80 % of the hosts answer 304 to a conditional request, the others have something new each time."""
    asyncio.run(_site(pipe, pages))


async def _site(pipe: Any, pages: int) -> None:
    served = {f"/page/{number}": page(number) for number in range(pages)}
    now, counter = datetime.now(UTC), 0

    def answer(path: str, head: bytes) -> bytes:
        nonlocal counter
        if path in served:
            return _ok(served[path], b"text/html; charset=utf-8")
        if path == "/pages":
            base = f"http://site0.example:{port}"
            return _ok(feed([(f"{base}/page/{n}", f"Page {n}", "Teaser.") for n in range(pages)], now), b"application/rss+xml")
        if path == "/feed":
            host = int(head.partition(b"site")[2].partition(b".")[0])
            if host % 5 and b"if-none-match" in head.lower():
                return b'HTTP/1.1 304 X\r\nETag: "a"\r\nContent-Length: 0\r\n\r\n'
            counter += 1
            item = (f"http://site{host}.example/{counter}", f"Item {counter} of {host}", text(Random(counter), 80))
            return _ok(feed([item], now), b"application/rss+xml")
        return b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(answer(head.split(b" ", 2)[1].decode(), head))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1000)
    port = server.sockets[0].getsockname()[1]
    pipe.send(port)
    await asyncio.to_thread(pipe.recv)  # until it is told to stop


def _ok(body: bytes, kind: bytes) -> bytes:
    return b'HTTP/1.1 200 OK\r\nETag: "a"\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n' % (kind, len(body)) + body


class Site:
    """`with Site(pages) as port`."""

    def __init__(self, pages: int) -> None:
        self._pipe, there = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=site, args=(there, pages), name=_SITE, daemon=True)

    def __enter__(self) -> int:
        self._process.start()
        port: int = self._pipe.recv()
        return port

    def __exit__(self, *_: object) -> None:
        self._pipe.send("stop")
        self._process.join(10)


# ---- the reader ----------------------------------------------------------------------------------------------------------------


async def everywhere(host: str, _: int) -> Sequence[str]:
    """Every name is this machine."""
    if not host.endswith(".example"):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    return ["127.0.0.1"]


class Noting(Fetcher):
    """Notes when the first request to each address begins."""

    def __init__(self, clock: SystemClock) -> None:
        super().__init__(Guard(["127.0.0.1"], everywhere), clock)
        self.begun: dict[str, float] = {}

    async def fetch(self, request: Request) -> Outcome:
        """As ever, and noted."""
        self.begun.setdefault(request.url, time.time())
        return await super().fetch(request)


class Reader:
    """Ingest on a fresh SQLite file and a real Redis, as app.py assembles it, but for the names it can resolve."""

    def __init__(self, directory: Path, redis_url: str, sources: Sequence[Source], workers: int) -> None:
        self.engine, clock = database.engine(f"sqlite:///{directory}/ingest.db"), SystemClock()
        self.redis_url, self.fetcher = redis_url, Noting(clock)
        settings = IngestSettings(workers=workers)
        self.pool, me = Pool(workers), leases.this_process(settings.lease)
        declared = {each.id: each for each in sources}
        self.work = Work(self.engine, settings, declared, self.fetcher, Robots(self.engine), self.pool, me, clock)
        self.relay = Relay(self.engine, settings, me)

    async def prepare(self) -> dict[str, float]:
        """Tables, sources and the robots.txt of every site, as after a day of running; address → when it is due."""
        await database.migrate(self.engine, "services.ingest", VERSION_TABLE)
        now = time.time()
        await sync(self.engine, list(self.work.sources.values()), now)
        async with database.writing(self.engine) as connection:
            origins = {(each.url or "").rpartition("/")[0] for each in self.work.sources.values()}
            known = [{"origin": origin, "body": "", "good": now, "expires": now + 86_400} for origin in sorted(origins)]
            await connection.execute(insert_into(connection, ROBOTS).on_conflict_do_nothing(), known)
            await connection.execute(update(SOURCE).values(etag='"a"', last_full=now, last_ok=now, last_new=now, items_new=1))
            due = await connection.execute(select(SOURCE.c.url, SOURCE.c.due))
            return {row.url: row.due for row in due}

    async def run(self, until: Any) -> None:
        """Reads and relays until `until()` returns."""
        server = await connect(self.redis_url)
        metrics = Metrics("ingest")
        tools = Tools(Publisher(server, 1, metrics, PassedOn()).publish, Room(), self.work.clock, metrics)
        tasks = [asyncio.create_task(Loop(self.work).run(tools)), asyncio.create_task(self.relay.run(tools))]
        await asyncio.wait([asyncio.create_task(until()), *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.pool.__aexit__(None, None, None)
        await self.fetcher.aclose()
        await server.close()
        await self.engine.dispose()


class Room:
    """The streams of this run are empty: there is room."""

    async def clear(self) -> None:
        """At once."""
        return


# ---- articles ------------------------------------------------------------------------------------------------------------------


def articles(count: int, redis_url: str) -> None:
    """Fetches, cleans, keeps and publishes pages, and has trafilatura clean the same ones."""
    import trafilatura  # noqa: PLC0415  # the baseline

    documents = [page(number) for number in range(count)]
    trafilatura.extract(documents[0], output_format="json", with_metadata=True)
    bare = rate(lambda: [trafilatura.extract(each) for each in documents], count)
    with_facts = rate(lambda: [trafilatura.extract(each, output_format="json", with_metadata=True) for each in documents], count)
    with Site(count) as port, tempfile.TemporaryDirectory() as directory:
        wall, cpu = asyncio.run(_articles(Path(directory), redis_url, port, count))
    sizes = sorted(len(each) / 1000 for each in documents)
    print(
        f"pages made for this: {mean(sizes):.0f} kB in the mean ({sizes[0]:.0f} to {sizes[-1]:.0f}), "
        f"{1000 / with_facts:.0f} ms of trafilatura with date and title each; pages of news sites: 60 to 300 kB and 10 to 40 ms; "
        "the smaller a page, the more the rest of the way weighs"
    )
    print(
        f"articles from the wire to Redis: {count / wall:.1f} a second with one worker, {count / cpu:.1f} a second of CPU; "
        f"a second of CPU of trafilatura alone: {bare:.1f} texts (ratio {count / cpu / bare:.2f}), "
        f"{with_facts:.1f} with date and title (ratio {count / cpu / with_facts:.2f})"
    )


async def _articles(directory: Path, redis_url: str, port: int, count: int) -> tuple[float, float]:
    pace = {"delay": 0, "concurrency": 8}
    source = Source.model_validate(
        {"id": "pages", "url": f"http://site0.example:{port}/pages", "host": pace, "max_item_age": "3650d"}
    )
    reader = Reader(directory, redis_url, [source], workers=1)
    await reader.prepare()
    seen: list[tuple[float, float, int]] = []

    async def until() -> None:
        while (done := (await outbox_published(reader))) < count:
            if done and not seen:  # the workers have imported what they need
                seen.append((time.time(), cpu_seconds(), done))
            await asyncio.sleep(0.2)  # looking costs processor time too
        seen.append((time.time(), cpu_seconds(), done))

    await reader.run(until)
    (began, cpu, first), (ended, cpu_then, _) = seen
    share = count / (count - first)
    return (ended - began) * share, (cpu_then - cpu) * share


async def outbox_published(reader: Reader) -> int:
    """Articles that are on their stream."""
    async with database.reading(reader.engine) as connection:
        found = await connection.exec_driver_sql("SELECT count(*) FROM ingest_outbox WHERE published IS NOT NULL")
        return int(found.scalar_one())


def cpu_seconds() -> float:
    """Of this process and of the workers that it has started, live ones included; the site and Redis are not the reader's."""
    ticks = os.sysconf("SC_CLK_TCK")
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    names: dict[int, str] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            head, _, rest = stat.read_text("ascii", "replace").rpartition(")")
            pid, fields = int(stat.parent.name), rest.split()
            names[pid] = head.partition("(")[2]
            parents[pid], used[pid] = int(fields[1]), (int(fields[11]) + int(fields[12])) / ticks
    others = {child.pid for child in multiprocessing.active_children() if child.name == _SITE}
    others |= {pid for pid, name in names.items() if name.startswith(("redis-server", "valkey-server"))}
    return time.process_time() + sum(used[pid] for pid in used if _descends(pid, parents, others))


def _descends(pid: int, parents: Mapping[int, int], others: Collection[int | None]) -> bool:
    """Whether a process was started by this one, by way of none of the others."""
    while pid in parents and pid not in others:
        pid = parents[pid]
        if pid == os.getpid():
            return True
    return False


# ---- schedule ------------------------------------------------------------------------------------------------------------------


def schedule(count: int, seconds: float, redis_url: str) -> None:
    """Keeps many sources on schedule for a while."""
    with Site(0) as port, tempfile.TemporaryDirectory() as directory:
        here, there = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(
            target=_scheduled, args=(there, Path(directory), redis_url, port, count, seconds)
        )
        process.start()
        late, cpu, rss, bare = here.recv()
        process.join()
    p95 = quantiles(late, n=20)[-1]
    print(
        f"schedule: {count} sources every 15 min for {seconds:.0f} s: {len(late)} polls, lateness mean {mean(late):.2f} s, "
        f"p95 {p95:.2f} s, worst {max(late):.2f} s; CPU {cpu:.0%} of a core (nothing but the requests: {bare:.1%}), "
        f"memory {rss / 1024:.0f} MiB"
    )


def _scheduled(pipe: Any, *given: Any) -> None:
    logging.disable(logging.WARNING)
    pipe.send(asyncio.run(_run_schedule(*given)))


async def _run_schedule(
    directory: Path, redis_url: str, port: int, count: int, seconds: float
) -> tuple[list[float], float, int, float]:
    every = {"min": "15m", "start": "15m", "max": "15m"}
    sources = [
        Source.model_validate({"id": f"s{n}", "url": f"http://site{n}.example:{port}/feed", "interval": every, "content": "feed"})
        for n in range(count)
    ]
    reader = Reader(directory, redis_url, sources, workers=1)
    due = await reader.prepare()
    began, used = time.time(), time.process_time()

    async def until() -> None:
        await asyncio.sleep(seconds)

    await reader.run(until)
    cpu = (time.process_time() - used) / (time.time() - began)
    now = time.time()
    never = [now - moment for url, moment in due.items() if url not in reader.fetcher.begun and moment < now - 1]
    late = [max(0.0, reader.fetcher.begun[url] - due[url]) for url in reader.fetcher.begun if url in due]
    return late + never, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, await _bare(port, count / 900)


async def _bare(port: int, polls: float) -> float:
    """CPU share of nothing but the requests: 200 of them by httpx, brought to this rate."""
    fetcher = Noting(SystemClock())
    limits = Source(id="bare", url="http://site1.example/")
    used = time.process_time()
    for number in range(200):
        await fetcher.fetch(Request(f"http://site{number}.example:{port}/feed", limits, etag='"a"'))
    spent = (time.process_time() - used) / 200
    await fetcher.aclose()
    return spent * polls


def main() -> None:
    """Runs what is asked for."""
    logging.disable(logging.WARNING)  # every feed of this site is all new to whoever reads it for the first time
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--only", choices=["feeds", "articles", "schedule"])
    given = parser.parse_args()
    if given.only in {None, "feeds"}:
        feeds(given.feeds)
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as directory:
        server = EmbeddedServer(Path(directory), os.environ, {"appendonly": "no"})
        try:
            url = server.start()
            if given.only in {None, "articles"}:
                articles(given.pages, url)
            if given.only in {None, "schedule"}:
                schedule(given.sources, given.seconds, url)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
