"""The pace of one site: requests begin one after another, each at least the site's delay after the one before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from services.ingest.pacing.domains import Pace
from services.runtime.clock import Clock
from services.runtime.errors import Transient

PATIENCE: Final = 10.0
"""Seconds that are waited with a site in hand; longer pauses are spent without a lease."""


class SitePauses(Transient):
    """The site asked for a pause while a request waited for its turn."""


@dataclass(slots=True)
class Gate:
    """What every request to a site passes, while this process holds the site."""

    pace: Pace
    clock: Clock
    slots: asyncio.Semaphore
    """Requests of the whole process."""
    until: float
    """End of the lease on the site, Unix seconds; moved by each renewal. After it another process may be at work here."""
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def held(self) -> bool:
        """Whether the site is still ours."""
        return self.clock.now().timestamp() < self.until

    @asynccontextmanager
    async def passed(self, delay: float) -> AsyncIterator[None]:
        """Waits for the turn of a request and for a free slot; the request is made inside the block.

        Raises SitePauses when the site has asked for a long pause meanwhile, or its lease has run out.
        """
        async with self._turn:
            while (pause := self.pace.next_start - self.clock.now().timestamp()) > 0:
                if pause > max(PATIENCE, delay):
                    raise SitePauses(f"{self.pace.domain} is left alone for {pause:.0f} s")
                await asyncio.sleep(pause)
            if not self.held:
                raise SitePauses(f"the lease on {self.pace.domain} ran out before it was renewed")
            await self.slots.acquire()
            self.pace = replace(self.pace, next_start=max(self.pace.next_start, self.clock.now().timestamp() + delay))
        try:
            yield
        finally:
            self.slots.release()
