"""Takes over entries that nobody finished: their consumer ended, stalled, or failed with them. Owns when and how many.

An entry is due after `min_idle` seconds without a word from its consumer, twice that for each further delivery, an hour at most.
One delivered as often as allowed is set aside. One that was tried more than once is taken alone, so that an entry which kills its
process takes no other along.

Redis measures the silence by its own clock. After that was set back, what was delivered before has no age at all until the clock
has come as far again; such entries are timed here, by the clock of this process.
"""

import asyncio
import logging
import random
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from services.runtime import deadletter
from services.runtime.delivery import Batch
from services.runtime.errors import Transient
from services.runtime.handling import Handling
from services.runtime.metrics import Metrics
from services.runtime.server import Pending

LOG: Final = logging.getLogger(__name__)

_PAGE: Final = 500

_LONGEST_INTERVAL: Final = 5.0
"""Seconds between two looks at the pending entries at most."""

_LONGEST_BACKOFF: Final = 3600.0
"""Seconds that an entry waits for its next delivery at most, however often it was delivered."""


@dataclass(frozen=True, slots=True)
class Reclaimer:
    """The reclaiming of one service in this process."""

    handling: Handling
    metrics: Metrics
    _ageless: dict[str, dict[Pending, float]] = field(default_factory=dict)
    """Key → entries that had no age at every look so far, and when that was first seen, in seconds of the monotonic clock."""

    async def run(self) -> None:
        """Works until the handling stops; an outage of Redis is waited out."""
        stopping = self.handling.stopping
        interval = min(self.handling.rules.min_idle / 2, _LONGEST_INTERVAL)
        while not stopping.is_set():
            await self._round()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), interval * random.uniform(0.5, 1.0))  # noqa: S311  # replicas take turns

    async def _round(self) -> None:
        for key in self.handling.keys:
            try:
                await self.once(key)
            except Transient as error:
                LOG.debug("nothing taken over: %s", error)

    async def once(self, key: str) -> None:
        """One look at the pending entries of a key. Raises Transient when Redis is away."""
        rules, due = self.handling.rules, await self._due(key)
        spent = [entry for entry in due if entry.deliveries >= rules.max_deliveries]
        for entry in spent:
            await self._set_aside(key, entry)
        again = [entry for entry in due if entry.deliveries < rules.max_deliveries]
        aged, ageless = [entry for entry in again if entry.idle], [entry for entry in again if not entry.idle]
        if ageless:
            LOG.warning("the clock of Redis went back: %d entries of %s were delivered in its future", len(ageless), key)
        for some in [*_portions(aged, self._size), *_portions(ageless, self._size)]:
            if self.handling.stopping.is_set():
                return
            await self._take_over(key, some)

    async def _due(self, key: str) -> list[Pending]:
        """Every entry that waits for another delivery and has waited for long enough."""
        due: list[Pending] = []
        known, now, start = self._ageless.get(key, {}), time.monotonic(), "-"
        self._ageless[key] = {}
        while page := await self.handling.server.pending(key, self.handling.work.group, count=_PAGE, start=start):
            for entry in page:
                wait, age = backoff(self.handling.rules.min_idle, entry.deliveries), float(entry.idle)
                if not entry.idle:
                    since = self._ageless[key][entry] = known.get(entry, now)
                    age = 1000 * (now - since)
                if age >= wait and not self.handling.holds(key, entry.id):  # a late word of ours is no end
                    due.append(entry)
            start = f"({page[-1].id}"
        return due

    @property
    def _size(self) -> int:
        work = self.handling.work
        return work.size if isinstance(work, Batch) else 16

    async def _take_over(self, key: str, some: Sequence[Pending]) -> None:
        """Claims entries that are still idle and handles them like those that were read."""
        rules, work = self.handling.rules, self.handling.work
        idle = min(int(backoff(rules.min_idle, entry.deliveries)) if entry.idle else 0 for entry in some)
        entries = await self.handling.server.claim(key, work.group, rules.consumer, some, idle)
        taken = {entry.id for entry in entries}
        trimmed = [entry.id for entry in some if entry.id not in taken]
        if entries:
            self.metrics.reclaimed(key, len(entries))
            LOG.info("took over %d entries of %s that nobody finished", len(entries), key)
            await self.handling.take(key, entries)
        elif trimmed:
            LOG.debug("%d entries of %s were taken by others", len(trimmed), key)

    async def _set_aside(self, key: str, entry: Pending) -> None:
        why = deadletter.Reason(
            deadletter.UNFINISHED,
            entry.deliveries,
            f"no consumer finished it; the last was {entry.consumer}, which ended or stalled",
        )
        if await deadletter.move(self.handling.server, deadletter.Place(key, self.handling.work.group, entry.id), why):
            self.metrics.count("dead")
            LOG.error("set aside %s of %s after %d deliveries: %s", entry.id, key, entry.deliveries, why.error)


def backoff(min_idle: float, deliveries: int) -> float:
    """Milliseconds that an entry must have been idle to be delivered again.

    >>> [backoff(30, deliveries) for deliveries in (1, 2, 3, 2**31)]
    [30000.0, 60000.0, 120000.0, 3600000.0]
    """
    doubled = min_idle * 2.0 ** min(deliveries - 1, 30)
    return 1000.0 * max(min_idle, min(doubled, _LONGEST_BACKOFF))


def _portions(entries: Sequence[Pending], size: int) -> list[Sequence[Pending]]:
    """Entries delivered once together, up to `size`; each of the others alone."""
    once = [entry for entry in entries if entry.deliveries == 1]
    portions: list[Sequence[Pending]] = [once[at : at + size] for at in range(0, len(once), size)]
    return portions + [[entry] for entry in entries if entry.deliveries > 1]
