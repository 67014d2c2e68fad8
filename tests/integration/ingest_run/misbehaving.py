"""A local web site that answers exactly as a test says, well or badly, and an ingest that reads it under a clock of the test's."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from random import Random
from typing import Any

from sqlalchemy import select

from services.ingest.articles import items
from services.ingest.articles.items import ItemState
from services.ingest.fetching.failure import Failed
from services.ingest.fetching.fetch import Fetcher
from services.ingest.fetching.robots import Robots
from services.ingest.jobs import lists, pages
from services.ingest.settings import IngestSettings, Source
from services.ingest.sources import state
from services.ingest.sources.state import SourceState
from services.ingest.tables.leases import Me
from services.ingest.tables.schema import ARTICLE, ITEM, OUTBOX
from services.ingest.work import Work
from services.runtime.database import reading
from services.runtime.guard import Guard
from tocsin.catalog import read_event
from tocsin.envelope import Event

START = datetime(2025, 7, 21, 12, tzinfo=UTC)


@dataclass
class Asked:
    """One request as the site saw it."""

    path: str
    headers: dict[str, str]
    host: str
    at: float
    body: str = ""


Answer = bytes | Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


def reply(status: int = 200, body: bytes | str = b"", /, length: int | None = None, **headers: str) -> bytes:
    """A raw HTTP answer; header names with _ for -."""
    raw = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(raw) if length is None else length}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw


@dataclass
class Site:
    """Path → what it answers, always the same or, for a list, one after another; everything that was asked."""

    answers: dict[str, Answer | list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [each.path for each in self.asked if each.path != "/robots.txt"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            raw = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *rest = raw.rstrip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in rest)}
            body = (await reader.readexactly(int(headers.get("content-length", 0)))).decode()
            asked = Asked(first.split()[1], headers, headers.get("host", ""), asyncio.get_running_loop().time(), body)
            self.asked.append(asked)
            answer = self.answers.get(asked.path, reply(404))
            if isinstance(answer, list):
                answer = answer.pop(0) if len(answer) > 1 else answer[0]
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(asked, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@dataclass
class TestClock:
    """A clock that stands until it is moved."""

    __test__ = False
    moment: datetime = START

    def now(self) -> datetime:
        return self.moment

    def ahead(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Desk:
    """An ingest whose steps a test takes one by one."""

    work: Work
    site: Site
    clock: TestClock

    def declare(self, **given: Any) -> Source:
        values = {"id": "paper", "url": self.site.url(), "host": {"delay": 0}, **given}
        source = Source.model_validate(values)
        self.work.sources = {**self.work.sources, source.id: source}
        return source

    async def sync(self) -> None:
        await state.sync(self.work.engine, list(self.work.sources.values()), self.clock.now().timestamp())

    async def state(self, source: str = "paper") -> SourceState:
        return next(each for each in await state.every(self.work.engine) if each.id == source)

    async def poll(self, source: str = "paper") -> Failed | None:
        """Reads the list of a source once, due or not."""
        await self.sync()
        return await lists.poll(self.work, self.work.sources[source], await self.state(source))

    async def read(self, domain: str = "127.0.0.1") -> list[Failed | None]:
        """Reads every item that is due now."""
        outcomes = []
        while found := await self._due(domain):
            for item in found:
                outcomes.append(await pages.read_item(self.work, self.work.sources[item.source], item))  # noqa: PERF401
        return outcomes

    async def _due(self, domain: str) -> list[ItemState]:
        async with reading(self.work.engine) as connection:
            return await items.due(connection, domain, self.clock.now().timestamp(), [], 10)

    async def events(self) -> list[Event[Any]]:
        async with reading(self.work.engine) as connection:
            found = await connection.execute(select(OUTBOX.c.event).order_by(OUTBOX.c.seq))
            return [read_event(row.event) for row in found]

    async def articles(self) -> list[Any]:
        return [event.data for event in await self.events() if event.type == "tocsin.article.published.v1"]

    async def rows(self, table: Any = ITEM) -> list[dict[str, Any]]:
        async with reading(self.work.engine) as connection:
            return [dict(row) for row in (await connection.execute(select(table))).mappings()]

    async def kept(self) -> list[dict[str, Any]]:
        return await self.rows(ARTICLE)


@asynccontextmanager
async def desk(engine: Any, pool: Any, *, allow: Sequence[str] = ("127.0.0.1",), **settings: Any) -> AsyncIterator[Desk]:
    """A site and an ingest that reads it; names that end in .example are the site too."""
    site, clock = Site(), TestClock()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0)
    site.port = server.sockets[0].getsockname()[1]

    async def resolve(host: str, port: int) -> Sequence[str]:
        if host.endswith(".example"):
            return ["127.0.0.1"]
        with suppress(ValueError):
            return [str(ip_address(host))]
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    fetcher = Fetcher(Guard(allow, resolve), clock)
    robots = Robots(engine)
    given = IngestSettings(allow_private=tuple(allow), **settings)
    work = Work(engine, given, {}, fetcher, robots, pool, Me("test", 30), clock, Random(1))
    try:
        yield Desk(work, site, clock)
    finally:
        await fetcher.aclose()
        server.close()
        await server.wait_closed()


@contextmanager
def serving(site: Site) -> Iterator[None]:
    """The site in a thread of its own: commands run an event loop themselves."""
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def begin() -> asyncio.Server:
        return await asyncio.start_server(site.serve, "127.0.0.1", 0)

    def run() -> None:
        server = loop.run_until_complete(begin())
        site.port = server.sockets[0].getsockname()[1]
        ready.set()
        loop.run_forever()
        server.close()
        loop.run_until_complete(server.wait_closed())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait()
    yield
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


def feed(*entries: tuple[str, str], published: datetime = START, site: Site | None = None, more: str = "") -> bytes:
    """An RSS document of (path, title) entries."""
    base = site.url("") if site else "http://paper.example"
    stamp = format_datetime(published)
    told = "".join(
        f"<item><title>{title}</title><link>{base}{path}</link><guid>{base}{path}</guid><pubDate>{stamp}</pubDate>"
        f"<description>Teaser of {title}.</description></item>"
        for path, title in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>{more}{told}</channel></rss>'.encode()


def page(title: str, words: str = "", paragraphs: int = 6) -> bytes:
    """An article page with navigation around it."""
    body = "".join(
        f"<p>{words} Paragraph {number} of the report says that the ferry to the island left the harbour in the morning and that"
        f" nobody on board was hurt when it touched the pier, according to the port authority.</p>"
        for number in range(paragraphs)
    )
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>About us</footer></body></html>"
    ).encode()
