"""Keeps the outbox flowing to the streams: waits for room, relays in order, forgets what is long published. Owns the rhythm."""

import asyncio
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from services.ingest.jobs.unbroken import unbroken
from services.ingest.settings import IngestSettings
from services.ingest.tables import leases, outbox
from services.runtime.restarts import MAY_LOSE
from services.runtime.service import Tools
from services.runtime.waiting import until_there

_PRUNE_EVERY: Final = 300.0
"""Seconds between two prunings."""


@dataclass(frozen=True, slots=True)
class Relay:
    """Background work of ingest: the outbox of one database to Redis."""

    engine: AsyncEngine
    settings: IngestSettings
    me: leases.Me

    async def run(self, tools: Tools) -> None:
        """Until cancelled; at once while rounds are full, else after `relay` seconds, so that what comes meanwhile shares a round.

        What is away is waited for.
        """
        pruned = 0.0
        while True:
            await tools.pressure.clear()
            sent = await until_there("the outbox", lambda: unbroken(self._once(tools)))
            if self._now(tools) - pruned >= _PRUNE_EVERY:
                pruned = self._now(tools)
                await until_there("the database", lambda: unbroken(self._prune(tools)))
            await asyncio.sleep(0 if sent >= outbox.BATCH else self.settings.relay)

    async def _once(self, tools: Tools) -> int:
        await tools.restarts.made_up_for(lambda: outbox.reopen(self.engine, self._now(tools) - MAY_LOSE))
        return await outbox.relay(self.engine, tools.publish, self.me, self._now(tools))

    async def _prune(self, tools: Tools) -> int:
        return await outbox.prune(self.engine, self._now(tools) - self.settings.outbox_keep)

    @staticmethod
    def _now(tools: Tools) -> float:
        return tools.clock.now().timestamp()
