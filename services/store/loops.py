"""What the store does unasked: relay the outbox, apply decisions, close what fell quiet, forget old deliveries.

Owns the rhythm, not the work.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from services.runtime.clock import Clock
from services.runtime.restarts import MAY_LOSE, Restarts
from services.runtime.waiting import until_there
from services.store import links, outbox
from services.store.alerts.prune import prune
from services.store.closing import close_quiet
from services.store.incidents import OnChange
from services.store.settings import StoreSettings

_DECISION_SECONDS: Final = 1.0
"""Between two looks for decisions that people noted."""

_CLOSING_SECONDS: Final = 60.0
"""Between two looks for incidents that have fallen quiet: their quiet time is hours."""

_PRUNING_SECONDS: Final = 600.0
"""Between two looks for deliveries to forget: they are kept for days."""


@dataclass(frozen=True, slots=True)
class Loops:
    """The store's background work on one database. A database or Redis that is away is waited for, never given up on."""

    engine: AsyncEngine
    clock: Clock
    settings: StoreSettings

    async def relay(self, publish: outbox.Publish, restarts: Restarts) -> None:
        """Numbers and publishes events until cancelled; at once while there are any, else after `relay_seconds`."""
        while True:
            sent = await until_there("the outbox", lambda: self.relay_once(publish, restarts))
            await asyncio.sleep(0 if sent else self.settings.relay_seconds)

    async def relay_once(self, publish: outbox.Publish, restarts: Restarts) -> int:
        """One round of the relay; how many events were published."""
        await restarts.made_up_for(self._reopen)
        await outbox.number(self.engine, self.clock.now())
        return await outbox.relay(self.engine, publish, self.clock.now())

    async def _reopen(self) -> None:
        await outbox.reopen(self.engine, self.clock.now() - timedelta(seconds=MAY_LOSE))

    async def decide(self, on_change: OnChange) -> None:
        """Applies people's links and unlinks until cancelled."""
        while True:
            await until_there("the database", lambda: links.apply(self.engine, self.clock.now(), on_change))
            await asyncio.sleep(_DECISION_SECONDS)

    async def close(self, on_change: OnChange) -> None:
        """Closes incidents after their quiet time until cancelled."""
        while True:
            closed = await until_there("the database", lambda: self.close_once(on_change))
            await asyncio.sleep(0 if closed else _CLOSING_SECONDS)

    async def close_once(self, on_change: OnChange) -> int:
        """One batch; how many were closed."""
        return len(await close_quiet(self.engine, self.clock.now(), on_change, self.settings.quiet))

    async def forget(self) -> None:
        """Forgets old deliveries until cancelled."""
        while True:
            gone = await until_there("the database", self.forget_once)
            await asyncio.sleep(0 if gone else _PRUNING_SECONDS)

    async def forget_once(self) -> int:
        """One batch; how many were forgotten."""
        return await prune(self.engine, self.clock.now(), self.settings.keep_deliveries)
