"""Wires ingest together; decides nothing."""

import asyncio
from contextlib import suppress
from typing import Final

from services.ingest.cleaning.pool import Limits, Pool
from services.ingest.fetching.fetch import Fetcher
from services.ingest.fetching.robots import Robots
from services.ingest.hooks import push, websub
from services.ingest.jobs.poll import Loop
from services.ingest.jobs.relay import Relay
from services.ingest.jobs.reload import Reload
from services.ingest.pacing import domains
from services.ingest.settings import Defaults, ingest_settings, require_port, sources
from services.ingest.tables import leases
from services.ingest.tables.schema import VERSION_TABLE
from services.ingest.work import Work
from services.runtime import database
from services.runtime.clock import SystemClock
from services.runtime.errors import ServiceError
from services.runtime.guard import Guard
from services.runtime.service import Service
from services.runtime.settings import Document, runtime_settings

_GIVE_BACK: Final = 3.0
"""Seconds that giving back what is held may take at the end."""


def build(document: Document) -> Service:
    """The service `ingest`. Raises ConfigError for wrong settings or sources."""
    settings, declared, clock = ingest_settings(document), sources(document), SystemClock()
    require_port(document)
    engine = database.engine(runtime_settings(document).database("ingest"))
    fetcher = Fetcher(Guard(settings.allow_private, setting="allow_private in [ingest]"), clock)
    defaults = document.read(Defaults, "defaults")
    limits = Limits(seconds=defaults.extract.timeout, memory=defaults.extract.memory, body=defaults.max_body)
    pool, me = Pool(settings.workers, limits), leases.this_process(settings.lease)
    work = Work(engine, settings, {each.id: each for each in declared}, fetcher, Robots(engine), pool, me, clock)
    loop = Loop(work)

    async def give_back() -> None:
        with suppress(ServiceError, TimeoutError):  # with the database away, time gives it back
            await asyncio.wait_for(asyncio.shield(domains.release_all(engine, me)), _GIVE_BACK)

    async def schema() -> None:
        await database.require_schema(engine, "services.ingest", VERSION_TABLE)

    return Service(
        document,
        "ingest",
        background=[Relay(engine, settings, me).run, loop.run],
        routes={push.PREFIX: push.Push(work).app, websub.PREFIX: websub.Callback(work).app},
        ready=[schema],
        closing=[pool.aclose, fetcher.aclose, give_back, engine.dispose],
        goes_by=[settings, defaults, declared],
        take=Reload(document, loop).take,
    )
