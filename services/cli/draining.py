"""Whether a system has finished all that it was given: each part is asked, in the order of the flow. Owns no counting."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from services.runtime.errors import Transient

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.runtime.server import Server
    from services.runtime.settings import RuntimeSettings

_SOON: Final = timedelta(hours=1)
"""A message that is to be sent within this time is still to be sent: it waits for its group, its turn or another attempt."""

_PAUSE: Final = 0.05
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still under way, in the order of the flow."""

    unread: int
    """Articles that ingest has to read or to publish."""
    entries: int
    """Stream entries that extract or the store have not finished."""
    unsettled: int
    """Articles whose claims the store waits for, and events that it has to publish."""
    undelivered: int
    """Messages that are still to be sent."""

    @property
    def total(self) -> int:
        """0 when everything is done."""
        return self.unread + self.entries + self.unsettled + self.undelivered

    def __str__(self) -> str:
        """What is left, in words."""
        named = {
            "articles to publish": self.unread,
            "stream entries to handle": self.entries,
            "articles or events in the store": self.unsettled,
            "messages to send": self.undelivered,
        }
        return ", ".join(f"{count} {what}" for what, count in named.items() if count) or "nothing"


@dataclass(frozen=True, slots=True)
class Flow:
    """The places where work waits."""

    ingest: "AsyncEngine"
    store: "AsyncEngine"
    server: "Server"
    partitions: int

    async def rest(self) -> Rest:
        """What is left now. Work only moves downstream and is never between two places, so an empty answer is the truth.

        Raises Transient when Redis or a database is away.
        """
        from services.ingest.tables import outbox
        from services.runtime import groups
        from services.store import backlog as keeping
        from services.store.alerts import ledger

        unread = (await outbox.waiting(self.ingest)).events
        entries = await groups.unfinished(self.server, self.partitions)
        kept = await keeping.drained(self.store)
        return Rest(unread, entries, kept.articles + kept.events, await ledger.waiting(self.store, datetime.now(UTC) + _SOON))


@asynccontextmanager
async def flow(settings: "RuntimeSettings", redis_url: str) -> AsyncIterator[Flow]:
    """The places of a system whose databases are migrated, connected inside the block."""
    from services.runtime import database, server

    engines = [database.engine(settings.database(service)) for service in ("ingest", "store")]
    connected = await server.connect(redis_url)
    try:
        yield Flow(engines[0], engines[1], connected, settings.partitions)
    finally:
        await connected.close()
        for engine in engines:
            await engine.dispose()


async def drained(flow: Flow, patience: float, seen: Callable[[Rest], None] | None = None) -> Rest:
    """Waits until nothing is left, or until nothing has moved for `patience` seconds: what is left, nothing when all is done.

    `seen` gets every look. A Redis or database that is away counts as nothing moving.
    """
    last, moved = Rest(1, 0, 0, 0), time.monotonic()
    while last.total and time.monotonic() - moved < patience:
        with suppress(Transient):
            rest = await flow.rest()
            if rest != last:
                last, moved = rest, time.monotonic()
            if seen:
                seen(rest)
        await asyncio.sleep(_PAUSE if last.total else 0)
    return last
