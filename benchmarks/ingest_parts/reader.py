"""Ingest as app.py assembles it, but for the names it can resolve."""

import asyncio
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from services.ingest.cleaning.pool import Pool
from services.ingest.fetching.exchange import Outcome, Request
from services.ingest.fetching.fetch import Fetcher
from services.ingest.fetching.robots import Robots
from services.ingest.jobs.poll import Loop
from services.ingest.jobs.relay import Relay
from services.ingest.settings import IngestSettings, Source
from services.ingest.sources.state import sync
from services.ingest.tables import leases
from services.ingest.tables.schema import ROBOTS, SOURCE, VERSION_TABLE, insert_into
from services.ingest.work import Work
from services.runtime import database
from services.runtime.clock import SystemClock
from services.runtime.guard import Guard
from services.runtime.metrics import Metrics
from services.runtime.pressure import Pressure
from services.runtime.publish import Publisher
from services.runtime.restarts import Restarts
from services.runtime.server import connect
from services.runtime.service import Tools
from services.runtime.settings import RuntimeSettings
from services.runtime.tracing import PassedOn


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
        tools = Tools(
            Publisher(server, 1, metrics, PassedOn()).publish,
            Pressure(server, RuntimeSettings(redis_url=self.redis_url)),
            self.work.clock,
            metrics,
            Restarts(server.incarnation),
        )
        tasks = [asyncio.create_task(Loop(self.work).run(tools)), asyncio.create_task(self.relay.run(tools))]
        await asyncio.wait([asyncio.create_task(until()), *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.pool.aclose()
        await self.fetcher.aclose()
        await server.close()
        await self.engine.dispose()
